import type { Clock } from '@kivuko/clock'
import type { HttpClient } from '@kivuko/http'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { Random } from '@kivuko/random'
import type { Fields, ValuesOf } from '../definition/field.ts'
import type { Params, Source } from '../engine/source.ts'
import type { OtherAdapters } from './ask-adapter.ts'
import type { SocketPlan } from './socket-plan.ts'

/**
 * What a source is told of the input that it serves: only the type of its parameters, which flows
 * into the author's functions.
 */
export interface InputOf<P extends Params> {
  /** Never set; carries the type. */
  readonly paramsType?: P
}

/**
 * A source as its author wrote it, not yet at work. `bind` gives the source of one endpoint; a
 * definition may be bound as often as wanted. It fits every input whose parameters include `P`, so
 * `SourceDefinition<never>`, the default, is any source.
 */
export interface SourceDefinition<P extends Params = never> {
  readonly kind: 'pull' | 'push'
  /** As answers name it (`meta.transportName`), and as requests choose it: `rest`, `ws`, `sse`. */
  readonly name: string
  /** Settings that it reads; they are the adapter's too. */
  readonly env: Fields
  /** Never set; carries the type of the parameters that it takes. */
  readonly takes?: (params: P) => void
  bind(context: SourceContext): Source
}

/** What a source works with. One for each adapter and endpoint; the ports come first. */
export interface SourceContext {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
  /** The adapter's own, so that no adapter takes another one's connections. */
  readonly http: HttpClient
  /** Answers of other adapters, for composites. */
  readonly others: OtherAdapters
  /** Connections and subscriptions that the plan allows, of all socket sources of the adapter. */
  readonly socketPlan: SocketPlan
  readonly adapter: string
  readonly endpoint: string
  /** Values of the author's settings by name; secrets are `Secret`. */
  readonly settings: Readonly<Record<string, unknown>>
  readonly terms: SourceTerms
  /**
   * Asks the limiter before a call is repeated: repetitions count against the plan too. False gives
   * up.
   */
  readonly mayRepeat: (cost: number) => Promise<boolean>
}

/** Times and counts that settings may change. */
export interface SourceTerms {
  /** `API_TIMEOUT`: from the call to the last byte. */
  readonly timeoutMs: number
  /** `TIMEOUT`: of each request that a custom source makes. */
  readonly customTimeoutMs: number
  /** `RETRY`: attempts in all. */
  readonly attempts: number
  /** Between attempts. */
  readonly retryPauseMs: number
  /** A longer answer is a failure. */
  readonly replyBytesMax: number
  /** `API_VERBOSE`: what the provider told becomes `data`. */
  readonly verbose: boolean
  /** `WS_CONNECTION_OPEN_TIMEOUT`: until a stream is open and logged in. */
  readonly openTimeoutMs: number
  /** `WS_HEARTBEAT_INTERVAL_MS`: between heartbeats, where the source does not say otherwise. */
  readonly heartbeatMs: number
  /** `WS_SUBSCRIPTION_UNRESPONSIVE_TTL`: a silent subscription is made anew after this time. */
  readonly unresponsiveMs: number
  /**
   * `WS_SUBSCRIPTION_TTL`: for how long a subscription to a stream is held after the last request,
   * and for how long what it tells is good.
   */
  readonly socketSubscriptionMs: number
  /** `SSE_SUBSCRIPTION_TTL`: for how long one to server-sent events is held. */
  readonly eventsSubscriptionMs: number
  /** For how long what server-sent events tell is good. */
  readonly eventsTtlMs: number
  /** `SSE_KEEPALIVE_SLEEP`: between requests that keep server-sent events coming. */
  readonly keepAliveMs: number
  /** `STREAM_HANDLER_RETRY_MIN_MS`, `_MAX_MS`, `_EXP_FACTOR`: between reconnections. */
  readonly reconnectMsMin: number
  readonly reconnectMsMax: number
  readonly reconnectFactor: number
  /** A stream that nobody wants is closed after this time. */
  readonly idleMs: number
}

/** What holds where no setting says otherwise. */
export const SOURCE_TERMS: SourceTerms = {
  timeoutMs: 30_000,
  customTimeoutMs: 3_000,
  attempts: 1,
  retryPauseMs: 1_000,
  // Lists of all that a provider has are a megabyte or two.
  replyBytesMax: 4 * 1_048_576,
  verbose: false,
  openTimeoutMs: 10_000,
  heartbeatMs: 10_000,
  unresponsiveMs: 120_000,
  socketSubscriptionMs: 120_000,
  eventsSubscriptionMs: 300_000,
  eventsTtlMs: 90_000,
  keepAliveMs: 60_000,
  reconnectMsMin: 100,
  // A provider that comes back is noticed within a minute.
  reconnectMsMax: 60_000,
  reconnectFactor: 3,
  idleMs: 10_000,
}

/** What the author's functions are given beside their subject. */
export interface AuthorContext<E extends Fields> {
  /** The settings that the source names. Secrets are `Secret`s, which headers and queries take. */
  readonly env: ValuesOf<E>
  readonly endpoint: string
  /** Milliseconds since the epoch. */
  now(): number
}

/** The author's view of a context. */
export function authorContext<E extends Fields>(context: SourceContext): AuthorContext<E> {
  const { clock, endpoint, settings } = context
  // A source's fields are among the adapter's settings, which are read by them at the start.
  return { env: settings as ValuesOf<E>, endpoint, now: () => clock.now() }
}
