import type { Clock } from '@kivuko/clock'
import type { Entry, SharedOutcome } from '../cache/entry.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Answer, Demand, ValueAnswer, Wanted } from './answer.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import { createDueQueue, type DueQueue } from './due-queue.ts'
import type { Engine, EngineOptions, EngineStatus } from './engine.ts'
import { type EngineEvents, uncounted } from './engine-events.ts'
import { type EngineLimits, engineLimitsDefault, retryAfterMsMax } from './engine-limits.ts'
import { allFeeds, createFeeds, feedStatus } from './feeds.ts'
import type { CallResult } from './fly-call.ts'
import { createKeeper, type Heard, type Keeper } from './keep-values.ts'
import { createKeyLife, type KeyLife } from './key-life.ts'
import { createAnswerMaker, type AnswerMaker } from './make-answer.ts'
import type { EndpointState, Feed, KeyState } from './key-state.ts'
import { type OpenEndpoints, openEndpoints } from './open-endpoints.ts'
import { createPace, type Pace } from './pace.ts'
import { failureOfFeeds, noRoomForKey, notInTime, planSpent, stopping } from './refusals.ts'
import { createReplicas, type Replicas } from './replicas.ts'
import {
  isGivenUp,
  leaveAtMs,
  nextLookMs,
  noteFailure,
  noteSuccess,
  refreshAtMs,
  seenAtMs,
} from './schedule-key.ts'
import type { UpstreamResult } from './source.ts'
import { createWaiting, type Waiting } from './waiting.ts'

/** Values of push sources are told to other replicas no more often than this, for each key. */
const sharePushedMs = 250
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
  readonly #limits: EngineLimits
  readonly #events: EngineEvents
  readonly #keepsWarm: boolean
  readonly #endpoints: OpenEndpoints
  readonly #pace: Pace
  readonly #keys: KeyLife
  readonly #keeper: Keeper
  readonly #maker: AnswerMaker
  readonly #waiting: Waiting
  readonly #replicas: Replicas
  readonly #dispatcher: Dispatcher
  readonly #due: DueQueue
  #gathered: KeyState[] = []
  #isStopped = false

  constructor(options: EngineOptions) {
    const { cache, clock, limiter, log, shared } = options
    this.#clock = clock
    this.#limiter = limiter
    this.#limits = { ...engineLimitsDefault, ...options.limits }
    this.#events = options.events ?? uncounted
    this.#keepsWarm = cache !== undefined
    this.#endpoints = openEndpoints(options.endpoints, (endpoint) => ({
      onHeard: (feed, result) => this.#onHeard(endpoint, { feed, result }),
      onChanged: () => this.#onFeedChanged(endpoint),
    }))
    const { byName: endpoints, lanes } = this.#endpoints
    this.#pace = createPace({ clock, limiter, lanes, sharing: options.sharing ?? 'evenly' })
    const pace = this.#pace
    const { keysMax } = this.#limits
    this.#keys = createKeyLife({ clock, keysMax, endpoints, feeds: createFeeds(clock), pace })
    const { slidingAge = false } = options
    this.#keeper = createKeeper({ cache, clock, pace, slidingAge, events: this.#events })
    this.#maker = createAnswerMaker()
    this.#waiting = createWaiting({
      clock,
      limits: this.#limits,
      events: this.#events,
      maker: this.#maker,
      onImpatient: (state) => this.#whyNotYet(state),
    })
    this.#replicas = createReplicas({
      clock,
      log,
      shared,
      seenAtMs: (state) => this.#seenAtMs(state),
      onOurs: (states) => this.#enqueue(states),
      onOutcome: (state, outcome) => this.#onOutcome(state, outcome),
    })
    this.#dispatcher = createDispatcher({
      clock,
      log,
      limiter,
      limits: this.#limits,
      events: this.#events,
      lanes,
      isSpaced: options.isSpaced ?? false,
      find: (endpoint, params) => this.#keys.withParams(endpoint, params),
      isNeeded: (state) => this.#isNeeded(state),
      onReleased: (state) => this.#onReleased(state),
      onResult: (state, result) => this.#onResult(state, result),
      onBlocked: (retryInMs) => this.#onBlocked(retryInMs),
    })
    this.#due = createDueQueue({ clock, onDue: (state, nowMs) => this.#onDue(state, nowMs) })
  }

  getNow(wanted: Wanted, demand: Demand): ValueAnswer | undefined {
    const { key } = wanted
    const entry = this.#keeper.good({ key, demand, state: this.#keys.find(key) })
    if (entry === undefined) return undefined
    const options = { inverse: wanted.inverse ?? false, hit: true, nowMs: this.#clock.now() }
    const answer = this.#maker.answer(entry, options)
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

  status(): EngineStatus {
    const { byName, lanes } = this.#endpoints
    return {
      keys: this.#keys.size,
      waitingKeys: this.#waiting.keys,
      callsFlying: lanes.reduce((sum, { flying }) => sum + flying, 0),
      stretch: this.#pace.stretch(),
      blockedUntilMs: this.#dispatcher.blockedUntilMs(),
      feeds: [...byName.values()].flatMap(feedStatus),
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isStopped = true
    this.#due[Symbol.dispose]()
    this.#dispatcher[Symbol.dispose]()
    for (const state of this.#keys.all()) {
      this.#replicas.release(state)
      this.#waiting.fail(state, stopping, undefined)
      state.phase = 'gone'
    }
    const feeds = [...this.#endpoints.byName.values()].flatMap(allFeeds)
    await Promise.all(feeds.map(({ push }) => push[Symbol.asyncDispose]()))
  }

  /** Asking keeps a key warm; the first request after a while, or a failure, makes it so again. */
  #touch(wanted: Wanted, { demand, entry }: { demand: Demand; entry: Entry }): void {
    const state = this.#keys.ask(wanted)
    if (state === undefined) return
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
    const state = this.#keys.ask(wanted)
    if (state === undefined) {
      this.#events.onRefused('keys')
      return noRoomForKey
    }
    const { recent } = state
    if (recent !== undefined && this.#clock.now() < recent.untilMs) return recent.failure
    if (this.#isQueueFull(state)) return planSpent(this.#dispatcher.blockedUntilMs())
    const refused = this.#waiting.add(state, { wanted, demand, answer })
    if (refused !== undefined) return refused
    if (demand.ttlMs !== undefined) state.ttlMs = demand.ttlMs
    else if (demand.maxAgeMs === undefined) state.ttlMs = state.endpoint.terms.ttlMs
    this.#seek(state)
    return undefined
  }

  #isQueueFull({ waiters }: KeyState): boolean {
    if (waiters.length > 0 || this.#waiting.keys < this.#limits.blockedKeysMax) return false
    return this.#dispatcher.blockedUntilMs() > this.#clock.now()
  }

  /** Has a key asked for that somebody waits for. */
  #seek(state: KeyState): void {
    if (state.phase === 'queued') {
      if (state.waiters.length === 1) this.#dispatcher.raise(state)
      if (this.#isHopeless()) this.#refuse(state, planSpent(this.#dispatcher.blockedUntilMs()))
    }
    if (state.phase !== 'idle') return
    if (state.route.lanes.length > 0) return this.#begin(state)
    const failure = failureOfFeeds(state)
    if (failure !== undefined) return this.#settleFailure(state, failure)
    this.#replicas.look(state)
    this.#lookAgain(state)
  }

  /** What is begun in one turn of the event loop goes on together, so that calls can cover it. */
  #begin(state: KeyState): void {
    state.phase = 'asking'
    if (this.#gathered.push(state) > 1) return
    queueMicrotask(() => {
      const gathered = this.#gathered
      this.#gathered = []
      this.#replicas.negotiate(gathered)
    })
  }

  #enqueue(states: readonly KeyState[]): void {
    const isHopeless = this.#isHopeless()
    for (const state of states) {
      if (state.phase !== 'asking') continue
      this.#dispatcher.enqueue(state)
      if (isHopeless) this.#refuse(state, planSpent(this.#dispatcher.blockedUntilMs()))
    }
    this.#dispatcher.pump()
  }

  /** Whether the plan has no room for as long as anybody waits. */
  #isHopeless(): boolean {
    return this.#dispatcher.blockedUntilMs() > this.#clock.now() + this.#limits.patienceMsMax
  }

  #isNeeded(state: KeyState): boolean {
    return state.waiters.length > 0 || state.dueAtMs <= this.#clock.now() + 1
  }

  #onReleased(state: KeyState): void {
    this.#replicas.release(state)
    this.#schedule(state)
  }

  #onDue(state: KeyState, nowMs: number): void {
    if (state.phase !== 'idle') return
    if (state.waiters.length > 0) return this.#lookAgain(state)
    const { subscriptionMs } = state.endpoint.terms
    this.#keys.unwantPush(state, nowMs + 1)
    if (nowMs + 1 - state.lastAskedMs >= subscriptionMs) state.warm = false
    if (nowMs + 1 >= leaveAtMs(state)) this.#keys.remove(state)
    else if (nowMs + 1 >= refreshAtMs(state, this.#pace)) this.#begin(state)
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
    this.#dispatcher.enqueue(state)
  }

  #onHeard(endpoint: EndpointState, { feed, result }: HeardFeed): void {
    if (this.#isStopped) return
    const { outcome, params, timestamps } = result
    for (const state of this.#keys.withParams(endpoint, params)) {
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
    const { best, fetched } = this.#keeper.keep(state, heard)
    if (own) rest(state)
    this.#waiting.give(state, best)
    this.#waiting.give(state, fetched)
    if (own && isKept) this.#replicas.settle(state, { entry: best })
    else if (own) this.#replicas.release(state)
    else if (isKept && nowMs - state.sharedAtMs >= sharePushedMs) {
      state.sharedAtMs = nowMs
      this.#replicas.share(state, best)
    }
    // One that waits in a queue is due later now, and will be let go.
    if (state.phase !== 'gone') this.#schedule(state)
  }

  /** What another replica found. If it is not fresh enough for somebody here, the key goes on. */
  #onOutcome(state: KeyState, outcome: SharedOutcome): void {
    if ('failure' in outcome) return this.#settleFailure(state, outcome.failure)
    const { entry } = outcome
    if (state.phase === 'gone') return
    if (entry.storedAtMs <= this.#seenAtMs(state)) return
    this.#keeper.adopt(state, entry)
    noteSuccess(state, { nowMs: entry.storedAtMs, warm: this.#keepsWarmOf(state) })
    rest(state)
    this.#waiting.give(state, entry)
    this.#schedule(state)
  }

  #settleFailure(state: KeyState, failure: ProviderFailure): void {
    const nowMs = this.#clock.now()
    noteFailure(state, { failure, nowMs })
    rest(state)
    this.#replicas.settle(state, { failure })
    const kept = this.#keeper.kept(state.key)
    this.#waiting.fail(state, failure, kept)
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
    if (retryInMs <= this.#limits.patienceMsMax) return
    const failure = planSpent(this.#clock.now() + retryInMs)
    for (const state of this.#keys.all()) {
      if (state.phase === 'queued') this.#refuse(state, failure)
    }
  }

  /** Sends those away who wait; the key itself may stay in its queue. */
  #refuse(state: KeyState, failure: ProviderFailure): void {
    if (state.waiters.length === 0) return
    this.#events.onRefused('plan')
    this.#waiting.fail(state, failure, this.#keeper.kept(state.key))
  }

  #whyNotYet(state: KeyState): ProviderFailure {
    const blockedUntilMs = this.#dispatcher.blockedUntilMs()
    if (state.phase === 'queued') return planSpent(Math.max(blockedUntilMs, this.#clock.now()))
    return failureOfFeeds(state) ?? notInTime
  }

  #pauseFor({ retryAtMs }: ProviderFailure): void {
    const nowMs = this.#clock.now()
    if (retryAtMs === undefined || retryAtMs <= nowMs) return
    this.#limiter.pauseUntil(Math.min(retryAtMs, nowMs + retryAfterMsMax))
  }

  #schedule(state: KeyState): void {
    state.dueAtMs = nextLookMs(state, { nowMs: this.#clock.now(), pace: this.#pace })
    this.#due.place(state)
  }

  #lookAgain(state: KeyState): void {
    state.dueAtMs = this.#clock.now() + lookAgainMs
    this.#due.place(state)
  }

  #keepsWarmOf({ endpoint }: KeyState): boolean {
    return this.#keepsWarm && endpoint.terms.warm
  }

  #seenAtMs(state: KeyState): number {
    const keptAtMs = this.#keeper.kept(state.key)?.storedAtMs ?? 0
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
