/**
 * Tells whoever holds something in memory that it may have changed, and workers that there is work:
 * this process at once, the others within moments. News may get lost; whoever depends on them also
 * looks from time to time.
 */
export interface PaymentNotices extends AsyncDisposable {
  /** An incoming payment ended, or was decided on. */
  incomingChanged(id: string): void
  /** Outgoing payments are due. */
  outgoingDue(): void
  /** Calls back with the id, or with nothing when any may have changed. */
  onIncomingChanged(call: (id: string | undefined) => void): Disposable
  onOutgoingDue(call: () => void): Disposable
}
