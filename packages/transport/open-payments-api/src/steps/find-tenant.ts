import type { TenantId } from '@kivuko/directory'
import { isUuid } from '@kivuko/open-payments'
import type { Refused } from '@kivuko/payments'

import { type Refusal, refuse } from '../refusal.ts'
import type { ResourceApi } from '../resource-api.ts'

/** The tenant that a path names: one that is there and not removed. */
export async function findTenant(
  { directory }: Pick<ResourceApi, 'directory'>,
  segment: string,
): Promise<{ readonly tenantId: TenantId } | Refused<Refusal>> {
  const tenantId = segment.toLowerCase() as TenantId // What is no tenant's id, finds none.
  const tenant = isUuid(tenantId) ? await directory.tenant(tenantId) : undefined
  return tenant === undefined || tenant.deletedAtMs !== undefined
    ? refuse('UnknownTenant', 'there is no such resource server')
    : { tenantId }
}
