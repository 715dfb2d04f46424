import { createMemoryGrantStore } from './grant-store-memory.ts'
import { testGrantStore } from './grant-store.contract.ts'
import { createMemoryTenantStore } from './tenant-store-memory.ts'
import { testTenantStore } from './tenant-store.contract.ts'

const closed = async (): Promise<void> => undefined

testGrantStore('memory', async () => ({
  store: createMemoryGrantStore(),
  [Symbol.asyncDispose]: closed,
}))

testTenantStore('memory', async () => ({
  store: createMemoryTenantStore(),
  [Symbol.asyncDispose]: closed,
}))
