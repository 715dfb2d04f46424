import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { SharedCache } from '../cache/entry.ts'
import type { WantedList } from '../cache/wanted-list.ts'
import { createDueQueue, type DueQueue } from './due-queue.ts'
import type { Engine, EngineEndpoint, EngineOptions } from './engine.ts'
import { type EngineEvents, uncounted } from './engine-events.ts'
import { engineLimitsDefault } from './engine-limits.ts'
import { createFeeds } from './feeds.ts'
import { createKeeper, type Keeper } from './keep-values.ts'
import { createKeyLife, type KeyLife } from './key-life.ts'
import type { EndpointState, KeyState } from './key-state.ts'
import { type AnswerMaker, createAnswerMaker } from './make-answer.ts'
import { type AskedNotes, createAskedNotes, noteEveryMs } from './note-asked.ts'
import { createPace } from './pace.ts'
import { createWaiting, type Impatience, type Waiting } from './waiting.ts'
import { createWatchers, watchAnswers } from './watchers.ts'

/** What an engine that only reads is made of. */
export interface ReaderOptions
  extends Pick<EngineOptions, 'endpoints' | 'slidingAge' | 'limits' | 'events'> {
  readonly clock: Clock
  readonly log: Log
  readonly cache: NonNullable<EngineOptions['cache']>
  readonly shared: SharedCache
  readonly list: WantedList
}

/** What an engine that only reads consists of. */
export interface ReaderParts {
  readonly events: EngineEvents
  readonly keys: KeyLife
  readonly keeper: Keeper
  readonly maker: AnswerMaker
  readonly waiting: Waiting
  readonly due: DueQueue
  readonly notes: AskedNotes
  readonly watch: Engine['watch']
}

/** What the parts tell their engine. */
export interface ReaderCalls {
  onImpatient(state: KeyState): Impatience
  onDue(state: KeyState): void
  onNoted(states: readonly KeyState[]): void
}

/** What is written down is looked at too: what a lost message told is found after this. */
const noteEveryMsMax = 5_000

/**
 * The parts of one engine. Its keys have no source to be asked, and nothing to keep a pace with.
 */
export function createReaderParts(options: ReaderOptions, calls: ReaderCalls): ReaderParts {
  const { cache, clock, endpoints, events = uncounted, list, log, slidingAge = false } = options
  const limits = { ...engineLimitsDefault, ...options.limits }
  const limiter = { perSecondSustained: undefined }
  const pace = createPace({ clock, limiter, lanes: [], sharing: 'evenly' })
  const maker = createAnswerMaker()
  const watchers = createWatchers()
  return {
    events,
    maker,
    watch: watchAnswers({ clock, maker, watchers }),
    keys: createKeyLife({
      clock,
      pace,
      keysMax: limits.keysMax,
      endpoints: new Map(endpoints.map((endpoint) => [endpoint.name, readOnly(endpoint)])),
      feeds: createFeeds(clock),
    }),
    keeper: createKeeper({ cache, clock, pace, slidingAge, events, watchers }),
    waiting: createWaiting({
      clock,
      limits,
      events,
      maker,
      onImpatient: (state) => calls.onImpatient(state),
    }),
    due: createDueQueue({ clock, onDue: (state) => calls.onDue(state) }),
    notes: createAskedNotes({
      clock,
      log,
      list,
      everyMs: noteEveryMs(endpoints, noteEveryMsMax),
      onNoted: (states) => calls.onNoted(states),
    }),
  }
}

/** The routes of an endpoint, which a key is told by, without what would be asked. */
function readOnly({ name, sources, terms }: EngineEndpoint): EndpointState {
  const transports = [undefined, ...sources.map((source) => source.name)]
  const routes = transports.map((transport) => ({ transport, lanes: [], feeds: [] }))
  return { name, terms, routes, states: new Set(), byParams: new Map() }
}
