import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { IncomingPayment, IncomingPaymentState, OutgoingPaymentState } from './resources.ts'

/** What is logged and counted of payments: one call for each business event. */
export interface PaymentEvents {
  incomingCreated(payment: { readonly id: string }): void
  incomingEnded(payment: Pick<IncomingPayment, 'id' | 'state' | 'receivedAmount'>): void
  quoted(quote: { readonly id: string; readonly method: string; readonly tookMs: number }): void
  quoteRefused(why: { readonly refusal: string; readonly receiver: string }): void
  outgoingCreated(payment: { readonly id: string; readonly method: string }): void
  outgoingEnded(payment: {
    readonly id: string
    readonly state: OutgoingPaymentState
    readonly error?: string
  }): void
  attemptFailed(attempt: {
    readonly id: string
    readonly error: string
    readonly attempts: number
  }): void
  /** Nothing can be decided about a payment now. */
  waiting(payment: { readonly id: string; readonly why: string; readonly waits: number }): void
  /** Packets of unknown fate were resolved by the receiver's own account. */
  recovered(payment: {
    readonly id: string
    readonly posted: bigint
    readonly voided: bigint
    readonly isExact: boolean
  }): void
  workerFailed(worker: string, error: unknown): void
}

const incomingEnds: readonly IncomingPaymentState[] = ['COMPLETED', 'EXPIRED']
const outgoingEnds: readonly OutgoingPaymentState[] = ['COMPLETED', 'FAILED', 'CANCELLED']

/** Waits in a row after which a payment that can't be decided deserves a person's eye. */
const waitsToWarn = 6

/** Makes the helpers; the series are made once. */
export function createPaymentEvents({
  log,
  metrics,
}: {
  log: Log
  metrics: Metrics
}): PaymentEvents {
  const counter = (name: string, help: string, labels: Record<string, string> = {}) =>
    metrics.counter({ name: `kivuko_${name}_total`, help, labels })
  const incomingCreated = counter('incoming_payments_created', 'Incoming payments created.')
  const outgoingCreated = counter('outgoing_payments_created', 'Outgoing payments created.')
  const recovered = counter('payment_recoveries', 'Attempts resolved by the receiver’s account.')
  const attemptsFailed = counter('payment_attempts_failed', 'Attempts to send that failed.')
  const incomingEnded = (state: IncomingPaymentState) =>
    counter('incoming_payments_ended', 'Incoming payments that ended, by state.', { state })
  const outgoingEnded = (state: OutgoingPaymentState) =>
    counter('outgoing_payments_ended', 'Outgoing payments that ended, by state.', { state })
  const ended = {
    incoming: new Map(incomingEnds.map((state) => [state, incomingEnded(state)])),
    outgoing: new Map(outgoingEnds.map((state) => [state, outgoingEnded(state)])),
  }
  const quoteMs = metrics.histogram({
    name: 'kivuko_quote_seconds',
    help: 'Time that a quote took.',
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
  })
  return {
    incomingCreated(payment) {
      incomingCreated.add()
      log.debug('incoming payment created', { id: payment.id })
    },
    incomingEnded({ id, state, receivedAmount }) {
      ended.incoming.get(state)?.add()
      log.debug('incoming payment ended', { id, state, receivedAmount })
    },
    quoted({ id, method, tookMs }) {
      quoteMs.observe(tookMs / 1_000)
      log.debug('quoted', { id, method, tookMs })
    },
    quoteRefused(why) {
      log.debug('no quote', why)
    },
    outgoingCreated(payment) {
      outgoingCreated.add()
      log.debug('outgoing payment created', payment)
    },
    outgoingEnded(payment) {
      ended.outgoing.get(payment.state)?.add()
      if (payment.state === 'FAILED') log.warn('outgoing payment failed', payment)
      else log.debug('outgoing payment ended', payment)
    },
    attemptFailed(attempt) {
      attemptsFailed.add()
      log.info('an attempt to send a payment failed', attempt)
    },
    waiting(payment) {
      const level = payment.waits >= waitsToWarn ? 'warn' : 'info'
      log[level]('a payment waits for what became of its packets or its receiver', payment)
    },
    recovered(payment) {
      recovered.add()
      log[payment.isExact ? 'info' : 'warn']('packets of unknown fate were resolved', payment)
    },
    workerFailed(worker, error) {
      log.error('a worker of payments failed and goes on', { worker, err: error })
    },
  }
}
