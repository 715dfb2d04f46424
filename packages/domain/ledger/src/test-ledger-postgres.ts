import { createFakeClock } from '@kivuko/clock'
import { createTestDatabase, type TestDatabase } from '@kivuko/testing'
import { ledgerMigrations } from './ledger-migrations.ts'
import { createPostgresLedger, type PostgresLedger } from './ledger-store-postgres.ts'
import type { LedgerUnderTest } from './test-ledger-table.ts'

/** One database for the tests of a file. Each `open` finds it empty. */
export interface LedgerDatabase extends AsyncDisposable {
  readonly database: TestDatabase
  open(): Promise<LedgerUnderTest & { readonly store: PostgresLedger }>
}

/** Clones the database. */
export async function createLedgerDatabase(): Promise<LedgerDatabase> {
  const database = await createTestDatabase({ sets: [ledgerMigrations] })
  const { postgres } = database
  return {
    database,
    async open() {
      await postgres.query({
        text: `truncate ledger.accounts, ledger.transfers, ledger.pendings, ledger.windows,
          ledger.books, ledger.signals`,
      })
      const clock = createFakeClock()
      const store = createPostgresLedger({ postgres, clock })
      return {
        store,
        clock,
        takeSignals: (query) => postgres.transaction((tx) => store.takeSignals(tx, query)),
        [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
      }
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  }
}
