import type { Timer } from '@kivuko/clock'
import type { Fields } from '../definition/field.ts'
import type { Params, RunningPush, UpstreamResult } from '../engine/source.ts'
import type { ProviderFailure } from '../outcome.ts'
import { type Backoff, createBackoff } from './backoff.ts'
import type { Scrub } from './scrub.ts'
import { SocketConnection } from './socket-connection.ts'
import type { Frame, SocketContext, SocketSpec, StreamOut } from './socket-spec.ts'
import { authorContext, type SourceContext } from './source-definition.ts'
import { createSourceMetrics, type SourceMetrics } from './source-metrics.ts'
import { createStreamOut } from './stream-out.ts'
import { createSubscriptions, type Subscription, type Subscriptions } from './subscriptions.ts'
import type { Teller } from './tell-outcomes.ts'

/** What a socket source at work is made of. */
export interface RunningSocketOptions<P extends Params, Message, E extends Fields> {
  readonly spec: SocketSpec<P, Message, E>
  readonly context: SourceContext
  readonly hear: (result: UpstreamResult) => void
  /** `isLive` or `failure` may answer otherwise now. */
  readonly changed: () => void
  readonly teller: Teller
  readonly scrub: Scrub
}

/** A connection that lasted this long was a good one: the next wait is a short one again. */
const STABLE_MS = 5_000

/** Silent subscriptions are looked for so many times in the time that makes them silent. */
const LOOKS_PER_SILENCE = 4

/** A socket source at work. It owns its connection, its places in the plan and its timers. */
export class RunningSocket<P extends Params, Message, E extends Fields> implements RunningPush {
  readonly #options: RunningSocketOptions<P, Message, E>
  readonly #subscriptions: Subscriptions<P>
  /** Subscriptions that have a place in the plan. */
  readonly #admitted = new Set<Subscription<P>>()
  readonly #backoff: Backoff
  readonly #metrics: SourceMetrics
  readonly #stopListening: () => void
  #connection: SocketConnection<P, Message, E> | undefined
  #author: SocketContext<E>
  #out: StreamOut<P> | undefined
  #openedMs = 0
  #failure: ProviderFailure | undefined
  #failovers = 0
  #reconnecting: Timer | undefined
  #idling: Timer | undefined
  #looking: Timer | undefined
  #closing: Promise<void> | undefined
  #isStopped = false

  constructor(options: RunningSocketOptions<P, Message, E>) {
    this.#options = options
    const { context, spec } = options
    const { clock, random, socketPlan, terms } = context
    this.#subscriptions = createSubscriptions<P>({
      clock,
      unresponsiveMs: terms.unresponsiveMs,
      topicOf: spec.topic?.bind(spec),
    })
    this.#backoff = createBackoff(random, terms)
    this.#metrics = createSourceMetrics(context)
    this.#author = this.#newAuthor()
    this.#stopListening = socketPlan.onFree(() => this.#useFreePlace())
  }

  setWanted(wanted: readonly Params[]): void {
    if (this.#isStopped) return
    // The input that the endpoint normalises by is the one that this source was made for.
    const { added, removed } = this.#subscriptions.setWanted(wanted as readonly P[])
    this.#leave(removed)
    this.#admit()
    for (const subscription of added) {
      if (!this.#admitted.has(subscription)) this.#tellLeftOut(subscription.params)
    }
    if (this.#failure !== undefined) this.#options.changed()
    if (this.#subscriptions.size === 0) this.#idle()
    else this.#wake()
  }

  isLive(params: Params): boolean {
    return this.#out !== undefined && this.#subscriptions.isLive(params)
  }

  failure(): ProviderFailure | undefined {
    return this.#failure
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#stopListening()
    this.#leave(this.#subscriptions.setWanted([]).removed)
    this.#idling?.cancel()
    await this.#hangUp()
  }

  // Connecting.

  #wake(): void {
    this.#idling?.cancel()
    this.#idling = undefined
    if (this.#connection === undefined && this.#reconnecting === undefined) this.#connect()
  }

  #connect(): void {
    const { context, spec } = this.#options
    if (!context.socketPlan.takeConnection()) {
      // Tried again as soon as a place is free.
      this.#fail(fullPlan('connections'))
      return
    }
    this.#author = this.#newAuthor()
    this.#connection = new SocketConnection<P, Message, E>({
      spec,
      context,
      author: this.#author,
      metrics: this.#metrics,
      listener: {
        ready: () => this.#ready(),
        heard: (message) => this.#heard(message),
        ended: (failure) => this.#ended(failure),
      },
    })
  }

  #newAuthor(): SocketContext<E> {
    const author = authorContext<E>(this.#options.context)
    return { ...author, failovers: this.#failovers, session: new Map() }
  }

  #ready(): void {
    const { context, hear, teller } = this.#options
    const { clock, log } = context
    if (this.#failure !== undefined) {
      log.info('A stream is open again', { endpoint: this.#author.endpoint })
    }
    this.#failure = undefined
    this.#openedMs = clock.monotonicMs()
    this.#out = createStreamOut({
      clock,
      subscriptions: this.#subscriptions,
      teller,
      hear,
      establishedMs: clock.now(),
      send: (frame) => this.#connection?.send([frame]),
    })
    this.#join([...this.#admitted])
    this.#lookLater()
    this.#options.changed()
  }

  #heard(message: Message): void {
    const { context, spec } = this.#options
    const out = this.#out
    if (out === undefined) return
    try {
      spec.hear(message, out, this.#author)
    } catch (error) {
      this.#metrics.streamErrors.add()
      context.log.debug('A message of a stream cannot be read', { err: error })
    }
  }

  #ended(failure: ProviderFailure): void {
    const { context } = this.#options
    const { clock, log } = context
    const wasOpen = this.#out !== undefined
    if (wasOpen && clock.monotonicMs() - this.#openedMs >= STABLE_MS) this.#backoff.reset()
    const before = this.#failure?.message
    this.#forgetConnection()
    this.#failovers += 1
    this.#metrics.streamErrors.add()
    this.#fail(failure)
    // Said once: it may go on for hours.
    const isNew = wasOpen || this.#failure?.message !== before
    const fields = { endpoint: this.#author.endpoint, reason: this.#failure }
    if (isNew) log.warn('A stream has ended', fields)
    else log.debug('A stream has ended again', fields)
    if (this.#subscriptions.size > 0 && !this.#isStopped) this.#reconnectLater(failure)
    // Last: who waits for a place takes it now, and this one only after its wait.
    context.socketPlan.giveConnection()
  }

  #reconnectLater({ retryAtMs }: ProviderFailure): void {
    const { clock } = this.#options.context
    const askedMs = retryAtMs === undefined ? 0 : retryAtMs - clock.now()
    this.#reconnecting = clock.after(Math.max(this.#backoff.nextMs(), askedMs), () => {
      this.#reconnecting = undefined
      if (this.#subscriptions.size > 0) this.#connect()
    })
  }

  #forgetConnection(): void {
    this.#connection = undefined
    this.#out = undefined
    this.#looking?.cancel()
    this.#subscriptions.forgetJoined()
    this.#metrics.subscribed(0)
  }

  /** Who waits is told at once. */
  #fail(failure: ProviderFailure): void {
    const { changed, scrub } = this.#options
    const shown = { ...failure, message: scrub(failure.message) }
    this.#failure = shown
    changed()
  }

  /** The stream is well, but has no place for this one. */
  #tellLeftOut(params: P): void {
    const { context, hear } = this.#options
    const timestamps = { providerDataReceivedUnixMs: context.clock.now() }
    hear({ params, outcome: { failure: fullPlan('subscriptions') }, timestamps })
  }

  #idle(): void {
    this.#reconnecting?.cancel()
    this.#reconnecting = undefined
    this.#failure = undefined
    if (this.#connection === undefined || this.#idling !== undefined) return
    const { clock, terms } = this.#options.context
    this.#idling = clock.after(terms.idleMs, () => {
      this.#idling = undefined
      void this.#hangUp()
    })
  }

  #hangUp(): Promise<void> {
    const connection = this.#connection
    this.#reconnecting?.cancel()
    this.#reconnecting = undefined
    if (connection === undefined) return this.#closing ?? Promise.resolve()
    this.#forgetConnection()
    this.#closing = this.#close(connection)
    return this.#closing
  }

  /** The provider counts a connection until it is closed. */
  async #close(connection: SocketConnection<P, Message, E>): Promise<void> {
    await connection[Symbol.asyncDispose]()
    this.#options.context.socketPlan.giveConnection()
  }

  // Subscriptions.

  /** A connection's place has become free. */
  #useFreePlace(): void {
    if (!this.#isStopped && this.#subscriptions.size > 0) this.#wake()
  }

  /** Gives places to what waits for one; the others, and all while there is no stream, are told. */
  #admit(): void {
    const { socketPlan } = this.#options.context
    const admitted: Subscription<P>[] = []
    for (const subscription of this.#subscriptions.all()) {
      if (this.#admitted.size >= socketPlan.subscriptionsMax) break
      if (this.#admitted.has(subscription)) continue
      this.#admitted.add(subscription)
      admitted.push(subscription)
    }
    this.#join(admitted)
  }

  #join(added: readonly Subscription<P>[]): void {
    if (this.#out === undefined || added.length === 0) return
    const nowMs = this.#options.context.clock.monotonicMs()
    for (const subscription of added) subscription.joinedMs = nowMs
    this.#sendFrames('join', added)
    this.#metrics.subscribed(this.#admitted.size)
  }

  #leave(removed: readonly Subscription<P>[]): void {
    const joined = removed.filter(({ joinedMs }) => joinedMs !== undefined)
    if (this.#out !== undefined && joined.length > 0) this.#sendFrames('leave', joined)
    for (const subscription of removed) this.#admitted.delete(subscription)
    if (this.#out !== undefined) this.#metrics.subscribed(this.#admitted.size)
  }

  #sendFrames(what: 'join' | 'leave', subscriptions: readonly Subscription<P>[]): void {
    const { context } = this.#options
    try {
      this.#connection?.send(
        this.#frames(
          what,
          subscriptions.map(({ params }) => params),
        ),
      )
    } catch (error) {
      this.#metrics.streamErrors.add()
      context.log.error(`A ${what} frame cannot be made`, { err: error })
    }
  }

  #frames(what: 'join' | 'leave', wanted: readonly P[]): readonly Frame[] {
    const { spec } = this.#options
    const author = this.#author
    const all = what === 'join' ? spec.joinAll : spec.leaveAll
    if (all !== undefined) return all.call(spec, wanted, author)
    const one = what === 'join' ? spec.join : spec.leave
    return one === undefined ? [] : wanted.map((params) => one.call(spec, params, author))
  }

  /** What has been silent for too long is left and joined again. */
  #lookLater(): void {
    const { clock, terms } = this.#options.context
    this.#looking = clock.after(terms.unresponsiveMs / LOOKS_PER_SILENCE, () => {
      const silent = [...this.#admitted].filter((one) => this.#subscriptions.isSilent(one))
      if (silent.length > 0) {
        this.#sendFrames('leave', silent)
        this.#join(silent)
        this.#options.changed()
      }
      this.#lookLater()
    })
  }
}

function fullPlan(what: 'connections' | 'subscriptions'): ProviderFailure {
  return { statusCode: 429, message: `All ${what} of the provider's plan are in use` }
}
