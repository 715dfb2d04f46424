import type { Log } from '@kivuko/log'
import type { Counter, Histogram, Metrics } from '@kivuko/metrics'
import { isRejectCode } from '@kivuko/ilp'
import type { PacketAsset } from './party.ts'

/** Where a packet came from and went: the label of its time. */
export type Operation = 'outgoing_payment' | 'incoming_payment' | 'routing' | 'unknown'

/** Money that this node pays itself: someone is owed it and nobody pays for it. */
export interface Loss {
  readonly peerId: string
  readonly sourceId: string
  readonly asset: PacketAsset
  readonly amount: bigint
  readonly destination: string
}

/** What happens to packets, as log lines and counters. Nothing is logged for an ordinary packet. */
export interface ConnectorEvents {
  /** A packet was answered: `fulfill`, or its reject code. */
  answered(operation: Operation, result: string, elapsedMs: number): void
  /** A fulfilment came after our own time-out; `lost` is what it costs this node. */
  lateFulfillment(lost: Loss | undefined): void
  /** A fulfilment came in time, but its payer's money was gone. */
  postRefused(refusal: string, lost: Loss): void
  /** A packet that nobody pays for, such as a probe, was fulfilled. */
  fulfilledUnpaid(lost: Loss): void
  /** A loss could not be booked: the asset's account is empty. */
  lossNotBooked(refusal: string, lost: Loss): void
  /** The ledger refused a hold for another reason than money. */
  holdRefused(refusal: string, of: { readonly sourceId: string; readonly peerId: string }): void
  rateRefused(refusal: string, detail: string): void
  /** Someone called back twice, or called back what was not asked. */
  strayCall(what: 'hold' | 'reply' | 'post'): void
  /** Something threw that should not have. */
  failed(error: unknown, phase: string): void
}

const secondsBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** Makes the helpers; the series are made once. */
export function createConnectorEvents(log: Log, metrics: Metrics): ConnectorEvents {
  const count = createAnsweredCounters(metrics)
  const times = createTimes(metrics)
  const countLoss = createLossCounters(metrics)
  const lose = (message: string, lost: Loss, refusal?: string): void => {
    countLoss(lost)
    log.error(message, { ...lost, asset: lost.asset.code, scale: lost.asset.scale, refusal })
  }
  return {
    answered: (operation, result, elapsedMs) => {
      count(result)
      times[operation].observe(elapsedMs / 1_000)
    },
    lateFulfillment: (lost) => {
      if (lost !== undefined) lose('a fulfilment came too late', lost)
      else log.warn('a fulfilment came too late for its sender; its hold is booked')
    },
    postRefused: (refusal, lost) => lose('a fulfilled packet could not be booked', lost, refusal),
    fulfilledUnpaid: (lost) => lose('a packet that nobody pays for was fulfilled', lost),
    lossNotBooked: (refusal, { asset, ...lost }) =>
      log.error('a loss could not be booked', { ...lost, refusal, asset: asset.code }),
    holdRefused: (refusal, of) => log.error('the ledger refused a hold', { refusal, ...of }),
    rateRefused: (refusal, detail) => log.debug('no exchange rate', { refusal, detail }),
    strayCall: (what) => log.error('an unexpected call-back', { what }),
    failed: (error, phase) => log.error('packet failed', { err: error, phase }),
  }
}

function createAnsweredCounters(metrics: Metrics): (result: string) => void {
  const counters = new Map<string, Counter>()
  const make = (result: string): Counter =>
    metrics.counter({
      name: 'kivuko_ilp_packets_total',
      help: 'Packets answered, by result: fulfill, or the reject code.',
      labels: { result },
    })
  return (result) => {
    // Codes come from outside; those that nobody defined share a series.
    const label = result === 'fulfill' || isRejectCode(result) ? result : 'other'
    let counter = counters.get(label)
    if (counter === undefined) counters.set(label, (counter = make(label)))
    counter.add()
  }
}

function createTimes(metrics: Metrics): Readonly<Record<Operation, Histogram>> {
  const make = (operation: Operation): Histogram =>
    metrics.histogram({
      name: 'kivuko_ilp_packet_seconds',
      help: 'Time from a packet to its reply, by where it came from and went.',
      labels: { operation },
      buckets: secondsBuckets,
    })
  return {
    outgoing_payment: make('outgoing_payment'),
    incoming_payment: make('incoming_payment'),
    routing: make('routing'),
    unknown: make('unknown'),
  }
}

function createLossCounters(metrics: Metrics): (lost: Loss) => void {
  return ({ asset, amount }) => {
    const labels = { asset: asset.code, scale: String(asset.scale) }
    metrics
      .counter({
        name: 'kivuko_ilp_losses_total',
        help: 'Fulfilled packets that this node paid for itself.',
        labels,
      })
      .add()
    metrics
      .counter({
        name: 'kivuko_ilp_late_fulfill_value_total',
        help: 'What those packets were worth, in smallest units.',
        labels,
      })
      .add(Number(amount))
  }
}
