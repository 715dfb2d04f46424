import type { Tenant, TenantStore } from './tenant.ts'

/** Keeps tenants in memory, for tests and simulation. */
export function createMemoryTenantStore(): TenantStore {
  const tenants = new Map<string, Tenant>()
  return {
    put: async (tenant) => {
      tenants.set(tenant.id, tenant)
    },
    find: async (id) => tenants.get(id),
    change: async (id, change) => {
      const tenant = tenants.get(id)
      if (tenant) tenants.set(id, { ...tenant, ...change })
      return tenant !== undefined
    },
    remove: async (id) => tenants.delete(id),
  }
}
