import type { ProviderFailure, ProviderValue, Timestamps } from '../outcome.ts'

/** A good value as it is kept. Errors are never kept in its place. */
export interface Entry {
  readonly value: ProviderValue
  readonly timestamps: Timestamps
  /** Which source it came from. */
  readonly source: string
  readonly storedAtMs: number
  /** For how long it was stored: `maxAge` of the answers made of it. */
  readonly ttlMs: number
}

/**
 * The second level that replicas share. Every call may fail, at once when it is known to be down:
 * then the first level goes on alone.
 */
export interface SharedCache extends AsyncDisposable {
  get(key: string): Promise<Entry | undefined>
  /**
   * Tells those who listen what became of a key that nobody had claimed. A good value is stored
   * too; one with another status than 200, and a failure, is only told.
   */
  tell(key: string, outcome: SharedOutcome): Promise<void>
  /**
   * Hears every outcome that is told from now on, of a claim or of none. What is told while there
   * is no connection is lost: `onHeard` is called whenever it is heard again.
   */
  listen(hear: HearOutcome, onHeard: () => void): void
  /**
   * Claims to ask the provider for a key, for all replicas; `undefined` when another one has, or
   * has just done it: then `awaitOutcome` knows. The claim ends by itself after `ttlMs`.
   *
   * With `seenAtMs`, the claim is also refused when the cache holds an entry stored later than
   * that; 0 for one who has seen none. Without it, a value that comes between a miss and the claim
   * is asked for twice.
   */
  claim(key: string, ttlMs: number, seenAtMs?: number): Promise<SharedClaim | undefined>
  /**
   * Gives what became of a key that a replica had claimed, as soon as it tells; at once when it
   * has. `undefined` when nobody has the claim any more and nothing is known, when the cache is
   * lost, or after `waitMs`: claim it then, or ask alone.
   */
  awaitOutcome(key: string, waitMs: number): Promise<SharedOutcome | undefined>
  /** Whether it can be used now; told by `/ready`. */
  isUp(): boolean
}

/** `read` costs something: it is for keys that somebody here asks for. */
export type HearOutcome = (key: string, read: () => SharedOutcome | undefined) => void

/** The right to ask for a key. */
export interface SharedClaim {
  /**
   * Keeps it for `ttlMs` from now: claims are short, so that one whose holder died is soon free.
   */
  extend(ttlMs: number): Promise<void>
  /**
   * Stores the entry, if it is one, tells every replica that waits, and gives the claim up; a
   * failure is remembered for a moment, so that those that come late get it too.
   */
  settle(outcome: SharedOutcome): Promise<void>
}

/** What became of a key that a replica had claimed. */
export type SharedOutcome = { readonly entry: Entry } | { readonly failure: ProviderFailure }
