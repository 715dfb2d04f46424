import type { LedgerStore, LedgerWriter } from '@kivuko/ledger'
import type { Transaction } from '@kivuko/postgres'

/** The ledger, as far as payments need it: it lives in the same database. */
export interface PaymentLedger extends Pick<LedgerStore, 'balances' | 'openPendings'> {
  /** The ledger inside a transaction of ours: what it does commits with ours. */
  within(tx: Transaction): LedgerWriter
}
