import type { HttpRequest } from '@kivuko/http'
import type { Clock, Timer } from '@kivuko/clock'
import type { Dispatcher } from 'undici'
import type { ProviderFailure } from '../outcome.ts'
import { shownHost } from './http-ask.ts'
import { createEventParser, type EventParser, type ServerEvent } from './parse-events.ts'
import { retryAtMs } from './retry-after.ts'
import type { SourceTerms } from './source-definition.ts'

/** Who follows a stream. */
export interface EventListener {
  ready(): void
  heard(event: ServerEvent): void
  /** It is over, and nobody asked for it. */
  ended(failure: ProviderFailure): void
}

/** What one stream is made of. */
export interface EventStreamOptions {
  readonly clock: Clock
  readonly dispatcher: Dispatcher
  readonly request: HttpRequest
  /** Of the stream before; empty without one. */
  readonly lastEventId: string
  readonly terms: Pick<SourceTerms, 'openTimeoutMs' | 'replyBytesMax' | 'unresponsiveMs'>
  readonly listener: EventListener
}

/** One response of `text/event-stream`, from its request to its end; it is never opened again. */
export class EventStream implements Disposable {
  readonly #options: EventStreamOptions
  readonly #parser: EventParser
  readonly #host: string
  #controller: Dispatcher.DispatchController | undefined
  #timer: Timer
  #isOver = false

  constructor(options: EventStreamOptions) {
    const { clock, lastEventId, request, terms } = options
    this.#options = options
    this.#host = shownHost(request.url)
    this.#parser = createEventParser({ lastEventId, eventLengthMax: terms.replyBytesMax })
    this.#timer = clock.after(terms.openTimeoutMs, () => {
      this.#end({ statusCode: 504, message: `${this.#host} did not open a stream in time` })
    })
    // Not within the constructor: it may fail at once, and then nobody would know the stream yet.
    queueMicrotask(() => this.#send())
  }

  get lastEventId(): string {
    return this.#parser.lastEventId
  }

  /** How long the server wants to be left alone before the next one. */
  get retryMs(): number | undefined {
    return this.#parser.retryMs
  }

  /** Hangs up; the listener is told nothing any more. */
  [Symbol.dispose](): void {
    this.#stop(new Error('Nobody listens any more'))
  }

  #send(): void {
    if (this.#isOver) return
    const { dispatcher, lastEventId, request } = this.#options
    const url = new URL(request.url)
    const { body, headers } = request
    dispatcher.dispatch(
      {
        origin: url.origin,
        path: url.pathname + url.search,
        method: request.method,
        headers: {
          ...headers,
          accept: 'text/event-stream',
          'cache-control': 'no-store',
          ...(lastEventId === '' ? {} : { 'last-event-id': encodedId(lastEventId) }),
        },
        body: body === undefined || body.length === 0 ? null : body,
      },
      this.#handler(),
    )
  }

  #handler(): Dispatcher.DispatchHandler {
    const { listener } = this.#options
    return {
      onRequestStart: (controller) => {
        if (this.#isOver) throw new Error('Given up before it was sent')
        this.#controller = controller
      },
      onResponseStart: (_controller, status, headers) => {
        if (this.#isOver) return
        const failure = this.#refusal(status, headers)
        if (failure !== undefined) return this.#end(failure)
        this.#watchLife()
        listener.ready()
      },
      onResponseData: (_controller, piece) => {
        if (this.#isOver) return
        this.#watchLife()
        this.#take(piece)
      },
      onResponseEnd: () => {
        this.#end({ statusCode: 502, message: `${this.#host} ended the stream` })
      },
      onResponseError: () => {
        const what = this.#controller === undefined ? 'No stream to' : 'The stream broke of'
        this.#end({ statusCode: 502, message: `${what} ${this.#host}` })
      },
    }
  }

  #refusal(
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): ProviderFailure | undefined {
    const type = String(headers['content-type'] ?? '')
    if (status === 200 && /^text\/event-stream\b/i.test(type)) return undefined
    if (status === 200) {
      return { statusCode: 502, message: `${this.#host} answered with no stream of events` }
    }
    const at = retryAtMs(headers['retry-after'], this.#options.clock.now())
    return {
      statusCode: 502,
      providerStatusCode: status,
      message: `${this.#host} refused the stream with ${status}`,
      ...(at === undefined ? {} : { retryAtMs: at }),
    }
  }

  #take(piece: Uint8Array): void {
    let events: ServerEvent[]
    try {
      events = this.#parser.push(piece)
    } catch {
      this.#end({ statusCode: 502, message: `An event of ${this.#host} is too long` })
      return
    }
    for (const event of events) if (!this.#isOver) this.#options.listener.heard(event)
  }

  /** Comments are life too: that is what servers send them for. */
  #watchLife(): void {
    const { clock, terms } = this.#options
    this.#timer.cancel()
    this.#timer = clock.after(terms.unresponsiveMs, () => {
      this.#end({ statusCode: 504, message: `The stream of ${this.#host} has gone silent` })
    })
  }

  #end(failure: ProviderFailure): void {
    if (this.#isOver) return
    this.#stop(new Error(failure.message))
    this.#options.listener.ended(failure)
  }

  #stop(reason: Error): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#timer.cancel()
    this.#controller?.abort(reason)
  }
}

/** Header values are bytes: UTF-8, as browsers send it. */
function encodedId(id: string): string {
  return Buffer.from(id, 'utf8').toString('latin1')
}
