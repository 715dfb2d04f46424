import type { Fields } from '../definition/field.ts'
import type { Params } from '../engine/source.ts'
import type { HttpAsk } from './http-ask.ts'
import type { ServerEvent } from './parse-events.ts'
import type { ResultGuard } from './result-guard.ts'
import type { StreamOut } from './socket-spec.ts'
import type { AuthorContext } from './source-definition.ts'

/** One stream of events to open. */
export interface EventsAsk<P> extends HttpAsk {
  /** Which of the wanted parameters it tells of. */
  readonly covers: readonly P[]
}

/** How an author tells what an event says. */
export type EventsOut<P> = Omit<StreamOut<P>, 'send'>

/** How a provider's events are listened to. */
export interface EventsSpec<P extends Params, Told, E extends Fields> {
  /** `sse` if left out. */
  readonly name?: string
  /** The settings that it reads. */
  readonly env?: E
  /**
   * The streams for everything that is wanted: one for all, or several. Asked whenever that
   * changes; a stream whose request stays the same stays open.
   */
  open(wanted: readonly P[], context: AuthorContext<E>): readonly EventsAsk<P>[]
  /** A request that makes an open stream tell of it, where the provider needs one. */
  join?(wanted: P, context: AuthorContext<E>): HttpAsk
  leave?(wanted: P, context: AuthorContext<E>): HttpAsk
  /** A request that keeps the streams, where the provider needs one. */
  readonly keepAlive?: EventsKeepAlive<E>
  /** What the provider calls it: then `out` takes that name in place of the parameters. */
  topic?(wanted: P): string
  /** Tells what an event says. What it throws is logged, and the next event is heard. */
  hear(told: Told, out: EventsOut<P>, event: ServerEvent): void
  /** Which types of events are heard; all if left out. */
  readonly types?: readonly string[]
  /** How data are given to `hear`: parsed as JSON if left out. */
  readonly format?: 'json' | 'text'
  /** What a result must be; any finite number if left out. */
  readonly result?: ResultGuard
}

/** What keeps a provider telling. */
export interface EventsKeepAlive<E extends Fields> {
  /** `SSE_KEEPALIVE_SLEEP` if left out. */
  readonly everyMs?: number
  request(context: AuthorContext<E>): HttpAsk
}
