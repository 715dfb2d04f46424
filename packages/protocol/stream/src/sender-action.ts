import type { StreamRequest } from './stream-client.ts'

/** What the caller of a sending state machine is to do next. */
export type SenderAction<Outcome> =
  | SendAction
  /** Nothing to do before `untilMs`, unless a reply comes first. */
  | { readonly kind: 'wait'; readonly untilMs: number }
  | { readonly kind: 'done'; readonly outcome: Outcome }

/** Send a packet and give back what comes of it under its `sequence`. */
export interface SendAction {
  readonly kind: 'send'
  /** Only `money` can be fulfilled; what becomes of a `close` need not be told. */
  readonly purpose: 'money' | 'probe' | 'close'
  readonly sequence: number
  /** The whole ILP Prepare. */
  readonly prepare: Uint8Array
  readonly sourceAmount: bigint
  /** The receiver takes no less. */
  readonly minDestinationAmount: bigint
  readonly expiresAtMs: number
}

/** The action that sends a request. */
export function sendAction(purpose: SendAction['purpose'], request: StreamRequest): SendAction {
  const { sequence, prepare, sourceAmount, minDestinationAmount, expiresAtMs } = request
  return {
    kind: 'send',
    purpose,
    sequence,
    prepare,
    sourceAmount,
    minDestinationAmount,
    expiresAtMs,
  }
}
