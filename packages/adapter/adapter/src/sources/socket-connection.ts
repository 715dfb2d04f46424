import type { Timer } from '@kivuko/clock'
import type { Duplex } from 'node:stream'
import type { RawData, WebSocket } from 'ws'
import type { Fields } from '../definition/field.ts'
import type { Params } from '../engine/source.ts'
import type { ProviderFailure } from '../outcome.ts'
import { AdapterError, failureOfThrown } from './adapter-error.ts'
import { createFramePacer, type FramePacer } from './frame-pacer.ts'
import { assertRevealed, revealedHeaders, shownHost } from './http-ask.ts'
import { retryAtMs } from './retry-after.ts'
import type { Frame, LoginStep, SocketContext, SocketSpec } from './socket-spec.ts'
import type { SourceContext } from './source-definition.ts'
import type { SourceMetrics } from './source-metrics.ts'
import { decodedFrame, encodedFrame, frameBytes, frameText } from './socket-frame.ts'

/** Who follows a connection. */
export interface SocketListener<Message> {
  /** It is open and logged in. */
  ready(): void
  heard(message: Message): void
  /** It is over, and nobody asked for it. */
  ended(failure: ProviderFailure): void
}

/** What a connection works with. */
export interface SocketConnectionOptions<P extends Params, Message, E extends Fields> {
  readonly spec: SocketSpec<P, Message, E>
  readonly context: SourceContext
  readonly author: SocketContext<E>
  readonly metrics: SourceMetrics
  readonly listener: SocketListener<Message>
}

/** A provider that answers pings and then misses so many is gone. */
const MISSED_PONGS_MAX = 3

/** A provider that does not answer a close frame in this time is hung up on. */
const CLOSE_MS = 1_000

/** Messages that may come during a login; more are a provider gone wild. */
const INBOX_MAX = 10_000

/** One WebSocket to a provider, from its opening to its end; it is never opened again. */
export class SocketConnection<P extends Params, Message, E extends Fields>
  implements AsyncDisposable
{
  readonly #options: SocketConnectionOptions<P, Message, E>
  readonly #pacer: FramePacer<Frame>
  readonly #timers = new Set<Timer>()
  #socket: WebSocket | undefined
  #transport: Duplex | undefined
  #isCorked = false
  #isOver = false
  #isOpen = false
  #aliveMs = 0
  #hasPonged = false
  #host = 'the provider'
  /** Messages that came before the login was through. */
  #inbox: Message[] | undefined = []
  /** Of all that came before, kept or not: of a provider that floods, no more than of an answer. */
  #inboxBytes = 0
  #wake: (() => void) | undefined

  constructor(options: SocketConnectionOptions<P, Message, E>) {
    this.#options = options
    const { context, spec } = options
    this.#pacer = createFramePacer<Frame>({
      clock: context.clock,
      perSecond: spec.framesPerSecond,
      send: (frame) => this.#write(frame),
    })
    void this.#open()
  }

  send(frames: readonly Frame[]): void {
    for (const frame of frames) this.#pacer.push(frame)
  }

  /** Says goodbye and hangs up; the listener is told nothing any more. */
  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#isOver) return
    const socket = this.#socket
    this.#stop(1_000)
    if (socket === undefined || socket.readyState === socket.CONNECTING) {
      socket?.terminate()
      return
    }
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    const timer = this.#options.context.clock.after(CLOSE_MS, () => socket.terminate())
    socket.close(1_000)
    await closed
    timer.cancel()
  }

  async #open(): Promise<void> {
    const { author, context, metrics, spec } = this.#options
    const { clock, terms } = context
    metrics.attempts.add()
    const limit = this.#after(terms.openTimeoutMs, () => {
      this.#end({ statusCode: 504, message: `${this.#host} did not open a stream in time` })
    })
    try {
      const url = await spec.url(author)
      // Loaded with the first stream, since most adapters have none.
      const ws = await import('ws')
      if (this.#isOver) return
      this.#host = shownHost(url)
      this.#connect(url, ws)
      await new Promise<void>((resolve) => this.#socket?.once('open', () => resolve()))
      this.#isOpen = true
      metrics.openStreams.add(1)
      this.#aliveMs = clock.monotonicMs()
      for (const step of spec.login ?? []) await this.#takeStep(step)
      if (this.#isOver) return
      limit.cancel()
      this.#startHeart()
      this.#goLive()
    } catch (error) {
      this.#end(failureOfThrown(error, 502))
    }
  }

  #connect(url: string, ws: typeof import('ws')): void {
    const { author, context, spec } = this.#options
    assertRevealed(url)
    const options = {
      headers: revealedHeaders(spec.headers?.(author) ?? {}),
      maxPayload: context.terms.replyBytesMax,
      perMessageDeflate: spec.compress ?? false,
    }
    const protocols = [...(spec.protocols ?? [])]
    const socket = withoutUrl(() => new ws.WebSocket(url, protocols, options))
    this.#socket = socket
    socket.on('upgrade', (response) => {
      this.#transport = response.socket
    })
    socket.on('message', (data, isBinary) => this.#hear(data, isBinary))
    socket.on('ping', () => this.#noteAlive())
    socket.on('pong', () => {
      this.#hasPonged = true
      this.#noteAlive()
    })
    socket.on('unexpected-response', (request, response) => {
      const providerStatusCode = response.statusCode ?? 502
      const at = retryAtMs(response.headers['retry-after'], context.clock.now())
      const message = `${this.#host} refused the stream with ${providerStatusCode}`
      const wait = at === undefined ? {} : { retryAtMs: at }
      request.destroy()
      this.#end({ statusCode: 502, providerStatusCode, message, ...wait })
    })
    socket.on('error', () => {
      const what = this.#isOpen ? `The stream of ${this.#host} broke` : `No stream to ${this.#host}`
      this.#end({ statusCode: 502, message: what })
    })
    socket.on('close', (code, reason) => {
      const why = `${code} ${reason.toString('utf8')}`.trimEnd()
      this.#end({ statusCode: 502, message: `${this.#host} closed the stream (${why})` }, code)
    })
  }

  async #takeStep(step: LoginStep<Message, E>): Promise<void> {
    const { author } = this.#options
    if (step.send !== undefined) this.send([await step.send(author)])
    if (step.until === undefined) return
    for (;;) {
      const message = await this.#nextMessage()
      if (step.until(message, author)) return
    }
  }

  async #nextMessage(): Promise<Message> {
    for (;;) {
      const message = this.#inbox?.shift()
      if (message !== undefined) return message
      // When the connection ends first, nothing wakes it and it goes with the connection.
      await new Promise<void>((resolve) => {
        this.#wake = resolve
      })
    }
  }

  /** Joins before what came meanwhile is heard, so that it finds who waits for it. */
  #goLive(): void {
    const early = this.#inbox ?? []
    this.#inbox = undefined
    const { listener } = this.#options
    listener.ready()
    for (const message of early) listener.heard(message)
  }

  #hear(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return
    const { author, context, listener, metrics, spec } = this.#options
    this.#noteAlive()
    metrics.received.add()
    try {
      const answer = spec.reply?.(frameText(data), author)
      if (answer !== undefined) return this.send([answer])
      const decoded = decodedFrame(data, isBinary, spec.format ?? 'json')
      if (decoded === undefined) return
      // The author says what the provider sends; `hear` is isolated, and `result` checks values.
      const message = decoded as Message
      if (this.#inbox === undefined) return listener.heard(message)
      this.#inboxBytes += frameBytes(data).length
      const hasRoom = this.#inboxBytes <= context.terms.replyBytesMax
      if (hasRoom && this.#inbox.length < INBOX_MAX) this.#inbox.push(message)
      this.#wake?.()
    } catch (error) {
      metrics.streamErrors.add()
      context.log.debug('A message of a stream cannot be read', { host: this.#host, err: error })
    }
  }

  #noteAlive(): void {
    this.#aliveMs = this.#options.context.clock.monotonicMs()
  }

  #write(frame: Frame): void {
    const socket = this.#socket
    if (socket === undefined || socket.readyState !== socket.OPEN) return
    if (socket.bufferedAmount > this.#options.context.terms.replyBytesMax) {
      this.#end({ statusCode: 502, message: `${this.#host} takes nothing of what it is sent` })
      return
    }
    try {
      const encoded = encodedFrame(frame)
      this.#cork()
      socket.send(encoded)
      this.#options.metrics.sent.add()
    } catch (error) {
      this.#end(failureOfThrown(error, 500))
    }
  }

  /** All that is written in one turn of the event loop goes out together. */
  #cork(): void {
    const transport = this.#transport
    if (transport === undefined || this.#isCorked) return
    this.#isCorked = true
    transport.cork()
    setImmediate(() => {
      this.#isCorked = false
      transport.uncork()
    })
  }

  #startHeart(): void {
    const { author, context, spec } = this.#options
    const { heartbeat } = spec
    if (heartbeat !== false) {
      const everyMs = heartbeat?.everyMs ?? context.terms.heartbeatMs
      const beat = (): void => {
        if (heartbeat?.send === undefined) this.#socket?.ping()
        else this.send([heartbeat.send(author)])
        this.#after(everyMs, beat)
      }
      this.#after(everyMs, beat)
    }
    this.#watchLife()
  }

  /** Any message and any pong counts as life. */
  #watchLife(): void {
    const { context, spec } = this.#options
    const { heartbeatMs, unresponsiveMs } = context.terms
    const everyMs = (spec.heartbeat === false ? undefined : spec.heartbeat?.everyMs) ?? heartbeatMs
    const silentMsMax = this.#hasPonged
      ? Math.min(MISSED_PONGS_MAX * everyMs, unresponsiveMs)
      : unresponsiveMs
    const leftMs = this.#aliveMs + silentMsMax - context.clock.monotonicMs()
    if (leftMs <= 0) {
      this.#end({ statusCode: 504, message: `The stream of ${this.#host} has gone silent` })
    } else {
      this.#after(Math.min(leftMs, MISSED_PONGS_MAX * everyMs), () => this.#watchLife())
    }
  }

  #after(delayMs: number, call: () => void): Timer {
    const timer = this.#options.context.clock.after(delayMs, () => {
      this.#timers.delete(timer)
      if (this.#isOver) return
      try {
        call()
      } catch (error) {
        // The author's heartbeat.
        this.#end(failureOfThrown(error, 500))
      }
    })
    this.#timers.add(timer)
    return timer
  }

  #end(failure: ProviderFailure, code = 1_006): void {
    if (this.#isOver) return
    this.#stop(code)
    this.#socket?.terminate()
    this.#options.listener.ended(failure)
  }

  #stop(code: number): void {
    const { metrics } = this.#options
    this.#isOver = true
    this.#pacer.stop()
    for (const timer of this.#timers) timer.cancel()
    this.#timers.clear()
    if (this.#isOpen) metrics.openStreams.add(-1)
    metrics.closed(code)
  }
}

/** The library's own error shows the URL, which may have secrets in it. */
function withoutUrl(make: () => WebSocket): WebSocket {
  try {
    return make()
  } catch {
    throw new AdapterError('The URL, the protocols or the headers of the stream are not valid')
  }
}
