import { createFakeClock } from '@kivuko/clock'
import { ledgerStoreContract } from './ledger-store.contract.ts'
import { createMemoryLedger } from './ledger-store-memory.ts'

ledgerStoreContract('the ledger in memory', async () => {
  const clock = createFakeClock()
  const store = createMemoryLedger({ clock })
  return { store, clock, takeSignals: store.takeSignals, [Symbol.asyncDispose]: async () => {} }
})
