import type { Timer } from '@kivuko/clock'
import type { Entry, SharedClaim } from '../cache/entry.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Answer, Demand, Wanted } from './answer.ts'
import type { Heap } from './heap.ts'
import type { Params, PullSource, RunningPush } from './source.ts'

/** How the keys of an endpoint are kept fresh. */
export interface EndpointTerms {
  /** The age at which a value is asked for anew, where the author sets it. */
  readonly freshForMs?: number
  /** For how long values are stored when a request does not say. */
  readonly ttlMs: number
  /** The longest that a time is stretched to when the provider's limit is short. */
  readonly ttlMsMax: number
  /** The age up to which a value is served when the provider gives no newer one. */
  readonly serveStaleForMs: number
  /** Whether keys that were asked for are kept fresh. */
  readonly warm: boolean
  /** How often they are, where the operator sets it. */
  readonly warmIntervalMs?: number
  /** For how long they are, after the last request. */
  readonly subscriptionMs: number
  /** What no answer's age may exceed, where the author sets it. */
  readonly ageMsMax?: number
  /** For how long a failure is answered again; longer with each in a row. */
  readonly failureMs: number
  /** How many failures in a row end the warming of a key; -1: none do. */
  readonly unhealthyThreshold: number
}

/** An endpoint at work. */
export interface EndpointState {
  readonly name: string
  readonly terms: EndpointTerms
  /** The ways to its values: the first through all its sources, and one through each alone. */
  readonly routes: readonly Route[]
  /** Its keys of all routes. */
  readonly states: Set<KeyState>
  /** The same by the text of their parameters: keys of other routes may have the same ones. */
  readonly byParams: Map<string, Set<KeyState>>
}

/** A way to an endpoint's values; its keys are its own. */
export interface Route {
  /** The only source that a request lets be used; undefined: all. */
  readonly transport: string | undefined
  /** Sources that are asked, best first. */
  readonly lanes: readonly Lane[]
  /** Sources that tell by themselves. */
  readonly feeds: readonly Feed[]
}

/** A push source at work. */
export interface Feed {
  readonly name: string
  readonly push: RunningPush
  /** For how long it is told to bring a key, after the last request. */
  readonly subscriptionMs: number
  /** For how long its values are stored. */
  readonly ttlMs: number
}

/** A source that is asked, with the keys that wait for it. */
export interface Lane {
  readonly source: PullSource
  readonly queue: Heap<Queued>
  /** Calls under way. */
  flying: number
  /** So many calls more are planned for one key alone, because the last ones were. */
  plansAlone: number
  /** What a key costs of late: less than a call when calls answer for several keys. */
  costPerKey: number
  /** Refreshes a second that its keys ask for. */
  load: number
}

/** A place in a lane's queue; it is void once the state's ticket is another. */
export interface Queued {
  readonly state: KeyState
  readonly ticket: number
  /** Whether somebody waits for it. */
  readonly waiting: boolean
  /** In ms: since when somebody waits, or when it was due. */
  readonly order: number
}

/** Somebody who waits for an answer. */
export interface Waiter {
  readonly sinceMs: number
  readonly demand: Demand
  readonly inverse: boolean
  readonly answer: (answer: Answer) => void
}

/** A failure that is remembered for a moment. */
export interface RecentFailure {
  readonly failure: ProviderFailure
  readonly untilMs: number
}

/** A key that somebody asked for not long ago. */
export interface KeyState {
  readonly key: string
  readonly params: Params
  readonly endpoint: EndpointState
  readonly route: Route
  /**
   * idle: nothing under way. asking: agreeing with other replicas who asks the provider. queued:
   * waits for the limiter. flying: the provider is being asked. gone: not kept any more.
   */
  phase: 'idle' | 'asking' | 'queued' | 'flying' | 'gone'
  readonly waiters: Waiter[]
  /** Ends the patience of the oldest waiter. */
  patience: Timer | undefined
  lastAskedMs: number
  /** When a value of a push source was last told to other replicas. */
  sharedAtMs: number
  /** Tells the last one, when several come in a row. */
  shareTimer: Timer | undefined
  /** Requests since its weight was last made up. */
  asked: number
  /** Requests here since it was last written down for other replicas, and when that was. */
  unnoted: number
  notedAtMs: number
  /** Requests, older ones counting less. */
  weight: number
  weighedAtMs: number
  /** For how long its values are stored. */
  ttlMs: number
  /** Whether it is kept fresh: since its first value, until it fails too often. */
  warm: boolean
  /** Push sources that are told to bring it: those of its route, until their time is over. */
  wantedOf: readonly Feed[]
  /** The newest value that was stored, and the push source that it came from, if it did. */
  stored: Entry | undefined
  storedFrom: Feed | undefined
  /** Which lane is asked: the next one after a failure. */
  rank: number
  /** What the better lanes said, when a lower one is asked. */
  betterFailure: ProviderFailure | undefined
  /** When the provider last told a value, even if an older one than is stored. */
  refreshedAtMs: number
  /** When it may be asked for again after a failure. */
  retryAtMs: number
  /** Failures in a row. */
  failures: number
  recent: RecentFailure | undefined
  /** When it is asked for again, and when the queue of due keys looks at it next. */
  dueAtMs: number
  lookedAtMs: number
  /** Tells whether its places in queues are still valid. */
  ticket: number
  load: number
  claim: SharedClaim | undefined
  claimTimer: Timer | undefined
}

/** What a lane needs to be made. */
export function createLane(source: PullSource, queue: Heap<Queued>): Lane {
  return { source, queue, flying: 0, plansAlone: 0, costPerKey: 1, load: 0 }
}

/** A key that is asked for the first time. */
export function createKeyState(
  wanted: Wanted,
  options: {
    readonly endpoint: EndpointState
    readonly route: Route
    readonly nowMs: number
  },
): KeyState {
  const { endpoint, nowMs, route } = options
  return {
    key: wanted.key,
    params: wanted.params,
    endpoint,
    route,
    phase: 'idle',
    waiters: [],
    patience: undefined,
    lastAskedMs: nowMs,
    sharedAtMs: 0,
    shareTimer: undefined,
    asked: 1,
    unnoted: 1,
    notedAtMs: 0,
    weight: 0,
    weighedAtMs: nowMs,
    ttlMs: endpoint.terms.ttlMs,
    warm: false,
    wantedOf: route.feeds,
    stored: undefined,
    storedFrom: undefined,
    rank: 0,
    betterFailure: undefined,
    refreshedAtMs: 0,
    retryAtMs: 0,
    failures: 0,
    recent: undefined,
    dueAtMs: Number.POSITIVE_INFINITY,
    lookedAtMs: Number.POSITIVE_INFINITY,
    ticket: 0,
    load: 0,
    claim: undefined,
    claimTimer: undefined,
  }
}

/** Whether a push source can be expected to bring the key's next value. */
export function isPushLive({ params, wantedOf }: KeyState): boolean {
  return wantedOf.some(({ push }) => push.isLive(params))
}

/** For how long a value of a push source is stored. */
export function pushTtlMs({ endpoint, ttlMs }: KeyState, feed: Feed): number {
  const storedMs = Math.max(ttlMs, feed.ttlMs)
  return Math.min(storedMs, endpoint.terms.ageMsMax ?? storedMs)
}
