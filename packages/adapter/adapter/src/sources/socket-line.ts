import type { Timer } from '@kivuko/clock'
import type { Fields } from '../definition/field.ts'
import type { Params, UpstreamResult } from '../engine/source.ts'
import type { ProviderFailure } from '../outcome.ts'
import { type Backoff, createBackoff } from './backoff.ts'
import type { Scrub } from './scrub.ts'
import { SocketConnection } from './socket-connection.ts'
import { fullPlan } from './socket-plan.ts'
import type { Frame, SocketContext, SocketSpec, StreamOut } from './socket-spec.ts'
import { authorContext, type SourceContext } from './source-definition.ts'
import type { SourceMetrics } from './source-metrics.ts'
import { createStreamOut } from './stream-out.ts'
import type { Subscription, Subscriptions } from './subscriptions.ts'
import type { Teller } from './tell-outcomes.ts'

/** What all lines of a source have in common. */
export interface SocketLineOptions<P extends Params, Message, E extends Fields> {
  readonly spec: SocketSpec<P, Message, E>
  readonly context: SourceContext
  readonly hear: (result: UpstreamResult) => void
  readonly teller: Teller
  readonly scrub: Scrub
  /** Of all lines. */
  readonly subscriptions: Subscriptions<P>
  readonly metrics: SourceMetrics
  /** It is open now, or has a failure, or no more. */
  readonly changed: () => void
}

/** A connection that lasted this long was a good one: the next wait is a short one again. */
const STABLE_MS = 5_000

/** Silent subscriptions are looked for so many times in the time that makes them silent. */
const LOOKS_PER_SILENCE = 4

/**
 * A connection that is opened again whenever it ends, while it has members: subscriptions that it
 * joins. It owns the connection, its place in the plan, and its timers.
 */
export class SocketLine<P extends Params, Message, E extends Fields> implements AsyncDisposable {
  readonly #options: SocketLineOptions<P, Message, E>
  readonly #members = new Set<Subscription<P>>()
  readonly #backoff: Backoff
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

  constructor(options: SocketLineOptions<P, Message, E>) {
    this.#options = options
    const { random, terms } = options.context
    this.#backoff = createBackoff(random, terms)
    this.#author = this.#newAuthor()
  }

  get members(): ReadonlySet<Subscription<P>> {
    return this.#members
  }

  get isOpen(): boolean {
    return this.#out !== undefined
  }

  /** Whether it has no connection, and nothing that it needs one for. */
  get isIdle(): boolean {
    return this.#members.size === 0 && this.#connection === undefined
  }

  get failure(): ProviderFailure | undefined {
    return this.#failure
  }

  get failovers(): number {
    return this.#failovers
  }

  add(subscriptions: readonly Subscription<P>[]): void {
    for (const subscription of subscriptions) this.#members.add(subscription)
    this.#join(subscriptions)
    if (this.#members.size > 0) this.wake()
  }

  remove(subscriptions: readonly Subscription<P>[]): void {
    const joined = subscriptions.filter(({ joinedMs }) => joinedMs !== undefined)
    if (joined.length > 0) this.#sendFrames('leave', joined)
    for (const subscription of subscriptions) this.#members.delete(subscription)
    if (this.#members.size === 0) this.#idle()
  }

  /** Connects, if it should be connected and is not: a place may have become free. */
  wake(): void {
    if (this.#isStopped || this.#members.size === 0) return
    this.#idling?.cancel()
    this.#idling = undefined
    if (this.#connection === undefined && this.#reconnecting === undefined) this.#connect()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.remove([...this.#members])
    this.#idling?.cancel()
    await this.#hangUp()
  }

  #connect(): void {
    const { context, metrics, spec } = this.#options
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
      metrics,
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
    const { changed, context, hear, subscriptions, teller } = this.#options
    const { clock, log } = context
    if (this.#failure !== undefined) {
      log.info('A stream is open again', { endpoint: this.#author.endpoint })
    }
    this.#failure = undefined
    this.#openedMs = clock.monotonicMs()
    this.#out = createStreamOut({
      clock,
      subscriptions,
      teller,
      hear,
      establishedMs: clock.now(),
      send: (frame) => this.#connection?.send([frame]),
    })
    this.#join([...this.#members])
    this.#lookLater()
    changed()
  }

  #heard(message: Message): void {
    const { context, metrics, spec } = this.#options
    const out = this.#out
    if (out === undefined) return
    try {
      spec.hear(message, out, this.#author)
    } catch (error) {
      metrics.streamErrors.add()
      context.log.debug('A message of a stream cannot be read', { err: error })
    }
  }

  #ended(failure: ProviderFailure): void {
    const { context, metrics } = this.#options
    const { clock, log } = context
    const wasOpen = this.#out !== undefined
    if (wasOpen && clock.monotonicMs() - this.#openedMs >= STABLE_MS) this.#backoff.reset()
    const before = this.#failure?.message
    this.#forgetConnection()
    this.#failovers += 1
    metrics.streamErrors.add()
    this.#fail(failure)
    // Said once: it may go on for hours.
    const isNew = wasOpen || this.#failure?.message !== before
    const fields = { endpoint: this.#author.endpoint, reason: this.#failure }
    if (isNew) log.warn('A stream has ended', fields)
    else log.debug('A stream has ended again', fields)
    if (this.#members.size > 0 && !this.#isStopped) this.#reconnectLater(failure)
    // Last: who waits for a place takes it now, and this one only after its wait.
    context.socketPlan.giveConnection()
  }

  #reconnectLater({ retryAtMs }: ProviderFailure): void {
    const { clock } = this.#options.context
    const askedMs = retryAtMs === undefined ? 0 : retryAtMs - clock.now()
    this.#reconnecting = clock.after(Math.max(this.#backoff.nextMs(), askedMs), () => {
      this.#reconnecting = undefined
      if (this.#members.size > 0) this.#connect()
    })
  }

  #forgetConnection(): void {
    this.#connection = undefined
    this.#out = undefined
    this.#looking?.cancel()
    for (const subscription of this.#members) subscription.joinedMs = undefined
  }

  /** Who waits is told at once. */
  #fail(failure: ProviderFailure): void {
    const { changed, scrub } = this.#options
    this.#failure = { ...failure, message: scrub(failure.message) }
    changed()
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

  #join(added: readonly Subscription<P>[]): void {
    if (this.#out === undefined || added.length === 0) return
    const { context, metrics } = this.#options
    const nowMs = context.clock.monotonicMs()
    for (const subscription of added) subscription.joinedMs = nowMs
    this.#sendFrames('join', added)
    metrics.joined.add(added.length)
  }

  #sendFrames(what: 'join' | 'leave', subscriptions: readonly Subscription<P>[]): void {
    const { context, metrics } = this.#options
    const wanted = subscriptions.map(({ params }) => params)
    try {
      this.#connection?.send(this.#frames(what, wanted))
    } catch (error) {
      metrics.streamErrors.add()
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
    const { changed, context, subscriptions } = this.#options
    const { clock, terms } = context
    this.#looking = clock.after(terms.unresponsiveMs / LOOKS_PER_SILENCE, () => {
      const silent = [...this.#members].filter((one) => subscriptions.isSilent(one))
      if (silent.length > 0) {
        this.#sendFrames('leave', silent)
        this.#join(silent)
        changed()
      }
      this.#lookLater()
    })
  }
}
