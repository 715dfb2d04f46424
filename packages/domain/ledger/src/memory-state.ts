import type { AccountId, Balance, TransferId } from './account.ts'
import type { BooksCommitResult, BooksId, LedgerSignal, RecordedTransfer } from './ledger-store.ts'

/** An account of the ledger in memory. */
export interface MemoryAccount extends Mutable<Balance> {
  readonly id: AccountId
  readonly ledger: number
  credited: boolean
  lowAt: bigint | undefined
}

/** A transfer of the ledger in memory; `expired` is voided by the clock. */
export interface MemoryTransfer extends Mutable<Omit<RecordedTransfer, 'state'>> {
  state: RecordedTransfer['state'] | 'expired'
  readonly linkedIds: readonly TransferId[]
}

/** A window of the ledger in memory. */
export interface MemoryWindow {
  readonly accountId: AccountId
  amount: bigint
  expiresAtMs: number
}

/**
 * Everything that the ledger in memory knows. Transfers are in the order in which they were made.
 */
export interface MemoryState {
  readonly accounts: Map<AccountId, MemoryAccount>
  readonly transfers: Map<TransferId, MemoryTransfer>
  readonly windows: Map<TransferId, MemoryWindow>
  readonly books: Map<BooksId, { readonly number: number; readonly result: BooksCommitResult }>
  readonly signals: Map<string, LedgerSignal>
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] }
