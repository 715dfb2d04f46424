import type { WebhookEventType } from '@kivuko/webhooks'
import type { OutgoingPaymentState } from '../resources.ts'

/**
 * How long a failed attempt is waited after: this times the number of attempts, at most
 * `backOffStepsMax`.
 */
const backOffStepMs = 10_000

/** Beyond a minute more patience changes nothing for the payer. */
const backOffStepsMax = 6

/** What decides about an outgoing payment. */
export interface OutgoingPosition {
  readonly state: OutgoingPaymentState
  readonly debitAmount: bigint
  readonly receiveAmount: bigint
  readonly stateAttempts: number
  /** Times in a row that it could only wait. */
  readonly waits: number
  /** Made with card details: funding and cancelling are told too. */
  readonly hasCardDetails: boolean
}

/** What an attempt has come to: exact, from the ledger. */
export interface OutgoingTotals {
  /** Debited to the receiver, over all attempts. */
  readonly sentAmount: bigint
  /** What is known to have reached the receiver. */
  readonly deliveredAmount: bigint
  /** Left on the payment's account: fees, slippage that was not needed, what could not be sent. */
  readonly balance: bigint
}

/** What happens to an outgoing payment. */
export type OutgoingEvent =
  | { readonly type: 'fund'; readonly nowMs: number }
  | { readonly type: 'cancel' }
  /** The receiver has, or takes, no more: the payment is over. */
  | { readonly type: 'finish'; readonly totals: OutgoingTotals }
  /** An attempt failed, and nothing of it is uncertain. */
  | {
      readonly type: 'fail'
      readonly error: string
      readonly isFinal: boolean
      readonly attemptsMax: number
      readonly nowMs: number
      readonly totals: OutgoingTotals
    }
  /** An attempt failed, and what became of its packets can be found out only later. */
  | {
      readonly type: 'uncertain'
      readonly error: string
      readonly nowMs: number
      readonly untilMs: number
    }
  /** The uncertain attempt was the last one, and is certain now. */
  | { readonly type: 'give-up'; readonly totals: OutgoingTotals; readonly error: string }
  /** Nothing can be decided now: what became of packets, or of the receiver, is not known yet. */
  | { readonly type: 'wait'; readonly nowMs: number; readonly untilMs?: number }

/** What is to be done in the transaction that saves the payment. */
export type OutgoingEffect =
  /** From outside into the payment's account. */
  | { readonly kind: 'deposit'; readonly amount: bigint }
  | { readonly kind: 'webhook'; readonly type: WebhookEventType; readonly withdrawal?: bigint }
  /** Give back to the grant what was not spent. */
  | { readonly kind: 'release'; readonly debitAmount: bigint; readonly receiveAmount: bigint }

/** Where the payment stands after an event. */
export interface OutgoingAdvance {
  readonly state: OutgoingPaymentState
  readonly stateAttempts: number
  readonly waits: number
  readonly error?: string
  /** When it is to be worked on next. */
  readonly dueAtMs?: number
  /** Set when the payment ends. */
  readonly sentAmount?: bigint
  readonly effects: readonly OutgoingEffect[]
}

/**
 * Advances an outgoing payment: FUNDING → SENDING → COMPLETED or FAILED, or FUNDING → CANCELLED.
 */
export function advanceOutgoing(
  position: OutgoingPosition,
  event: OutgoingEvent,
): OutgoingAdvance | { readonly refusal: 'WrongState' } {
  const expected = event.type === 'fund' || event.type === 'cancel' ? 'FUNDING' : 'SENDING'
  if (position.state !== expected) return { refusal: 'WrongState' }
  switch (event.type) {
    case 'fund':
      return fund(position, event.nowMs)
    case 'cancel':
      return cancel(position)
    case 'finish':
      return finish(position, event.totals)
    case 'fail':
      return fail(position, event)
    case 'uncertain':
      return uncertain(position, event)
    case 'give-up':
      return failed(position, { ...event, stateAttempts: position.stateAttempts })
    case 'wait':
      return wait(position, event)
  }
}

/** When the next attempt is due, so many having been made. */
export function backOffMs(attempts: number): number {
  return Math.min(attempts, backOffStepsMax) * backOffStepMs
}

function fund(position: OutgoingPosition, nowMs: number): OutgoingAdvance {
  return {
    state: 'SENDING',
    stateAttempts: 0,
    waits: 0,
    dueAtMs: nowMs,
    effects: [
      { kind: 'deposit', amount: position.debitAmount },
      ...cardEvent(position, 'outgoing_payment.funded'),
    ],
  }
}

function cancel(position: OutgoingPosition): OutgoingAdvance {
  const { debitAmount, receiveAmount } = position
  return {
    state: 'CANCELLED',
    stateAttempts: position.stateAttempts,
    waits: 0,
    effects: [
      { kind: 'release', debitAmount, receiveAmount },
      ...cardEvent(position, 'outgoing_payment.cancelled'),
    ],
  }
}

function finish(position: OutgoingPosition, totals: OutgoingTotals): OutgoingAdvance {
  return {
    state: 'COMPLETED',
    stateAttempts: position.stateAttempts,
    waits: 0,
    sentAmount: totals.sentAmount,
    effects: [endEvent('outgoing_payment.completed', totals.balance)],
  }
}

function fail(
  position: OutgoingPosition,
  event: Extract<OutgoingEvent, { type: 'fail' }>,
): OutgoingAdvance {
  const stateAttempts = position.stateAttempts + 1
  const { error, totals } = event
  if (event.isFinal || stateAttempts >= event.attemptsMax) {
    return failed(position, { error, totals, stateAttempts })
  }
  const dueAtMs = event.nowMs + backOffMs(stateAttempts)
  return { state: 'SENDING', stateAttempts, waits: 0, error, dueAtMs, effects: [] }
}

function failed(
  position: OutgoingPosition,
  {
    error,
    totals,
    stateAttempts,
  }: { error: string; totals: OutgoingTotals; stateAttempts: number },
): OutgoingAdvance {
  return {
    state: 'FAILED',
    stateAttempts,
    waits: 0,
    error,
    sentAmount: totals.sentAmount,
    effects: [
      endEvent('outgoing_payment.failed', totals.balance),
      {
        kind: 'release',
        debitAmount: atLeastZero(position.debitAmount - totals.sentAmount),
        receiveAmount: atLeastZero(position.receiveAmount - totals.deliveredAmount),
      },
    ],
  }
}

function uncertain(
  position: OutgoingPosition,
  { error, nowMs, untilMs }: Extract<OutgoingEvent, { type: 'uncertain' }>,
): OutgoingAdvance {
  const stateAttempts = position.stateAttempts + 1
  const dueAtMs = Math.max(untilMs, nowMs)
  return { state: 'SENDING', stateAttempts, waits: 0, error, dueAtMs, effects: [] }
}

function wait(
  position: OutgoingPosition,
  event: Extract<OutgoingEvent, { type: 'wait' }>,
): OutgoingAdvance {
  const waits = position.waits + 1
  const dueAtMs = event.untilMs ?? event.nowMs + backOffMs(waits)
  return { state: 'SENDING', stateAttempts: position.stateAttempts, waits, dueAtMs, effects: [] }
}

function endEvent(type: WebhookEventType, balance: bigint): OutgoingEffect {
  return { kind: 'webhook', type, ...(balance > 0n && { withdrawal: balance }) }
}

function cardEvent(position: OutgoingPosition, type: WebhookEventType): readonly OutgoingEffect[] {
  return position.hasCardDetails ? [{ kind: 'webhook', type }] : []
}

function atLeastZero(value: bigint): bigint {
  return value > 0n ? value : 0n
}
