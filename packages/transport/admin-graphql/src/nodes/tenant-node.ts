import type { Tenant, TenantSettingKey } from '@kivuko/directory'
import type { Tenant as TenantNode } from '../generated/admin-types.generated.ts'
import { dateText } from './date-text.ts'

/** Writes a tenant, its secrets in clear: only the tenant itself and the operator get to see it. */
export function tenantNode(tenant: Tenant): TenantNode {
  // The entries that its type says.
  const settings = Object.entries(tenant.settings) as [TenantSettingKey, string][]
  return {
    id: tenant.id,
    email: tenant.email ?? null,
    publicName: tenant.publicName ?? null,
    apiSecret: tenant.apiSecret.reveal(),
    idpConsentUrl: tenant.idpConsentUrl ?? null,
    idpSecret: tenant.idpSecret?.reveal() ?? null,
    createdAt: dateText(tenant.createdAtMs),
    deletedAt: tenant.deletedAtMs === undefined ? null : dateText(tenant.deletedAtMs),
    settings: settings.map(([key, value]) => ({ key, value })),
  }
}
