/** An account's id: the UUID, in lower case, of what the account belongs to. */
export type AccountId = string & { readonly '#account': true }

/**
 * A transfer's id: a UUID in lower case. The same id again is the same transfer: nothing moves
 * twice.
 */
export type TransferId = string & { readonly '#transfer': true }

/**
 * What an account stands for. A `settlement` account may not be credited beyond its debits (it
 * mirrors money outside the node); every other one may not be debited beyond its credits.
 */
export type AccountKind =
  | 'asset'
  | 'peer'
  | 'incoming'
  | 'outgoing'
  | 'wallet-address'
  | 'settlement'

/**
 * What the ledger reports about an account, to whoever owns it, in the transaction that moved it.
 */
export interface AccountSignals {
  /** Report every credit. */
  readonly credited?: boolean
  /** Report each time the account's liquidity falls from above to at or below this amount. */
  readonly lowAt?: bigint
}

/** An account to be opened. */
export interface NewAccount {
  readonly id: AccountId
  /** The ledger it belongs to: one number for each asset. Transfers stay within a ledger. */
  readonly ledger: number
  readonly kind: AccountKind
  readonly signals?: AccountSignals
}

/** Running totals of an account, in the asset's smallest unit. A total may exceed 2^64 - 1. */
export interface Balance {
  readonly kind: AccountKind
  readonly debitsPosted: bigint
  readonly debitsPending: bigint
  readonly creditsPosted: bigint
  readonly creditsPending: bigint
  /**
   * The part of `debitsPending` that windows reserve for packets to come: not spent, and not owed.
   */
  readonly debitsInWindows: bigint
}

type Totals = Omit<Balance, 'debitsInWindows'>

/**
 * What can still be debited. Of a settlement account: what can still be credited, which is the
 * money of its ledger that is inside the node.
 */
export function available(totals: Totals): bigint {
  return totals.kind === 'settlement'
    ? totals.debitsPosted - totals.creditsPosted - totals.creditsPending
    : totals.creditsPosted - totals.debitsPosted - totals.debitsPending
}

/**
 * What the account is worth to its owner: what is available and what windows keep ready. Falls when
 * money is spent or reserved for a purpose, not when a window opens.
 */
export function liquidity(balance: Balance): bigint {
  return available(balance) + balance.debitsInWindows
}
