import type { Clock } from '@kivuko/clock'
import type { Params, UpstreamResult } from '../engine/source.ts'
import type { Outcome } from '../outcome.ts'
import type { Frame, StreamOut } from './socket-spec.ts'
import type { Subscriptions } from './subscriptions.ts'
import { type Teller, withIndicated } from './tell-outcomes.ts'

/** What a stream tells through. */
export interface StreamOutOptions<P extends Params> {
  readonly clock: Clock
  readonly subscriptions: Subscriptions<P>
  readonly teller: Teller
  readonly hear: (result: UpstreamResult) => void
  /** Since when the stream is open, in ms since the epoch. */
  readonly establishedMs: number
  readonly send: (frame: Frame) => void
}

/** Passes on what is told of things that are wanted. */
export function createStreamOut<P extends Params>(options: StreamOutOptions<P>): StreamOut<P> {
  const { clock, establishedMs, hear, send, subscriptions, teller } = options
  const tell = (subject: P | string, outcome: Outcome): void => {
    const subscription = subscriptions.find(subject)
    if (subscription === undefined) return
    if ('value' in outcome) subscriptions.heard(subscription)
    const times = {
      providerDataStreamEstablishedUnixMs: establishedMs,
      providerDataReceivedUnixMs: clock.now(),
    }
    const timestamps = withIndicated(times, outcome)
    hear({ params: subscription.params, outcome, timestamps })
  }
  return {
    value: (subject, result, more) => tell(subject, teller.value(result, more)),
    missing: (subject, message) => tell(subject, teller.missing(message)),
    failed: (subject, message, more) => tell(subject, teller.failed(message, more)),
    alive: (subject) => {
      if (subject === undefined) return
      const subscription = subscriptions.find(subject)
      if (subscription !== undefined) subscriptions.heard(subscription)
    },
    send,
  }
}
