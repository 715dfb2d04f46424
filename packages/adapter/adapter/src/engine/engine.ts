import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Entry, SharedCache } from '../cache/entry.ts'
import type { LocalCache } from '../cache/local-cache.ts'
import type { WantedList } from '../cache/wanted-list.ts'
import type { Limiter } from '../limits/limiter.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Answer, AskedElsewhere, Demand, ValueAnswer, Wanted } from './answer.ts'
import type { EngineEvents } from './engine-events.ts'
import type { EngineLimits } from './engine-limits.ts'
import type { EndpointTerms } from './key-state.ts'
import type { Sharing } from './pace.ts'
import type { Source } from './source.ts'

/** The heart of an adapter: has answers, and keeps what was asked for fresh. */
export interface Engine extends AsyncDisposable {
  /** The answer, where the caches of the process have it. Asking keeps the key warm. */
  getNow(wanted: Wanted, demand: Demand): ValueAnswer | undefined
  /** The answer as soon as it is known; never rejects. */
  get(wanted: Wanted, demand: Demand): Promise<Answer>
  /**
   * Keeps a key fresh that another replica was asked for. False for what cannot be fetched here.
   */
  keep(wanted: Wanted, when: AskedElsewhere): boolean
  /**
   * Tells each value that is kept from now on, the moment that it is: a stream's at once. Keeps
   * nothing warm, which asking does. The returned function ends it.
   */
  watch(wanted: Wanted, hear: (answer: ValueAnswer) => void): () => void
  status(): EngineStatus
}

/** What an engine is made of. */
export interface EngineOptions {
  readonly clock: Clock
  readonly log: Log
  readonly limiter: Limiter
  /** Without one nothing is kept, and each request that joins no other asks the provider. */
  readonly cache: LocalCache<Entry> | undefined
  readonly shared: SharedCache | undefined
  readonly endpoints: readonly EngineEndpoint[]
  /** Evenly by default. */
  readonly sharing?: Sharing
  /** Whether refreshes that nobody waits for are spread evenly over time, within the plan. */
  readonly isSpaced?: boolean
  /** Whether each use of a value lets it live for its whole time again. */
  readonly slidingAge?: boolean
  readonly limits?: Partial<EngineLimits>
  readonly events?: EngineEvents
  /**
   * Where it is written down what was asked for, for other replicas; left out where there are none.
   */
  readonly list?: Pick<WantedList, 'note'> | undefined
}

/** An endpoint as the engine knows it. */
export interface EngineEndpoint {
  readonly name: string
  readonly terms: EndpointTerms
  /** Best first. */
  readonly sources: readonly Source[]
}

/** How an engine is doing. */
export interface EngineStatus {
  /** Keys that were asked for not long ago. */
  readonly keys: number
  /** Those that somebody waits for. */
  readonly waitingKeys: number
  /** Calls to providers under way. */
  readonly callsFlying: number
  /** By how much the times between refreshes are stretched: 1 while the plan is enough. */
  readonly stretch: number
  /** Until when the plan has no room for those who wait, in ms since the epoch; 0 when it has. */
  readonly blockedUntilMs: number
  readonly feeds: readonly FeedStatus[]
  /** Of a reader: whether anybody is there who fetches. */
  readonly isFollowed?: boolean
}

/** How a push source is doing. */
export interface FeedStatus {
  readonly endpoint: string
  readonly name: string
  /** Why it brings nothing; undefined when nothing is wrong. */
  readonly failure: ProviderFailure | undefined
}
