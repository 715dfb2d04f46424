/** Remembers which signatures were used, for all processes of a node. */
export interface SignatureReplayGuard {
  /**
   * Notes that a signature was used; false when it was before. Of any number of calls in the same
   * moment one gets true. To be called for signatures that were found right only: others must cost
   * nothing. After `expiresAtMs` the signature may be forgotten.
   */
  firstUse(use: {
    readonly tenantId: string
    readonly key: string
    readonly expiresAtMs: number
  }): Promise<boolean>
  /** Forgets what has expired. */
  prune(nowMs: number): Promise<void>
}
