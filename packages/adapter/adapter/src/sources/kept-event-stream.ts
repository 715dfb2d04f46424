import type { Timer } from '@kivuko/clock'
import type { HttpRequest } from '@kivuko/http'
import type { Dispatcher } from 'undici'
import type { ProviderFailure } from '../outcome.ts'
import { createBackoff, type Backoff } from './backoff.ts'
import { EventStream } from './event-stream.ts'
import type { ServerEvent } from './parse-events.ts'
import type { SourceContext } from './source-definition.ts'
import type { SourceMetrics } from './source-metrics.ts'

/** What keeping a stream takes. */
export interface KeptEventStreamOptions {
  readonly context: SourceContext
  readonly dispatcher: Dispatcher
  readonly request: HttpRequest
  readonly metrics: SourceMetrics
  /** It is open, again perhaps. */
  readonly onReady: () => void
  readonly onEvent: (event: ServerEvent) => void
  /** It is not open any more, or could not be opened; it will be tried again. */
  readonly onFailure: (failure: ProviderFailure) => void
}

/** Close codes are of WebSockets; a stream of events has this one in their metric. */
const ENDED_CODE = 1_006

/** A stream that lasted this long was a good one: the next wait is a short one again. */
const STABLE_MS = 5_000

/** A stream of events that is opened again whenever it ends, from where it ended. */
export class KeptEventStream implements Disposable {
  readonly #options: KeptEventStreamOptions
  readonly #backoff: Backoff
  readonly #stopListening: () => void
  #stream: EventStream | undefined
  #reconnecting: Timer | undefined
  #lastEventId = ''
  #retryMs = 0
  #openedMs: number | undefined
  #isStopped = false

  constructor(options: KeptEventStreamOptions) {
    const { context } = options
    this.#options = options
    this.#backoff = createBackoff(context.random, context.terms)
    this.#stopListening = context.socketPlan.onFree(() => this.#openIfIdle())
    this.#open()
  }

  get isOpen(): boolean {
    return this.#openedMs !== undefined
  }

  [Symbol.dispose](): void {
    if (this.#isStopped) return
    this.#isStopped = true
    this.#stopListening()
    this.#reconnecting?.cancel()
    this.#stream?.[Symbol.dispose]()
    this.#forget()
  }

  #openIfIdle(): void {
    const isIdle = this.#stream === undefined && this.#reconnecting === undefined
    if (isIdle && !this.#isStopped) this.#open()
  }

  #open(): void {
    const { context, dispatcher, metrics, onEvent, onFailure, request } = this.#options
    if (!context.socketPlan.takeConnection()) {
      // Tried again as soon as a place is free.
      const message = "All connections of the provider's plan are in use"
      onFailure({ statusCode: 429, message })
      return
    }
    metrics.attempts.add()
    const { clock, terms } = context
    this.#stream = new EventStream({
      clock,
      dispatcher,
      request,
      terms,
      lastEventId: this.#lastEventId,
      listener: {
        ready: () => this.#ready(),
        heard: (event) => {
          metrics.received.add()
          onEvent(event)
        },
        ended: (failure) => this.#ended(failure),
      },
    })
  }

  #ready(): void {
    const { context, metrics, onReady } = this.#options
    this.#openedMs = context.clock.monotonicMs()
    metrics.openStreams.add(1)
    onReady()
  }

  #ended(failure: ProviderFailure): void {
    const { context, metrics, onFailure } = this.#options
    const { clock } = context
    const openedMs = this.#openedMs
    if (openedMs !== undefined && clock.monotonicMs() - openedMs >= STABLE_MS) this.#backoff.reset()
    this.#lastEventId = this.#stream?.lastEventId ?? this.#lastEventId
    this.#retryMs = Math.min(this.#stream?.retryMs ?? this.#retryMs, context.terms.reconnectMsMax)
    metrics.streamErrors.add()
    const askedMs = failure.retryAtMs === undefined ? 0 : failure.retryAtMs - clock.now()
    const waitMs = Math.max(this.#backoff.nextMs(), this.#retryMs, askedMs)
    this.#reconnecting = clock.after(waitMs, () => {
      this.#reconnecting = undefined
      this.#open()
    })
    this.#forget()
    onFailure(failure)
  }

  #forget(): void {
    const { context, metrics } = this.#options
    if (this.#openedMs !== undefined) metrics.openStreams.add(-1)
    this.#openedMs = undefined
    if (this.#stream === undefined) return
    this.#stream = undefined
    metrics.closed(ENDED_CODE)
    context.socketPlan.giveConnection()
  }
}
