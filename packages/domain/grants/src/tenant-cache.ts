import type { Clock } from '@kivuko/clock'

import type { Tenant, TenantStore } from './tenant.ts'

/** How old an answer may be: a change is to be seen everywhere within a second. */
const tenantAgeMsMax = 1000

/** Tenants that are remembered; beyond it all are forgotten and asked for again. */
const tenantsRememberedMax = 1000

/** Remembers tenants for a moment: the same few are asked for by every request. */
export function createTenantCache(options: {
  readonly clock: Clock
  readonly tenants: Pick<TenantStore, 'find'>
}): Pick<TenantStore, 'find'> {
  const { clock, tenants } = options
  const remembered = new Map<string, { readonly tenant: Tenant; readonly untilMs: number }>()
  return {
    find: async (id) => {
      const known = remembered.get(id)
      if (known && clock.monotonicMs() < known.untilMs) return known.tenant
      remembered.delete(id)
      // Before the question: an answer is as old as its question.
      const untilMs = clock.monotonicMs() + tenantAgeMsMax
      const tenant = await tenants.find(id)
      if (tenant && remembered.size >= tenantsRememberedMax) remembered.clear()
      if (tenant) remembered.set(id, { tenant, untilMs })
      return tenant
    },
  }
}
