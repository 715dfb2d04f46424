import type { SharedOutcome } from '../cache/entry.ts'
import { createDispatcher, type Dispatcher } from './dispatcher.ts'
import { createDueQueue, type DueQueue } from './due-queue.ts'
import type { Engine, EngineOptions } from './engine.ts'
import { type EngineEvents, uncounted } from './engine-events.ts'
import { type EngineLimits, engineLimitsDefault } from './engine-limits.ts'
import { createFeeds } from './feeds.ts'
import type { CallResult } from './fly-call.ts'
import { createKeeper, type Keeper } from './keep-values.ts'
import { createKeyLife, type KeyLife } from './key-life.ts'
import type { EndpointState, Feed, KeyState } from './key-state.ts'
import { type AnswerMaker, createAnswerMaker } from './make-answer.ts'
import { type OpenEndpoints, openEndpoints } from './open-endpoints.ts'
import { type AskedNotes, createAskedNotes, noteEveryMs, unnoted } from './note-asked.ts'
import { createPace, type Pace } from './pace.ts'
import { createReplicas, type Replicas } from './replicas.ts'
import type { UpstreamResult } from './source.ts'
import { createWaiting, type Impatience, type Waiting } from './waiting.ts'
import { createWatchers, watchAnswers } from './watchers.ts'

/** What an engine consists of; what happens between them is the engine's. */
export interface EngineParts {
  readonly limits: EngineLimits
  readonly events: EngineEvents
  readonly endpoints: OpenEndpoints
  readonly pace: Pace
  readonly keys: KeyLife
  readonly keeper: Keeper
  readonly maker: AnswerMaker
  readonly watch: Engine['watch']
  readonly waiting: Waiting
  readonly replicas: Replicas
  readonly dispatcher: Dispatcher
  readonly due: DueQueue
  readonly notes: AskedNotes
}

/** What the parts tell their engine. */
export interface EngineCalls {
  onHeard(endpoint: EndpointState, feed: Feed, result: UpstreamResult): void
  onFeedChanged(endpoint: EndpointState): void
  onImpatient(state: KeyState): Impatience
  seenAtMs(state: KeyState): number
  onOurs(states: readonly KeyState[]): void
  onOutcome(state: KeyState, outcome: SharedOutcome): void
  isNeeded(state: KeyState): boolean
  onReleased(state: KeyState): void
  onResult(state: KeyState, result: CallResult): void
  onBlocked(retryInMs: number): void
  onDue(state: KeyState, nowMs: number): void
}

/** What others only go on with after this replica has died is written down no more often. */
const noteEveryMsMax = 30_000

/** The parts of one engine; push sources are started, unconnected. */
export function createEngineParts(options: EngineOptions, calls: EngineCalls): EngineParts {
  const { cache, clock, isSpaced = false, limiter, list, log, shared } = options
  const { sharing = 'evenly', slidingAge = false, events = uncounted } = options
  const limits = { ...engineLimitsDefault, ...options.limits }
  const everyMs = noteEveryMs(options.endpoints, noteEveryMsMax)
  const endpoints = openEndpoints(options.endpoints, (endpoint) => ({
    onHeard: (feed, result) => calls.onHeard(endpoint, feed, result),
    onChanged: () => calls.onFeedChanged(endpoint),
  }))
  const { byName, lanes } = endpoints
  const pace = createPace({ clock, limiter, lanes, sharing })
  const feeds = createFeeds(clock)
  const { keysMax } = limits
  const keys = createKeyLife({ clock, keysMax, endpoints: byName, feeds, pace })
  const maker = createAnswerMaker()
  const watchers = createWatchers()
  return {
    limits,
    events,
    endpoints,
    pace,
    keys,
    maker,
    watch: watchAnswers({ clock, maker, watchers }),
    keeper: createKeeper({ cache, clock, pace, slidingAge, events, watchers }),
    waiting: createWaiting({
      clock,
      limits,
      events,
      maker,
      onImpatient: (state) => calls.onImpatient(state),
    }),
    replicas: createReplicas({
      clock,
      log,
      shared,
      seenAtMs: (state) => calls.seenAtMs(state),
      onOurs: (states) => calls.onOurs(states),
      onOutcome: (state, outcome) => calls.onOutcome(state, outcome),
    }),
    dispatcher: createDispatcher({
      clock,
      log,
      limiter,
      limits,
      events,
      lanes,
      isSpaced,
      find: (endpoint, params) => keys.withParams(endpoint, params),
      isNeeded: (state) => calls.isNeeded(state),
      onReleased: (state) => calls.onReleased(state),
      onResult: (state, result) => calls.onResult(state, result),
      onBlocked: (retryInMs) => calls.onBlocked(retryInMs),
    }),
    due: createDueQueue({ clock, onDue: (state, nowMs) => calls.onDue(state, nowMs) }),
    notes: list === undefined ? unnoted : createAskedNotes({ clock, everyMs, list, log }),
  }
}
