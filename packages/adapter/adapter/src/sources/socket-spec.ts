import type { Secret } from '@kivuko/log'
import type { Fields } from '../definition/field.ts'
import type { Params } from '../engine/source.ts'
import type { ResultGuard } from './result-guard.ts'
import type { AuthorContext } from './source-definition.ts'
import type { ToldFailure, ToldMore } from './tell-outcomes.ts'

/** A message to the provider: an object is sent as JSON, with the secrets in it. */
export type Frame = string | Uint8Array | object

/** What the functions of a socket source are given beside their subject. */
export interface SocketContext<E extends Fields> extends AuthorContext<E> {
  /** How often a connection has failed: `url` may choose another server by it. */
  readonly failovers: number
  /** What belongs to this connection, as a session id that the login told; empty at its start. */
  readonly session: Map<string, unknown>
}

/** How an author tells what came over a stream: of parameters, or of a topic. */
export interface StreamOut<P> {
  value(subject: P | string, result: unknown, more?: ToldMore): void
  missing(subject: P | string, message?: string): void
  failed(subject: P | string, message: string, more?: ToldFailure): void
  /**
   * The provider says that all is well; of one subscription where a subject is given. That the
   * connection is alive, any message shows.
   */
  alive(subject?: P | string): void
  /** Answers the provider. */
  send(frame: Frame): void
}

/** One step of a login. */
export interface LoginStep<Message, E extends Fields> {
  send?(context: SocketContext<E>): Frame | Promise<Frame>
  /**
   * Whether this message ends the step; without it the step ends when its frame is sent. What it
   * throws ends the connection.
   */
  until?(message: Message, context: SocketContext<E>): boolean
}

/** How a provider is listened to over a WebSocket. */
export interface SocketSpec<P extends Params, Message, E extends Fields> {
  /** `ws` if left out. */
  readonly name?: string
  /** The settings that it reads: `{ PRICE_WS: text().url() }`. */
  readonly env?: E
  url(context: SocketContext<E>): string | Promise<string>
  headers?(context: SocketContext<E>): Readonly<Record<string, string | Secret | undefined>>
  readonly protocols?: readonly string[]
  /** What is said before the first `join`, step by step. */
  readonly login?: readonly LoginStep<Message, E>[]
  /** What the provider calls it: then `out` takes that name in place of the parameters. */
  topic?(wanted: P): string
  join?(wanted: P, context: SocketContext<E>): Frame
  leave?(wanted: P, context: SocketContext<E>): Frame
  /** Instead of `join`, where one frame is about many. */
  joinAll?(wanted: readonly P[], context: SocketContext<E>): readonly Frame[]
  leaveAll?(wanted: readonly P[], context: SocketContext<E>): readonly Frame[]
  /** Tells what a message says. What it throws is logged, and the next message is heard. */
  hear(message: Message, out: StreamOut<P>, context: SocketContext<E>): void
  /**
   * The answer to a provider's own heartbeat (`ping` as text, say). It sees every text message
   * first; what it answers is not heard.
   */
  reply?(text: string, context: SocketContext<E>): Frame | undefined
  /** What keeps the connection: a ping at the setting's interval if left out. */
  readonly heartbeat?: Heartbeat<E> | false
  /** How messages are given to `hear`: parsed as JSON if left out; other texts are not heard. */
  readonly format?: 'json' | 'text' | 'bytes'
  /** What a result must be; any finite number if left out. */
  readonly result?: ResultGuard
  /** How many frames the provider takes in a second. */
  readonly framesPerSecond?: number
  /** Offers per-message compression. */
  readonly compress?: boolean
}

/** What is sent so that the provider keeps the connection. */
export interface Heartbeat<E extends Fields> {
  readonly everyMs?: number
  /** A ping of the protocol if left out. */
  send?(context: SocketContext<E>): Frame
}
