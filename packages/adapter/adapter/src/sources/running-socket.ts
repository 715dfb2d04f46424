import type { Fields } from '../definition/field.ts'
import type { Params, RunningPush, UpstreamResult } from '../engine/source.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Scrub } from './scrub.ts'
import { SocketLine } from './socket-line.ts'
import { fullPlan } from './socket-plan.ts'
import type { SocketSpec } from './socket-spec.ts'
import type { SourceContext } from './source-definition.ts'
import { createSourceMetrics, type SourceMetrics } from './source-metrics.ts'
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

/**
 * A socket source at work: everything that is wanted on as few lines as the plan's subscriptions
 * allow, and on no more than its connections do. What has no place is told so, and moves up.
 */
export class RunningSocket<P extends Params, Message, E extends Fields> implements RunningPush {
  readonly #options: RunningSocketOptions<P, Message, E>
  readonly #subscriptions: Subscriptions<P>
  readonly #metrics: SourceMetrics
  readonly #stopListening: () => void
  readonly #lines = new Set<SocketLine<P, Message, E>>()
  readonly #lineOf = new Map<Subscription<P>, SocketLine<P, Message, E>>()
  #isStopped = false

  constructor(options: RunningSocketOptions<P, Message, E>) {
    this.#options = options
    const { context, spec } = options
    const { clock, socketPlan, terms } = context
    this.#subscriptions = createSubscriptions<P>({
      clock,
      unresponsiveMs: terms.unresponsiveMs,
      topicOf: spec.topic?.bind(spec),
    })
    this.#metrics = createSourceMetrics(context)
    this.#stopListening = socketPlan.onFree(() => this.#useFreePlace())
  }

  setWanted(wanted: readonly Params[]): void {
    if (this.#isStopped) return
    // The input that the endpoint normalises by is the one that this source was made for.
    const { added, removed } = this.#subscriptions.setWanted(wanted as readonly P[])
    this.#leave(removed)
    this.#place()
    for (const subscription of added) {
      if (!this.#lineOf.has(subscription)) this.#tellLeftOut(subscription.params)
    }
    if (this.failure() !== undefined) this.#options.changed()
  }

  isLive(params: Params): boolean {
    const line = this.#lineFor(params)
    return line?.isOpen === true && this.#subscriptions.isLive(params)
  }

  failure(params?: Params): ProviderFailure | undefined {
    if (params !== undefined) {
      const line = this.#lineFor(params)
      return line === undefined ? this.#leftOut() : line.failure
    }
    const failing = [...this.#lines].find((line) => line.failure !== undefined)
    return failing?.failure ?? this.#leftOut()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#stopListening()
    this.#subscriptions.setWanted([])
    this.#lineOf.clear()
    await Promise.all([...this.#lines].map((line) => line[Symbol.asyncDispose]()))
    this.#lines.clear()
  }

  /** Why something that is wanted has no line; undefined while everything has one. */
  #leftOut(): ProviderFailure | undefined {
    return this.#lineOf.size < this.#subscriptions.size ? fullPlan('subscriptions') : undefined
  }

  #lineFor(params: Params): SocketLine<P, Message, E> | undefined {
    // Only ever asked for what is wanted, by its own input.
    const subscription = this.#subscriptions.find(params as P)
    return subscription === undefined ? undefined : this.#lineOf.get(subscription)
  }

  #leave(removed: readonly Subscription<P>[]): void {
    const byLine = Map.groupBy(removed, (subscription) => this.#lineOf.get(subscription))
    for (const [line, subscriptions] of byLine) line?.remove(subscriptions)
    for (const subscription of removed) this.#lineOf.delete(subscription)
    this.#count()
  }

  /** Gives lines to what has none, as far as there is room. */
  #place(): void {
    for (const line of this.#lines) if (line.isIdle) this.#lines.delete(line)
    let waiting = [...this.#subscriptions.all()].filter((one) => !this.#lineOf.has(one))
    for (const line of this.#lines) waiting = this.#fill(line, waiting)
    while (waiting.length > 0 && this.#mayOpen()) {
      const line = this.#newLine()
      this.#lines.add(line)
      waiting = this.#fill(line, waiting)
    }
    this.#count()
  }

  #fill(line: SocketLine<P, Message, E>, waiting: readonly Subscription<P>[]): Subscription<P>[] {
    const room = this.#options.context.socketPlan.subscriptionsMax - line.members.size
    const placed = waiting.slice(0, Math.max(0, room))
    for (const subscription of placed) this.#lineOf.set(subscription, line)
    line.add(placed)
    return waiting.slice(placed.length)
  }

  /** The first line waits for its place; further ones are made where there is one. */
  #mayOpen(): boolean {
    const { socketPlan } = this.#options.context
    if (this.#lines.size === 0) return true
    return this.#lines.size < socketPlan.linesMax && socketPlan.isFree()
  }

  #newLine(): SocketLine<P, Message, E> {
    return new SocketLine<P, Message, E>({
      ...this.#options,
      subscriptions: this.#subscriptions,
      metrics: this.#metrics,
      changed: () => {
        this.#count()
        this.#options.changed()
      },
    })
  }

  /** A connection's place has become free. */
  #useFreePlace(): void {
    if (this.#isStopped) return
    for (const line of this.#lines) line.wake()
    this.#place()
  }

  /** The streams are well, but have no place for this one. */
  #tellLeftOut(params: P): void {
    const { context, hear } = this.#options
    const timestamps = { providerDataReceivedUnixMs: context.clock.now() }
    hear({ params, outcome: { failure: fullPlan('subscriptions') }, timestamps })
  }

  #count(): void {
    let joined = 0
    let failovers = 0
    for (const line of this.#lines) {
      if (line.isOpen) joined += line.members.size
      failovers += line.failovers
    }
    this.#metrics.subscribed(joined)
    this.#metrics.failedOver(failovers)
  }
}
