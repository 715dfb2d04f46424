import type { Clock } from '@kivuko/clock'
import type { Entry, SharedOutcome } from '../cache/entry.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Answer, AskedElsewhere, Demand, ValueAnswer, Wanted } from './answer.ts'
import type { Engine, EngineOptions, EngineStatus } from './engine.ts'
import { retryAfterMsMax } from './engine-limits.ts'
import { createEngineParts, type EngineParts } from './engine-parts.ts'
import { allFeeds, feedStatus } from './feeds.ts'
import type { CallResult } from './fly-call.ts'
import type { Heard } from './keep-values.ts'
import type { EndpointState, Feed, KeyState } from './key-state.ts'
import { failureOfFeeds, noRoomForKey, notInTime, planSpent, stopping } from './refusals.ts'
import {
  isGivenUp,
  leaveAtMs,
  nextLookMs,
  noteFailure,
  noteSuccess,
  refreshAtMs,
  seenAtMs,
} from './schedule-key.ts'
import { routeOf } from './open-endpoints.ts'
import type { UpstreamResult } from './source.ts'
import type { Impatience } from './waiting.ts'

/** A key that only a push source can bring, and that somebody waits for, is looked at again. */
const lookAgainMs = 1_000

/** Starts an engine: its push sources are there, unconnected, until something is asked for. */
export function createEngine(options: EngineOptions): Engine {
  return new RunningEngine(options)
}

/** Owns the push sources, the timers, and the calls under way. */
class RunningEngine implements Engine {
  readonly #clock: Clock
  readonly #limiter: Limiter
  readonly #keepsWarm: boolean
  readonly #parts: EngineParts
  #gathered: KeyState[] = []
  #isStopped = false

  constructor(options: EngineOptions) {
    const { cache, clock, limiter } = options
    this.#clock = clock
    this.#limiter = limiter
    this.#keepsWarm = cache !== undefined
    this.#parts = createEngineParts(options, {
      onHeard: (endpoint, feed, result) => this.#onHeard(endpoint, { feed, result }),
      onFeedChanged: (endpoint) => this.#onFeedChanged(endpoint),
      onImpatient: (state) => this.#whyNotYet(state),
      seenAtMs: (state) => this.#seenAtMs(state),
      onOurs: (states) => this.#enqueue(states),
      onOutcome: (state, outcome) => this.#onOutcome(state, outcome),
      isNeeded: (state) => this.#isNeeded(state),
      onReleased: (state) => this.#onReleased(state),
      onResult: (state, result) => this.#onResult(state, result),
      onBlocked: (retryInMs) => this.#onBlocked(retryInMs),
      onDue: (state, nowMs) => this.#onDue(state, nowMs),
    })
  }

  getNow(wanted: Wanted, demand: Demand): ValueAnswer | undefined {
    const { key } = wanted
    const entry = this.#parts.keeper.good({ key, demand, state: this.#parts.keys.find(key) })
    if (entry === undefined) return undefined
    const options = { inverse: wanted.inverse ?? false, hit: true, nowMs: this.#clock.now() }
    const answer = this.#parts.maker.answer(entry, options)
    if ('failure' in answer) return undefined
    this.#touch(wanted, { demand, entry })
    return answer
  }

  get(wanted: Wanted, demand: Demand): Promise<Answer> {
    const now = this.getNow(wanted, demand)
    if (now !== undefined) return Promise.resolve(now)
    return new Promise((answer) => {
      const failure = this.#wait(wanted, { demand, answer })
      if (failure !== undefined) answer({ failure })
    })
  }

  keep(wanted: Wanted, when: AskedElsewhere): boolean {
    const { endpoints, keys } = this.#parts
    if (this.#isStopped || routeOf(endpoints.byName, wanted) === undefined) return false
    const state = keys.askedElsewhere(wanted, when)
    if (state?.phase !== 'idle') return true
    const { lastAskedMs, endpoint, route } = state
    const isWarm = when.agoMs < endpoint.terms.subscriptionMs && this.#keepsWarmOf(state)
    if (isGivenUp(state)) state.warm = isWarm
    const isNew = state.refreshedAtMs === 0 && state.failures === 0
    if (isNew && isWarm && route.lanes.length > 0) {
      state.dueAtMs = lastAskedMs
      this.#begin(state)
    } else this.#schedule(state)
    return true
  }

  watch(wanted: Wanted, hear: (answer: ValueAnswer) => void): () => void {
    return this.#parts.watch(wanted, hear)
  }

  status(): EngineStatus {
    const { byName, lanes } = this.#parts.endpoints
    return {
      keys: this.#parts.keys.size,
      waitingKeys: this.#parts.waiting.keys,
      callsFlying: lanes.reduce((sum, { flying }) => sum + flying, 0),
      stretch: this.#parts.pace.stretch(),
      blockedUntilMs: this.#parts.dispatcher.blockedUntilMs(),
      feeds: [...byName.values()].flatMap(feedStatus),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#parts.due[Symbol.dispose]()
    this.#parts.notes[Symbol.dispose]()
    this.#parts.dispatcher[Symbol.dispose]()
    for (const state of this.#parts.keys.all()) {
      this.#parts.replicas.release(state)
      this.#parts.waiting.fail(state, stopping, undefined)
      state.phase = 'gone'
    }
    const feeds = [...this.#parts.endpoints.byName.values()].flatMap(allFeeds)
    await Promise.all(feeds.map(({ push }) => push[Symbol.asyncDispose]()))
  }

  /** Asking keeps a key warm; the first request after a while, or a failure, makes it so again. */
  #touch(wanted: Wanted, { demand, entry }: { demand: Demand; entry: Entry }): void {
    const { keys, notes } = this.#parts
    const state = keys.ask(wanted)
    if (state === undefined) return
    notes.note(state)
    const { ttlMs } = demand
    if (state.refreshedAtMs === 0 && state.phase === 'idle') {
      noteSuccess(state, { nowMs: entry.storedAtMs, warm: this.#keepsWarmOf(state) })
    } else if (isGivenUp(state) && this.#keepsWarmOf(state)) state.warm = true
    else if (ttlMs !== undefined && ttlMs < state.ttlMs) state.ttlMs = ttlMs
    else return
    if (state.phase === 'idle') this.#schedule(state)
  }

  #wait(wanted: Wanted, { answer, demand }: Asking): ProviderFailure | undefined {
    if (this.#isStopped) return stopping
    const state = this.#parts.keys.ask(wanted)
    if (state === undefined) {
      this.#parts.events.onRefused('keys')
      return noRoomForKey
    }
    this.#parts.notes.note(state)
    const { recent } = state
    if (recent !== undefined && this.#clock.now() < recent.untilMs) return recent.failure
    if (this.#isQueueFull(state)) return this.#planSpent()
    const refused = this.#parts.waiting.add(state, { wanted, demand, answer })
    if (refused !== undefined) return refused
    if (demand.ttlMs !== undefined) state.ttlMs = demand.ttlMs
    else if (demand.maxAgeMs === undefined) state.ttlMs = state.endpoint.terms.ttlMs
    this.#seek(state)
    return undefined
  }

  #isQueueFull({ waiters }: KeyState): boolean {
    const { limits, waiting } = this.#parts
    if (waiters.length > 0 || waiting.keys < limits.blockedKeysMax) return false
    return this.#parts.dispatcher.blockedUntilMs() > this.#clock.now()
  }

  /** Has a key asked for that somebody waits for. */
  #seek(state: KeyState): void {
    if (state.phase === 'queued') {
      if (state.waiters.length === 1) this.#parts.dispatcher.raise(state)
      if (this.#isHopeless()) this.#refuse(state, this.#planSpent())
    }
    if (state.phase !== 'idle') return
    if (state.route.lanes.length > 0) return this.#begin(state)
    const failure = failureOfFeeds(state)
    if (failure !== undefined) return this.#settleFailure(state, failure)
    this.#parts.replicas.look(state)
    this.#lookAgain(state)
  }

  /** What is begun in one turn of the event loop goes on together, so that calls can cover it. */
  #begin(state: KeyState): void {
    state.phase = 'asking'
    if (this.#gathered.push(state) > 1) return
    queueMicrotask(() => {
      const gathered = this.#gathered
      this.#gathered = []
      this.#parts.replicas.negotiate(gathered)
    })
  }

  #enqueue(states: readonly KeyState[]): void {
    const isHopeless = this.#isHopeless()
    for (const state of states) {
      if (state.phase !== 'asking') continue
      this.#parts.dispatcher.enqueue(state)
      if (isHopeless) this.#refuse(state, this.#planSpent())
    }
    this.#parts.dispatcher.pump()
  }

  /** Whether the plan has no room for as long as anybody waits. */
  #isHopeless(): boolean {
    const { dispatcher, limits } = this.#parts
    return dispatcher.blockedUntilMs() > this.#clock.now() + limits.patienceMsMax
  }

  #planSpent(): ProviderFailure {
    return planSpent(this.#parts.dispatcher.blockedUntilMs())
  }

  #isNeeded(state: KeyState): boolean {
    return state.waiters.length > 0 || state.dueAtMs <= this.#clock.now() + 1
  }

  #onReleased(state: KeyState): void {
    this.#parts.replicas.release(state)
    this.#schedule(state)
  }

  #onDue(state: KeyState, nowMs: number): void {
    if (state.phase !== 'idle') return
    if (state.waiters.length > 0) return this.#lookAgain(state)
    const { subscriptionMs } = state.endpoint.terms
    this.#parts.keys.unwantPush(state, nowMs + 1)
    if (nowMs + 1 - state.lastAskedMs >= subscriptionMs) state.warm = false
    if (nowMs + 1 >= leaveAtMs(state)) this.#parts.keys.remove(state)
    else if (nowMs + 1 >= refreshAtMs(state, this.#parts.pace)) this.#begin(state)
    else this.#schedule(state)
  }

  #onResult(state: KeyState, { lane, own, result }: CallResult): void {
    if (this.#isStopped) return
    const { outcome, timestamps } = result
    const source = lane.source.name
    if ('value' in outcome) {
      const { value } = outcome
      return this.#onValue(state, { value, timestamps, source, feed: undefined, own })
    }
    if (!own) return
    this.#pauseFor(outcome.failure)
    const failure = state.betterFailure ?? outcome.failure
    if (state.rank + 1 >= state.route.lanes.length) return this.#settleFailure(state, failure)
    state.betterFailure = failure
    state.rank += 1
    // What else failed with it goes on together: the dispatcher does when all is told.
    this.#parts.dispatcher.enqueue(state)
  }

  #onHeard(endpoint: EndpointState, { feed, result }: HeardFeed): void {
    if (this.#isStopped) return
    const { outcome, params, timestamps } = result
    for (const state of this.#parts.keys.withParams(endpoint, params)) {
      if (!state.route.feeds.includes(feed)) continue
      if ('value' in outcome) {
        const { value } = outcome
        const heard = { value, timestamps, source: feed.name, feed, own: false }
        this.#onValue(state, heard)
      } else if (state.route.lanes.length === 0 && state.waiters.length > 0) {
        this.#settleFailure(state, outcome.failure)
      }
    }
  }

  #onValue(state: KeyState, { own, ...heard }: Heard & { readonly own: boolean }): void {
    const nowMs = this.#clock.now()
    const isKept = (heard.value.statusCode ?? 200) === 200
    noteSuccess(state, { nowMs, warm: isKept && this.#keepsWarmOf(state) })
    const { best, fetched } = this.#parts.keeper.keep(state, heard)
    if (own) rest(state)
    this.#parts.waiting.give(state, best)
    this.#parts.waiting.give(state, fetched)
    if (own && isKept) this.#parts.replicas.settle(state, { entry: best })
    else if (own) this.#parts.replicas.release(state)
    else if (isKept) this.#parts.replicas.sharePushed(state)
    // One that waits in a queue is due later now, and will be let go.
    if (state.phase !== 'gone') this.#schedule(state)
  }

  /** What another replica found. If it is not fresh enough for somebody here, the key goes on. */
  #onOutcome(state: KeyState, outcome: SharedOutcome): void {
    if ('failure' in outcome) return this.#settleFailure(state, outcome.failure)
    const { entry } = outcome
    if (state.phase === 'gone') return
    if (entry.storedAtMs <= this.#seenAtMs(state)) return
    this.#parts.keeper.adopt(state, entry)
    noteSuccess(state, { nowMs: entry.storedAtMs, warm: this.#keepsWarmOf(state) })
    rest(state)
    this.#parts.waiting.give(state, entry)
    this.#schedule(state)
  }

  #settleFailure(state: KeyState, failure: ProviderFailure): void {
    const nowMs = this.#clock.now()
    noteFailure(state, { failure, nowMs })
    rest(state)
    this.#parts.replicas.settle(state, { failure })
    const kept = this.#parts.keeper.kept(state.key)
    this.#parts.waiting.fail(state, failure, kept)
    this.#schedule(state)
  }

  #onFeedChanged(endpoint: EndpointState): void {
    if (this.#isStopped) return
    for (const state of endpoint.states) {
      if (state.phase !== 'idle') continue
      const isWaiting = state.waiters.length > 0 && state.route.lanes.length === 0
      const failure = isWaiting ? failureOfFeeds(state) : undefined
      if (failure !== undefined) this.#settleFailure(state, failure)
      else if (state.storedFrom !== undefined) this.#schedule(state)
    }
  }

  #onBlocked(retryInMs: number): void {
    if (retryInMs <= this.#parts.limits.patienceMsMax) return
    const failure = planSpent(this.#clock.now() + retryInMs)
    for (const state of this.#parts.keys.all()) {
      if (state.phase === 'queued') this.#refuse(state, failure)
    }
  }

  /**
   * Sends those away who wait. A key that is due to be refreshed stays in its queue; another one is
   * let go, so that replicas that have room may ask for it.
   */
  #refuse(state: KeyState, failure: ProviderFailure): void {
    if (state.waiters.length === 0) return
    this.#parts.events.onRefused('plan')
    this.#parts.waiting.fail(state, failure, this.#parts.keeper.kept(state.key))
    if (this.#isNeeded(state)) return
    state.ticket += 1
    rest(state)
    this.#onReleased(state)
  }

  #whyNotYet(state: KeyState): Impatience {
    const kept = this.#parts.keeper.kept(state.key)
    if (state.phase !== 'queued') return { failure: failureOfFeeds(state) ?? notInTime, kept }
    const blockedUntilMs = this.#parts.dispatcher.blockedUntilMs()
    return { failure: planSpent(Math.max(blockedUntilMs, this.#clock.now())), kept }
  }

  #pauseFor({ retryAtMs }: ProviderFailure): void {
    const nowMs = this.#clock.now()
    if (retryAtMs === undefined || retryAtMs <= nowMs) return
    this.#limiter.pauseUntil(Math.min(retryAtMs, nowMs + retryAfterMsMax))
  }

  #schedule(state: KeyState): void {
    state.dueAtMs = nextLookMs(state, { nowMs: this.#clock.now(), pace: this.#parts.pace })
    this.#parts.due.place(state)
  }

  #lookAgain(state: KeyState): void {
    state.dueAtMs = this.#clock.now() + lookAgainMs
    this.#parts.due.place(state)
  }

  #keepsWarmOf({ endpoint }: KeyState): boolean {
    return this.#keepsWarm && endpoint.terms.warm
  }

  #seenAtMs(state: KeyState): number {
    const keptAtMs = this.#parts.keeper.kept(state.key)?.storedAtMs ?? 0
    return seenAtMs(state, { keptAtMs, nowMs: this.#clock.now() })
  }
}

interface Asking {
  readonly demand: Demand
  readonly answer: (answer: Answer) => void
}

interface HeardFeed {
  readonly feed: Feed
  readonly result: UpstreamResult
}

function rest(state: KeyState): void {
  state.phase = 'idle'
  state.rank = 0
  state.betterFailure = undefined
}
