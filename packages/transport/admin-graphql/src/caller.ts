import type { TenantId } from '@kivuko/directory'
import { isUuid } from '@kivuko/open-payments'
import { refusal } from './refusal.ts'

/** The tenant that signed a request. */
export interface Caller {
  readonly tenantId: TenantId
  readonly isOperator: boolean
}

/** What the caller may touch: one tenant's, or (the operator) everyone's. */
export function scopeOf({ tenantId, isOperator }: Caller): TenantId | undefined {
  return isOperator ? undefined : tenantId
}

/** Whose things a list shows. The operator sees all tenants', or those of the one it names. */
export function listedTenant(
  caller: Caller,
  named: string | null | undefined,
): TenantId | undefined {
  return named === null || named === undefined ? scopeOf(caller) : namedTenant(caller, named)
}

/** Whom something new is made for: the caller, or the tenant that the operator names. */
export function tenantFor(caller: Caller, named: string | null | undefined): TenantId {
  return named === null || named === undefined ? caller.tenantId : namedTenant(caller, named)
}

function namedTenant(caller: Caller, named: string): TenantId {
  if (!isUuid(named)) throw refusal('BAD_USER_INPUT', 'tenantId must be a UUID')
  const tenantId = named.toLowerCase() as TenantId
  if (caller.isOperator || tenantId === caller.tenantId) return tenantId
  throw refusal('FORBIDDEN', 'only the operator may act for another tenant')
}
