import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type Clock, systemClock } from '@kivuko/clock'
import { renderError, sendError } from './error-reply.ts'
import {
  DEFAULT_GRACE_MS,
  DEFAULT_HTTP_LIMITS,
  type HttpErrorCode,
  type HttpLimits,
  type HttpServer,
  type HttpServerBase,
  type TlsOptions,
} from './http-server.ts'
import { createServer, createTlsServer } from './node-http.ts'
import { createOperationalRoutes } from './operational-routes.ts'

/**
 * A client that was just answered may have sent its next request already: it is refused rather than
 * cut off, so that connections are closed only so long after the last answer. In real time, which
 * is the network's, whatever a test's clock does.
 */
const NEXT_REQUEST_MS = 250

/** How long a connection that has begun a request gets to be told 503, once all others are done. */
const LINGER_MS = 500

/** How often the time limits of headers and requests are checked, at most. */
const TIMEOUT_CHECK_MS = 1_000

/**
 * An HTTP server with limits, operational routes and a graceful stop; what it serves is up to
 * `serve`.
 */
export interface NodeServer extends HttpServer {
  readonly server: Server
  readonly limits: HttpLimits
  /** Whether `close` has been called: answers should then carry `Connection: close`. */
  stopping(): boolean
}

/** A server on `node:http` that calls `serve` for every request that is not operational. */
export function createNodeServer(
  options: HttpServerBase,
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): NodeServer {
  const limits = { ...DEFAULT_HTTP_LIMITS, ...options.limits }
  const answerOperational = createOperationalRoutes(options)
  const requests = createUnderway()
  const connections = createUnderway()
  let stopped: Promise<void> | undefined

  const server = createLimitedServer({ limits, tls: options.tls }, (request, response) => {
    requests.enter()
    response.once('close', requests.leave)
    const stopping = stopped !== undefined
    if (answerOperational(request, response, stopping)) return
    if (stopping) refuse(options, response)
    else serve(request, response)
  })
  server.on('clientError', (error, socket) => answerMalformed(options, error, socket))
  server.on('connection', (socket) => {
    connections.enter()
    socket.once('close', connections.leave)
  })

  const close = ({ graceMs }: { readonly graceMs: number }): Promise<void> => {
    stopped ??= stop({ server, clock: options.clock, requests, connections, graceMs })
    return stopped
  }
  return {
    server,
    limits,
    stopping: () => stopped !== undefined,
    listen: (address) => listen(server, address),
    close,
    [Symbol.asyncDispose]: () => close({ graceMs: DEFAULT_GRACE_MS }),
  }
}

function createLimitedServer(
  { limits, tls }: { readonly limits: HttpLimits; readonly tls: TlsOptions | undefined },
  onRequest: (request: IncomingMessage, response: ServerResponse) => void,
): Server {
  const options = {
    maxHeaderSize: limits.headerBytesMax,
    headersTimeout: Math.min(limits.headersTimeoutMs, limits.requestTimeoutMs),
    requestTimeout: limits.requestTimeoutMs,
    keepAliveTimeout: limits.keepAliveMs,
    connectionsCheckingInterval: Math.min(limits.headersTimeoutMs, TIMEOUT_CHECK_MS),
    noDelay: true,
    keepAlive: true,
  }
  const server =
    tls === undefined
      ? createServer(options, onRequest)
      : createTlsServer({ ...options, ...tlsSettings(tls) }, onRequest)
  server.maxHeadersCount = limits.headerCountMax
  server.maxConnections = limits.connectionsMax
  return server
}

function tlsSettings({ key, passphrase, certificate, clientAuthority }: TlsOptions) {
  return {
    key: key.reveal(),
    cert: certificate,
    ...(passphrase === undefined ? {} : { passphrase: passphrase.reveal() }),
    ...(clientAuthority === undefined
      ? {}
      : { ca: clientAuthority, requestCert: true, rejectUnauthorized: true }),
  }
}

function listen(
  server: Server,
  address: { readonly host: string; readonly port: number },
): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(address, () => {
      server.off('error', reject)
      // A server that listens on a host and a port has such an address.
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function stop(options: {
  readonly server: Server
  readonly clock: Clock
  readonly requests: Underway
  readonly connections: Underway
  readonly graceMs: number
}): Promise<void> {
  const { server, clock, requests, connections, graceMs } = options
  const deadlineMs = clock.monotonicMs() + graceMs
  await within(clock, graceMs, requests.whenIdle())
  const leftMs = Math.max(0, deadlineMs - clock.monotonicMs())
  await within(systemClock, Math.min(NEXT_REQUEST_MS, leftMs), connections.whenIdle())
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  await within(clock, Math.min(LINGER_MS, deadlineMs - clock.monotonicMs()), closed)
  server.closeAllConnections()
  await closed
}

/** Waits for `done`, but no longer than `ms`. */
function within(clock: Clock, ms: number, done: Promise<void>): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, resolve)
    done.then(resolve, reject).finally(() => timer.cancel())
  })
}

interface Underway {
  enter(): void
  leave(): void
  whenIdle(): Promise<void>
}

/** Counts what is underway: requests, connections. */
function createUnderway(): Underway {
  let count = 0
  let onIdle: (() => void) | undefined
  return {
    enter: () => {
      count += 1
    },
    leave: () => {
      count -= 1
      if (count === 0) onIdle?.()
    },
    whenIdle: () =>
      new Promise((resolve) => {
        if (count === 0) resolve()
        else onIdle = resolve
      }),
  }
}

function refuse(options: HttpServerBase, response: ServerResponse): void {
  response.setHeader('connection', 'close')
  sendError(response, renderError(options, { status: 503, code: 'unavailable' }))
}

/** The reply to bytes that are not a request, for which there is no response object. */
function answerMalformed(options: HttpServerBase, error: Error, socket: Duplex): void {
  const code = 'code' in error ? error.code : undefined
  if (code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, type, body } = renderError(options, refusalOf(code))
  socket.end(
    `HTTP/1.1 ${status} ${REASONS[status]}\r\nConnection: close\r\nContent-Type: ${type}\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  )
}

const REASONS: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  408: 'Request Timeout',
  431: 'Request Header Fields Too Large',
}

function refusalOf(code: unknown): { readonly status: number; readonly code: HttpErrorCode } {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return { status: 408, code: 'request_timeout' }
    case 'HPE_HEADER_OVERFLOW':
      return { status: 431, code: 'headers_too_large' }
    default:
      return { status: 400, code: 'bad_request' }
  }
}
