import type { SenderFailure } from './sender-failure.ts'

/** What a payment has achieved so far. Source units, unless said otherwise. */
export interface PaymentProgress {
  /** Fulfilled. */
  readonly sentAmount: bigint
  /** Destination units, as the receiver says, but never below what its fulfillments prove. */
  readonly deliveredAmount: bigint
  /** Without a reply so far. */
  readonly inFlightAmount: bigint
  /** Without a reply, and none is expected any more: the caller must find out what became of it. */
  readonly uncertainAmount: bigint
  /** The receipt of the largest total, for the verifier that asked for receipts. */
  readonly receipt: Uint8Array | undefined
}

/** How a payment ended. */
export type PaymentOutcome = { readonly progress: PaymentProgress } & (
  | { readonly kind: 'complete' }
  | ({ readonly kind: 'failed' } & SenderFailure)
)
