import type { Clock } from '@kivuko/clock'
import type { Agent, Dispatcher } from 'undici'
import { createGuardedConnect } from './guarded-connect.ts'
import {
  type HttpClient,
  type HttpRequest,
  HttpRequestError,
  type HttpResponse,
} from './http-client.ts'
import { createExchange } from './http-exchange.ts'
import { createAgent } from './undici-agent.ts'

/** What a client needs, and its limits. */
export interface HttpClientOptions {
  readonly clock: Clock
  /** Connections to one origin; further requests wait for one. 64 if left out. */
  readonly connectionsPerOrigin?: number
  /**
   * Origins with a connection at the same time; requests to further ones fail. 1,000 if left out.
   */
  readonly originsMax?: number
  /** For name lookup, TCP and TLS together. 5 seconds if left out. */
  readonly connectTimeoutMs?: number
  /** For requests that do not say otherwise. 30 seconds if left out. */
  readonly timeoutMs?: number
  /** For requests that do not say otherwise. 1 MiB if left out. */
  readonly maxBodyBytes?: number
  /**
   * Requests underway at the same time, waiting ones too; further ones fail. 10,000 if left out.
   */
  readonly requestsMax?: number
  /**
   * Whether an IP address may be connected to; any may if left out. Asked after the name lookup, so
   * a name cannot stand for another address later. See `isPublicAddress`.
   */
  readonly mayConnect?: (address: string) => boolean
}

/** Enough for the packets of one peer at 20 ms round trip and 3,000 a second. */
const CONNECTIONS_PER_ORIGIN = 64

/** Wallets of strangers live on many origins; more at once than this is an attack. */
const ORIGINS_MAX = 1_000

/** Name lookup, TCP and TLS take under a second where they work at all. */
const CONNECT_TIMEOUT_MS = 5_000

/** Peers wait 30 seconds for a packet's reply, the longest that anybody waits. */
const TIMEOUT_MS = 30_000

/** Open Payments resources and rates are a few kilobytes; pages of them, a few hundred. */
const MAX_BODY_BYTES = 1_048_576

/** A longer queue would only time out later. */
const REQUESTS_MAX = 10_000

/**
 * An idle connection is closed after this time, before common servers close it under a new request.
 */
const KEEP_ALIVE_MS = 4_000

/** A server that promises to keep a connection for longer is believed up to this time. */
const KEEP_ALIVE_MS_MAX = 60_000

/** All headers of an answer together. */
const HEADER_BYTES_MAX = 16_384

/** A client with no connections yet. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const { clock, timeoutMs = TIMEOUT_MS, maxBodyBytes = MAX_BODY_BYTES } = options
  const agent = createClientAgent(options)
  let underway = 0

  const send = async (request: HttpRequest): Promise<HttpResponse> => {
    const dispatched = dispatchOptions(request)
    if (request.signal?.aborted === true) {
      throw notSent('aborted', 'Aborted before it was sent', request.signal.reason)
    }
    if (underway >= (options.requestsMax ?? REQUESTS_MAX)) {
      throw notSent('busy', `${underway} requests are underway already`)
    }
    underway += 1
    try {
      return await new Promise((resolve, reject) => {
        const limits = { timeoutMs, maxBodyBytes, ...definedLimits(request) }
        agent.dispatch(dispatched, createExchange({ clock, limits, resolve, reject }))
      })
    } finally {
      underway -= 1
    }
  }
  return { request: send, [Symbol.asyncDispose]: () => agent.close() }
}

function createClientAgent(options: HttpClientOptions): Agent {
  return createAgent({
    connections: options.connectionsPerOrigin ?? CONNECTIONS_PER_ORIGIN,
    maxOrigins: options.originsMax ?? ORIGINS_MAX,
    connect: createGuardedConnect({
      timeoutMs: options.connectTimeoutMs ?? CONNECT_TIMEOUT_MS,
      mayConnect: options.mayConnect ?? (() => true),
    }),
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    keepAliveMaxTimeout: KEEP_ALIVE_MS_MAX,
    maxHeaderSize: HEADER_BYTES_MAX,
    // The exchange has one time limit for all.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}

function dispatchOptions(request: HttpRequest): Dispatcher.DispatchOptions {
  const { method, headers = {}, body } = request
  const url = typeof request.url === 'string' ? parseUrl(request.url) : request.url
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw notSent('invalid', `Not a URL of http or https: ${url.protocol}`)
  }
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method,
    headers,
    body: body === undefined || body.length === 0 ? null : body,
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text)
  if (url === null) throw notSent('invalid', 'Not an absolute URL')
  return url
}

function definedLimits({ timeoutMs, maxBodyBytes, signal }: HttpRequest) {
  return {
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }),
    ...(signal === undefined ? {} : { signal }),
  }
}

function notSent(
  failure: 'invalid' | 'aborted' | 'busy',
  message: string,
  cause?: unknown,
): HttpRequestError {
  return new HttpRequestError(message, { failure, sent: false, cause })
}
