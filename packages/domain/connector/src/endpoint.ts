/** Why no reply came. `sent` says whether the peer may have seen the packet. */
export type SendFailure =
  | { readonly failure: 'unreachable'; readonly sent: false }
  | { readonly failure: 'broken'; readonly sent: boolean }
  | { readonly failure: 'http'; readonly sent: boolean; readonly status: number }

/** What became of a packet that was sent: bytes that should be a reply, or a failure. */
export type SendResult = { readonly bytes: Uint8Array } | SendFailure

/**
 * How packets reach a peer. An endpoint knows nothing of replies and reject codes, and never
 * changes or keeps the bytes.
 */
export interface Endpoint {
  /**
   * Sends a Prepare and calls `done` exactly once, also when no reply ever comes. `done` may be
   * called after `expiresAtMs`, within a few seconds: a fulfilment that comes too late is still
   * owed.
   */
  send(prepare: Uint8Array, expiresAtMs: number, done: (result: SendResult) => void): void
}
