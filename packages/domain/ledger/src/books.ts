import type { AccountId } from './account.ts'
import type { LedgerRefusal } from './ledger-store.ts'

/** One movement that a packet will make when it is fulfilled. */
export interface HoldLeg {
  readonly debitId: AccountId
  readonly creditId: AccountId
  readonly amount: bigint
}

/** What a packet's way through the node will move. */
export interface HoldRequest {
  /**
   * One leg within an asset; two across assets: source to its asset's account, the other asset's
   * account to destination.
   */
  readonly legs: readonly HoldLeg[]
  /** The packet's expiry: the hold lives exactly as long. */
  readonly expiresAtMs: number
  /**
   * A durable hold is a pending transfer in the store, committed before `held` is called, and
   * survives a crash: for packets that this node itself pays for. It has no time limit. Otherwise
   * the hold is taken from the debited accounts' windows.
   */
  readonly durable: boolean
}

/** Money reserved for one packet. Exactly one of post, release or keep ends it. */
export interface Hold {
  readonly legs: readonly HoldLeg[]
  readonly expiresAtMs: number
}

/**
 * Why money was not held or booked. `leg`: the first is the source, the second the destination's
 * asset. `LedgerUnavailable`: the store does not answer, too much waits for it, or the books are
 * closed.
 */
export interface HoldRefusal {
  readonly refusal: LedgerRefusal['refusal'] | 'LedgerUnavailable'
  readonly leg: number
}

/**
 * The money of packets in flight. A process that moves an account's money keeps a window on it: an
 * amount reserved in the store, bounded in size and time, from which packets' holds are taken in
 * memory, exactly. Fulfilled amounts are summed for each pair of accounts and committed with the
 * next flush; one flush is in flight at a time. Callbacks must not throw.
 */
export interface Books extends AsyncDisposable {
  /**
   * Reserves the legs' amounts. Calls `held` at once when the windows have them (then it returns
   * before anything waits), otherwise after the flush that widens them, with a refusal when the
   * accounts can't pay. Holds that wait for the same account are served in their order.
   */
  hold(request: HoldRequest, held: (result: Hold | HoldRefusal) => void): void
  /**
   * Books a fulfilled packet: all of its legs or none. `posted` is called when its amounts are
   * durable, and only then may the fulfilment go upstream; with a refusal when they could not be
   * booked and will not be (the window had run out and the account is empty). While the store is
   * away, a post waits until the hold's expiry and a little longer, then it is refused; one whose
   * commit may have been done waits for the truth, however late, and a durable one likewise.
   */
  post(hold: Hold, posted: (refusal: HoldRefusal | undefined) => void): void
  /** Gives a rejected packet's hold back. */
  release(hold: Hold): void
  /**
   * Forgets a durable hold whose fate is unknown: its pending transfer stays in the store until
   * someone resolves it. Throws for one that is not durable.
   */
  keep(hold: Hold): void
  /**
   * Books money that is owed though nobody pays for it: a fulfilment that came after our own
   * time-out. Waits for the store as long as it takes.
   */
  postLoss(leg: HoldLeg, posted: (refusal: HoldRefusal | undefined) => void): void
  /** Amounts held in memory now, for the invariant "open holds = open slots". */
  openHolds(): { readonly count: number; readonly amount: bigint }
}
