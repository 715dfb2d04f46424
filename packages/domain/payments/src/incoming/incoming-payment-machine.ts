import type { IncomingPaymentState } from '../resources.ts'

/** What decides about an incoming payment. */
export interface IncomingPosition {
  readonly state: IncomingPaymentState
  readonly incomingAmount?: bigint
  /** What events have told the ASE that it may withdraw, so far. */
  readonly offeredAmount: bigint
}

/**
 * What happens to an incoming payment. `receivedAmount` is all that the ledger has ever credited to
 * it.
 */
export interface IncomingEvent {
  readonly type: 'credited' | 'complete' | 'expire'
  readonly receivedAmount: bigint
}

/** An event for the ASE, with the amount that it may withdraw by it. */
export interface IncomingOffer {
  readonly type: 'incoming_payment.completed' | 'incoming_payment.expired'
  readonly amount: bigint
}

/** Where the payment stands after an event, and what the ASE is to be told. */
export interface IncomingAdvance {
  readonly state: IncomingPaymentState
  readonly offeredAmount: bigint
  readonly offer?: IncomingOffer
}

/**
 * Advances an incoming payment. The first credit makes it PROCESSING; enough of them, or a wish,
 * COMPLETED; time, EXPIRED. Whoever ends it is told what came in; nothing is told when nothing came
 * in. Money that a packet brings after the end is offered by one more event of the same type, so
 * that none is left behind.
 */
export function advanceIncoming(
  position: IncomingPosition,
  event: IncomingEvent,
): IncomingAdvance | { readonly refusal: 'WrongState' } {
  if (!isOpen(position.state)) {
    if (event.type !== 'credited') return { refusal: 'WrongState' }
    return end(position, { state: position.state, receivedAmount: event.receivedAmount })
  }
  const state = nextState(position, event)
  if (!isOpen(state)) return end(position, { state, receivedAmount: event.receivedAmount })
  return { state, offeredAmount: position.offeredAmount }
}

/** Whether a payment still takes money. */
export function isOpen(state: IncomingPaymentState): boolean {
  return state === 'PENDING' || state === 'PROCESSING'
}

function nextState(position: IncomingPosition, event: IncomingEvent): IncomingPaymentState {
  const { incomingAmount } = position
  const isReached = incomingAmount !== undefined && event.receivedAmount >= incomingAmount
  if (event.type === 'complete' || isReached) return 'COMPLETED'
  if (event.type === 'expire') return 'EXPIRED'
  return event.receivedAmount > 0n ? 'PROCESSING' : position.state
}

function end(
  position: IncomingPosition,
  { state, receivedAmount }: { state: IncomingPaymentState; receivedAmount: bigint },
): IncomingAdvance {
  const amount = receivedAmount - position.offeredAmount
  if (amount <= 0n) return { state, offeredAmount: position.offeredAmount }
  const type = state === 'EXPIRED' ? 'incoming_payment.expired' : 'incoming_payment.completed'
  return { state, offeredAmount: receivedAmount, offer: { type, amount } }
}
