import { after, before } from 'node:test'
import { ledgerStoreContract } from './ledger-store.contract.ts'
import { createLedgerDatabase, type LedgerDatabase } from './test-ledger-postgres.ts'

let ledgers: LedgerDatabase
before(async () => {
  ledgers = await createLedgerDatabase()
})
after(() => ledgers[Symbol.asyncDispose]())

ledgerStoreContract('the ledger in Postgres', () => ledgers.open())
