/** A key that is being used, by one call. */
export interface IdempotencyClaim {
  readonly tenantId: string
  readonly key: string
  /** The call's own id: what was claimed by another call since is left alone. */
  readonly claimId: string
}

/** What is known of a key. */
export type ClaimResult =
  /** It is the caller's now. */
  | { readonly state: 'claimed' }
  /** It was used, with the same request; the result is the text that was stored. */
  | { readonly state: 'done'; readonly result: string }
  /** Another call with the same request is under way. */
  | { readonly state: 'underway' }
  /** It was used, or is being used, with another request. */
  | { readonly state: 'different' }

/** Remembers what was done under which key, for all processes of a node. */
export interface IdempotencyStore {
  /**
   * Takes a key that nobody holds. A key without result is free again after `lockedUntilMs`: its
   * process has died. A key with a result is free after `expiresAtMs`.
   */
  claim(
    claim: IdempotencyClaim & {
      /** A digest of what is asked for. */
      readonly request: Uint8Array
      readonly nowMs: number
      readonly lockedUntilMs: number
      readonly expiresAtMs: number
    },
  ): Promise<ClaimResult>
  /** Holds a claimed key longer. */
  extend(claim: IdempotencyClaim, lockedUntilMs: number): Promise<void>
  /** Stores the result of a claimed key. */
  finish(claim: IdempotencyClaim, result: string): Promise<void>
  /** Frees a claimed key: nothing was done. */
  release(claim: IdempotencyClaim): Promise<void>
  /** Forgets what has expired. */
  prune(nowMs: number): Promise<void>
}
