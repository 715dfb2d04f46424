import type { TenantId } from '@kivuko/directory'
import { type Collection, resourceUrl } from '@kivuko/open-payments'

import type { OpenPaymentsSettings } from './open-payments-settings.ts'

/** Where grants for a tenant's wallet addresses are asked for. */
export function authServer(
  { authServerGrantUrl }: Pick<OpenPaymentsSettings, 'authServerGrantUrl'>,
  tenantId: TenantId,
): string {
  return below(authServerGrantUrl, tenantId)
}

/** Below which a tenant's resources live. */
export function resourceServer(
  { openPaymentsUrl }: Pick<OpenPaymentsSettings, 'openPaymentsUrl'>,
  tenantId: TenantId,
): string {
  return below(openPaymentsUrl, tenantId)
}

/** The id of a resource: its URL. */
export function idOf(
  { openPaymentsUrl: base }: Pick<OpenPaymentsSettings, 'openPaymentsUrl'>,
  collection: Collection,
  { id, tenantId }: { readonly id: string; readonly tenantId: TenantId },
): string {
  return resourceUrl({ base, tenantId, collection, id })
}

function below(base: string, tenantId: TenantId): string {
  return `${base.replace(/\/+$/, '')}/${tenantId}`
}
