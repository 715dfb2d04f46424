import type { Timer } from '@kivuko/clock'
import { createAgent } from '@kivuko/http'
import type { Agent } from 'undici'
import type { Fields } from '../definition/field.ts'
import type { Params, RunningPush, UpstreamResult } from '../engine/source.ts'
import type { ProviderFailure } from '../outcome.ts'
import { failureOfThrown } from './adapter-error.ts'
import { attemptHttp } from './attempt-http.ts'
import type { EventsAsk, EventsSpec } from './events-spec.ts'
import { type HttpAsk, httpRequest } from './http-ask.ts'
import { KeptEventStream } from './kept-event-stream.ts'
import type { ServerEvent } from './parse-events.ts'
import type { Scrub } from './scrub.ts'
import { type AuthorContext, authorContext, type SourceContext } from './source-definition.ts'
import { createSourceMetrics, type SourceMetrics } from './source-metrics.ts'
import { createStreamOut } from './stream-out.ts'
import { createSubscriptions, type Subscription, type Subscriptions } from './subscriptions.ts'
import type { Teller } from './tell-outcomes.ts'

/** What a source of events at work is made of. */
export interface RunningEventsOptions<P extends Params, Told, E extends Fields> {
  readonly spec: EventsSpec<P, Told, E>
  readonly context: SourceContext
  readonly hear: (result: UpstreamResult) => void
  /** `isLive` or `failure` may answer otherwise now. */
  readonly changed: () => void
  readonly teller: Teller
  readonly scrub: Scrub
}

/** Silent subscriptions are looked for so many times in the time that makes them silent. */
const LOOKS_PER_SILENCE = 4

/** One stream, and what it tells of. */
interface Stream<P extends Params> {
  covers: readonly Subscription<P>[]
  kept: KeptEventStream | undefined
  /** Since when it is open, in ms since the epoch. */
  establishedMs: number
  failure: ProviderFailure | undefined
}

/** A source of events at work. It owns its streams, its connections and its timers. */
export class RunningEvents<P extends Params, Told, E extends Fields> implements RunningPush {
  readonly #options: RunningEventsOptions<P, Told, E>
  readonly #subscriptions: Subscriptions<P>
  readonly #author: AuthorContext<E>
  readonly #metrics: SourceMetrics
  readonly #agent: Agent
  readonly #stop = new AbortController()
  /** By their requests. */
  readonly #streams = new Map<string, Stream<P>>()
  readonly #streamByKey = new Map<string, Stream<P>>()
  /** Streams that go when those that replace them are there. */
  readonly #retired = new Set<Stream<P>>()
  #failure: ProviderFailure | undefined
  #retiring: Timer | undefined
  #looking: Timer | undefined
  #keeping: Timer | undefined

  constructor(options: RunningEventsOptions<P, Told, E>) {
    this.#options = options
    const { context, spec } = options
    const { clock, terms } = context
    const { unresponsiveMs } = terms
    const topicOf = spec.topic?.bind(spec)
    this.#subscriptions = createSubscriptions<P>({ clock, unresponsiveMs, topicOf })
    this.#author = authorContext<E>(context)
    this.#metrics = createSourceMetrics(context)
    this.#agent = createAgent({
      pipelining: 1,
      allowH2: false,
      // A stream has its own times.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: terms.openTimeoutMs },
    })
    this.#lookLater()
    this.#keepLater()
  }

  setWanted(wanted: readonly Params[]): void {
    if (this.#stop.signal.aborted) return
    // The input that the endpoint normalises by is the one that this source was made for.
    const { added, removed } = this.#subscriptions.setWanted(wanted as readonly P[])
    if (added.length === 0 && removed.length === 0) return
    for (const subscription of removed) this.#leave(subscription)
    this.#failure = undefined
    try {
      this.#setStreams(this.#asks())
    } catch (error) {
      this.#setStreams([])
      this.#failure = this.#shown(failureOfThrown(error, 500))
    }
    if (this.failure() !== undefined) this.#options.changed()
  }

  isLive(params: Params): boolean {
    return this.#streamOf(params)?.kept?.isOpen === true && this.#subscriptions.isLive(params)
  }

  /** That of one stream, where there are several: the others still tell. */
  failure(params?: Params): ProviderFailure | undefined {
    if (this.#failure !== undefined) return this.#failure
    if (params !== undefined) return this.#streamOf(params)?.failure
    return [...this.#streams.values()].find(({ failure }) => failure !== undefined)?.failure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#subscriptions.setWanted([])
    this.#stop.abort()
    for (const timer of [this.#retiring, this.#looking, this.#keeping]) timer?.cancel()
    for (const stream of [...this.#streams.values(), ...this.#retired]) this.#close(stream)
    this.#streams.clear()
    this.#retired.clear()
    await this.#agent.destroy()
  }

  // Streams.

  #asks(): readonly EventsAsk<P>[] {
    const wanted = [...this.#subscriptions.all()].map(({ params }) => params)
    return wanted.length === 0 ? [] : this.#options.spec.open(wanted, this.#author)
  }

  #setStreams(asks: readonly EventsAsk<P>[]): void {
    const made = asks.map((ask) => ({ ask, request: httpRequest(ask) }))
    const keys = new Set<string>()
    for (const { ask, request } of made) {
      const { body, headers, method, url } = request
      const key = JSON.stringify([method, String(url), headers, body])
      keys.add(key)
      const covers = ask.covers.flatMap((params) => this.#subscriptions.find(params) ?? [])
      const known = this.#streams.get(key)
      if (known === undefined) this.#openStream(key, { covers, request })
      else this.#cover(known, covers)
    }
    for (const [key, stream] of this.#streams) {
      if (keys.has(key)) continue
      this.#streams.delete(key)
      this.#retired.add(stream)
    }
    this.#streamByKey.clear()
    for (const stream of this.#streams.values()) {
      for (const { key } of stream.covers) this.#streamByKey.set(key, stream)
    }
    if (this.#retired.size > 0) this.#retire()
  }

  #openStream(
    key: string,
    { covers, request }: Pick<Stream<P>, 'covers'> & { request: ReturnType<typeof httpRequest> },
  ): void {
    const stream: Stream<P> = {
      covers,
      kept: undefined,
      establishedMs: 0,
      failure: undefined,
    }
    this.#streams.set(key, stream)
    stream.kept = new KeptEventStream({
      context: this.#options.context,
      dispatcher: this.#agent,
      request,
      metrics: this.#metrics,
      onReady: () => this.#ready(stream),
      onEvent: (event) => this.#heard(stream, event),
      onFailure: (failure) => this.#failed(stream, failure),
    })
  }

  #cover(stream: Stream<P>, covers: readonly Subscription<P>[]): void {
    stream.covers = covers
    if (stream.kept?.isOpen === true) this.#join(covers.filter((one) => one.joinedMs === undefined))
  }

  #ready(stream: Stream<P>): void {
    stream.establishedMs = this.#options.context.clock.now()
    stream.failure = undefined
    this.#join(stream.covers)
    this.#options.changed()
    if ([...this.#streams.values()].every(({ kept }) => kept?.isOpen === true)) this.#dropRetired()
  }

  #failed(stream: Stream<P>, failure: ProviderFailure): void {
    const shown = this.#shown(failure)
    const isSame = stream.failure?.message === shown.message
    stream.failure = shown
    if (this.#retired.has(stream)) return
    // Said once: it may go on for hours.
    if (!isSame) this.#options.context.log.warn('A stream has ended', { reason: shown })
    for (const subscription of stream.covers) subscription.joinedMs = undefined
    this.#options.changed()
  }

  /** They go as soon as all others are open, and in any case after a while. */
  #retire(): void {
    const { clock, terms } = this.#options.context
    if (this.#retiring !== undefined) return
    this.#retiring = clock.after(terms.idleMs, () => this.#dropRetired())
  }

  #dropRetired(): void {
    this.#retiring?.cancel()
    this.#retiring = undefined
    for (const stream of this.#retired) this.#close(stream)
    this.#retired.clear()
  }

  #close(stream: Stream<P>): void {
    stream.kept?.[Symbol.dispose]()
  }

  #streamOf(params: Params): Stream<P> | undefined {
    // Only ever asked for what is wanted, by its own input.
    const subscription = this.#subscriptions.find(params as P)
    return subscription === undefined ? undefined : this.#streamByKey.get(subscription.key)
  }

  // Events.

  #heard(stream: Stream<P>, event: ServerEvent): void {
    const { context, hear, spec, teller } = this.#options
    if (spec.types?.includes(event.type) === false) return
    const { clock } = context
    const { establishedMs } = stream
    const subscriptions = this.#subscriptions
    const send = (): void => undefined
    try {
      const out = createStreamOut({ clock, subscriptions, teller, hear, establishedMs, send })
      const told: unknown = spec.format === 'text' ? event.data : JSON.parse(event.data)
      // The author says what the provider sends; errors stay here, and `result` checks values.
      spec.hear(told as Told, out, event)
    } catch (error) {
      this.#metrics.streamErrors.add()
      context.log.debug('An event cannot be read', { err: error })
    }
  }

  #shown(failure: ProviderFailure): ProviderFailure {
    return { ...failure, message: this.#options.scrub(failure.message) }
  }

  #tellFailure(params: P, failure: ProviderFailure): void {
    const { context, hear } = this.#options
    const timestamps = { providerDataReceivedUnixMs: context.clock.now() }
    hear({ params, outcome: { failure }, timestamps })
  }

  // Requests beside the streams.

  #join(subscriptions: readonly Subscription<P>[]): void {
    const { context, spec } = this.#options
    const { join } = spec
    for (const subscription of subscriptions) {
      subscription.joinedMs = context.clock.monotonicMs()
      if (join === undefined) continue
      this.#metrics.joined.add()
      const { params } = subscription
      void this.#request(() => join.call(spec, params, this.#author)).then((failure) => {
        if (failure === undefined) return
        // The next look joins it again.
        this.#tellFailure(params, failure)
      })
    }
  }

  #leave(subscription: Subscription<P>): void {
    const { spec } = this.#options
    const { leave } = spec
    if (leave === undefined || subscription.joinedMs === undefined) return
    subscription.joinedMs = undefined
    void this.#request(() => leave.call(spec, subscription.params, this.#author))
  }

  async #request(ask: () => HttpAsk): Promise<ProviderFailure | undefined> {
    const { context } = this.#options
    const metrics = this.#metrics
    try {
      const request = {
        ...httpRequest(ask()),
        timeoutMs: context.terms.timeoutMs,
        signal: this.#stop.signal,
      }
      const attempt = await attemptHttp({ ...context, metrics }, request, { format: 'bytes' })
      return 'failure' in attempt ? this.#shown(attempt.failure) : undefined
    } catch (error) {
      return this.#shown(failureOfThrown(error, 500))
    }
  }

  /** What has been silent for too long is left and joined again, where that can be asked for. */
  #lookLater(): void {
    const { context, spec } = this.#options
    if (spec.join === undefined) return
    this.#looking = context.clock.after(context.terms.unresponsiveMs / LOOKS_PER_SILENCE, () => {
      for (const { covers, kept } of this.#streams.values()) {
        if (kept?.isOpen !== true) continue
        const silent = covers.filter((one) => this.#subscriptions.isSilent(one))
        for (const subscription of silent) this.#leave(subscription)
        this.#join(silent)
      }
      this.#lookLater()
    })
  }

  #keepLater(): void {
    const { context, spec } = this.#options
    const { keepAlive } = spec
    if (keepAlive === undefined) return
    this.#keeping = context.clock.after(keepAlive.everyMs ?? context.terms.keepAliveMs, () => {
      const isOpen = [...this.#streams.values()].some(({ kept }) => kept?.isOpen === true)
      if (isOpen) void this.#request(() => keepAlive.request(this.#author))
      this.#keepLater()
    })
  }
}
