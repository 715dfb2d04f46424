import type { Postgres } from '@kivuko/postgres'
import { createTestDatabase } from '@kivuko/testing'

import { grantMigrations } from './grant-migrations.ts'
import { createPostgresGrantStore } from './grant-store-postgres.ts'
import { testGrantStore } from './grant-store.contract.ts'
import { createPostgresTenantStore } from './tenant-store-postgres.ts'
import { testTenantStore } from './tenant-store.contract.ts'

async function openStore<Store>(
  create: (options: { readonly postgres: Postgres }) => Store,
): Promise<{ readonly store: Store } & AsyncDisposable> {
  const database = await createTestDatabase({ sets: [grantMigrations] })
  return {
    store: create({ postgres: database.postgres }),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}

testGrantStore('postgres', () => openStore(createPostgresGrantStore))
testTenantStore('postgres', () => openStore(createPostgresTenantStore))
