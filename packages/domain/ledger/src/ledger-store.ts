import type { AccountId, AccountKind, Balance, NewAccount, TransferId } from './account.ts'
import type { LedgerAudit } from './audit.ts'

/** What a transfer was made for. */
export type TransferCode = 'transfer' | 'deposit' | 'withdrawal'

/**
 * Moves `amount` (1 to 2^64 - 1, in the ledger's smallest unit) from the debited to the credited
 * account.
 */
export interface SingleTransfer {
  readonly kind: 'transfer'
  readonly id: TransferId
  readonly debitId: AccountId
  readonly creditId: AccountId
  readonly amount: bigint
  readonly code: TransferCode
}

/**
 * Reserves an amount: the first phase of a two-phase transfer. Without a time limit it stays until
 * posted or voided.
 */
export interface PendingTransfer {
  readonly kind: 'pending'
  readonly id: TransferId
  readonly debitId: AccountId
  readonly creditId: AccountId
  readonly amount: bigint
  readonly code: TransferCode
  readonly expiresAtMs?: number
}

/**
 * Posts a pending transfer, whole or in part (1 to what is pending); what is not posted is
 * released.
 */
export interface PostPending {
  readonly kind: 'post'
  readonly id: TransferId
  readonly amount?: bigint
}

/** Releases a pending transfer. */
export interface VoidPending {
  readonly kind: 'void'
  readonly id: TransferId
}

/** One step of linked operations. */
export type LedgerOperation = SingleTransfer | PendingTransfer | PostPending | VoidPending

/**
 * Operations that belong together, in order: all are done or none. At most `commitOperationsMax`.
 */
export type LinkedOperations = readonly LedgerOperation[]

/** Operations, sums and windows in one commit, or operations in one call, at most. */
export const commitOperationsMax = 256

/**
 * Why linked operations were refused. `operation` is the index of the one that could not be done.
 * An amount or a pair of accounts that can never be right is reported before anything else is
 * looked at.
 */
export interface LedgerRefusal {
  readonly refusal:
    | 'AmountInvalid'
    | 'SameAccounts'
    | 'DifferentLedgers'
    | 'DebitAccountUnknown'
    | 'CreditAccountUnknown'
    | 'InsufficientBalance'
    | 'TransferExists'
    | 'TransferUnknown'
    | 'AlreadyPosted'
    | 'AlreadyVoided'
    | 'TransferExpired'
  readonly operation: number
}

/**
 * The part of an account's available amount that one commit may give a window beyond what packets
 * ask for: 1 / this.
 */
export const windowShare = 10n

/** One account's window in a commit: see `Books`. At most one for each account. */
export interface WindowChange {
  /** The window's reservation; a new id opens a window. */
  readonly windowId: TransferId
  readonly accountId: AccountId
  /**
   * What packets in flight hold of it and must not lose. Above 0, the window must still be there.
   */
  readonly floor: bigint
  /** `floor`, and what packets ask for that wait. Granted as far as the balance allows. */
  readonly needed: bigint
  /**
   * What the window should hold after this commit's sums are drawn from it; 0 closes it. Beyond
   * `needed`, each commit grants at most 1 / `windowShare` of what the account has left.
   */
  readonly target: bigint
  /** When the window releases itself if nobody renews it. */
  readonly expiresAtMs: number
}

/**
 * Money that moved between two accounts in a commit, drawn from the debited account's window in the
 * same commit.
 */
export interface PairSum {
  /** The transfer under which the sum is recorded. */
  readonly id: TransferId
  readonly debitId: AccountId
  readonly creditId: AccountId
  readonly amount: bigint
}

/** Sums of packets that have the same legs: all are booked or none. */
export type LinkedSums = readonly PairSum[]

/** One process's books: whoever commits windows and sums. A UUID in lower case. */
export type BooksId = string & { readonly '#books': true }

/** One flush of a process's books: everything in it becomes durable together. */
export interface BooksCommit {
  readonly booksId: BooksId
  /**
   * Greater than that of the same books' commit before. A commit whose outcome is unknown is sent
   * again, unchanged: it is done once, and the answer is that of the first time.
   */
  readonly number: number
  readonly windows: readonly WindowChange[]
  readonly sums: readonly LinkedSums[]
  /** Durable holds and their ends; each group is all or none, and none stops the rest. */
  readonly groups: readonly LinkedOperations[]
}

/**
 * Why sums were not booked. `WindowExpired`: a window they draw from ran out, or holds less than
 * they draw.
 */
export type SumRefusal = 'WindowExpired' | 'CreditAccountUnknown' | 'DifferentLedgers'

/** What became of a commit; each list follows that of the commit. */
export interface BooksCommitResult {
  /**
   * What each window holds now. `undefined`: it had run out while packets held money of it, and is
   * gone.
   */
  readonly windows: readonly (bigint | undefined)[]
  /** `undefined` where the sums were booked. */
  readonly sums: readonly (SumRefusal | undefined)[]
  /** `undefined` where the group was done. */
  readonly groups: readonly (LedgerRefusal | undefined)[]
}

/** A pending transfer that is still open. */
export interface OpenPending {
  readonly id: TransferId
  readonly debitId: AccountId
  readonly creditId: AccountId
  readonly amount: bigint
  readonly code: TransferCode
  readonly createdAtMs: number
  readonly expiresAtMs?: number
  /**
   * The pending transfers that were made with it in one linked call and are still open, itself
   * included.
   */
  readonly linkedIds: readonly TransferId[]
}

/** A transfer as the books show it. */
export interface RecordedTransfer {
  readonly id: TransferId
  readonly debitId: AccountId
  readonly creditId: AccountId
  /** What moved; of a pending or voided transfer, what was reserved. */
  readonly amount: bigint
  readonly code: TransferCode
  readonly ledger: number
  readonly createdAtMs: number
  /** A pending transfer that ran out shows as voided when it has been released. */
  readonly state: 'pending' | 'posted' | 'voided'
  readonly expiresAtMs?: number
}

/**
 * A report that an account asked for, kept until it is taken. One may stand for several movements.
 */
export interface LedgerSignal {
  readonly accountId: AccountId
  readonly kind: AccountKind
  readonly signal: 'credited' | 'low'
}

/** Which signals to take. */
export interface SignalQuery {
  readonly signal: LedgerSignal['signal']
  readonly limit: number
}

/** What can be done with the ledger inside a transaction that someone else opened. */
export interface LedgerWriter {
  /**
   * Opens accounts; one that exists is left as it is. Throws when it has another ledger or kind.
   */
  createAccounts(accounts: readonly NewAccount[]): Promise<void>
  /** Does the operations; on a refusal nothing is done and the transaction stays usable. */
  apply(operations: LinkedOperations): Promise<LedgerRefusal | undefined>
  /** Balances by account; accounts that don't exist are missing from the map. */
  balances(ids: readonly AccountId[]): Promise<ReadonlyMap<AccountId, Balance>>
  /**
   * Changes what an account reports from now on. What is left out stays; an unknown account is
   * ignored.
   */
  setSignals(
    id: AccountId,
    signals: { readonly credited?: boolean; readonly lowAt?: bigint | null },
  ): Promise<void>
}

/**
 * Double-entry accounts and two-phase transfers. Every store passes `ledger-store.contract.ts`.
 * Accounts are locked in id order. For each ledger the sum of debits equals the sum of credits,
 * always.
 */
export interface LedgerStore extends LedgerWriter {
  /**
   * Commits one flush of the books: first the sums, then the windows, then the groups. Callers keep
   * one in flight and at most `commitOperationsMax` entries in it. When it rejects, the outcome is
   * unknown: send the same commit again.
   */
  commit(batch: BooksCommit): Promise<BooksCommitResult>
  /**
   * Releases pending transfers and windows whose time is over, a bounded number of them. Returns
   * how many.
   */
  releaseExpired(nowMs: number): Promise<number>
  /**
   * Pending transfers that debit the account and are neither posted, voided nor expired, oldest
   * first.
   */
  openPendings(debitId: AccountId): Promise<readonly OpenPending[]>
  transfer(id: TransferId): Promise<RecordedTransfer | undefined>
  /** The newest transfers of an account, on each side, at most `limit` a side. */
  transfers(query: { accountId: AccountId; limit: number }): Promise<{
    readonly debits: readonly RecordedTransfer[]
    readonly credits: readonly RecordedTransfer[]
  }>
  /**
   * The totals of every ledger at one moment, in order of their numbers: see `assertInvariants`.
   */
  audit(): Promise<readonly LedgerAudit[]>
}
