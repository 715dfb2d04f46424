import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http'
import type { Counter } from '@kivuko/metrics'
import { collectBytes } from './collect-bytes.ts'
import { renderError, sendError } from './error-reply.ts'
import type { HttpServer, HttpServerBase } from './http-server.ts'
import { createNodeServer, type NodeServer } from './node-server.ts'

/** A whole request. */
export interface RawRequest {
  readonly method: string
  /** Path and query, as they came. */
  readonly url: string
  /** Names in lower case. */
  readonly headers: IncomingHttpHeaders
  /** Belongs to the handler, which may change it. */
  readonly body: Buffer
}

/** A whole response. */
export interface RawReply {
  readonly status: number
  /** `Content-Length`, `Connection` and `Date` are added. */
  readonly headers: Readonly<Record<string, string>>
  /** A text goes out as UTF-8, in one write with the headers: quicker than bytes. */
  readonly body: Buffer | string
}

/** Answers a request. What it throws is a bug: logged, and answered 500. */
export type RawHandler = (request: RawRequest) => RawReply | Promise<RawReply>

/** What a raw server needs. */
export interface RawHttpServerOptions extends HttpServerBase {
  readonly handler: RawHandler
}

/**
 * A server for many small requests: `node:http` with nothing in between, every method and path
 * given to one handler; operational routes and graceful stop as in `createHttpServer`.
 */
export function createRawHttpServer(options: RawHttpServerOptions): HttpServer {
  const count = countByStatus(options)
  const node: NodeServer = createNodeServer(options, (request, response) => {
    collectBody(request, node.limits.bodyBytesMax, {
      onBody: (body) => answer(request, response, body),
      onTooLarge: () => {
        count(413)
        // The rest of the body is not worth reading.
        response.setHeader('connection', 'close')
        sendError(response, renderError(options, { status: 413, code: 'body_too_large' }))
      },
    })
  })

  // A reply that is there at once costs no promise: at tens of thousands a second that is felt.
  const answer = (
    { method = '', url = '', headers }: IncomingMessage,
    response: ServerResponse,
    body: Buffer,
  ): void => {
    const succeed = (reply: RawReply): void => {
      send(response, reply, node.stopping())
      count(reply.status)
    }
    const fail = (err: unknown): void => {
      count(500)
      options.log.error('A request failed', { server: options.name, err })
      sendError(response, renderError(options, { status: 500, code: 'internal_error' }))
    }
    try {
      const reply = options.handler({ method, url, headers, body })
      if (reply instanceof Promise) void reply.then(succeed).catch(fail)
      else succeed(reply)
    } catch (err) {
      fail(err)
    }
  }
  return node
}

/** Calls one of `then` once, or none when the client goes away first. */
function collectBody(
  request: IncomingMessage,
  bytesMax: number,
  then: { readonly onBody: (body: Buffer) => void; readonly onTooLarge: () => void },
): void {
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) {
    then.onTooLarge()
    return
  }
  const body = collectBytes(bytesMax)
  let isTooLarge = false
  request.on('data', (chunk: Buffer) => {
    if (isTooLarge) return
    isTooLarge = body.length + chunk.length > bytesMax
    if (isTooLarge) then.onTooLarge()
    else body.add(chunk)
  })
  request.on('end', () => {
    if (!isTooLarge) then.onBody(body.whole())
  })
}

function send(response: ServerResponse, reply: RawReply, stopping: boolean): void {
  const headers: Record<string, string | number> = { ...reply.headers }
  headers['content-length'] = Buffer.byteLength(reply.body)
  if (stopping) headers['connection'] = 'close'
  response.writeHead(reply.status, headers)
  response.end(reply.body)
}

function countByStatus({ name, metrics }: RawHttpServerOptions): (status: number) => void {
  const counters = new Map<number, Counter>()
  return (status) => {
    let counter = counters.get(status)
    if (counter === undefined) {
      const labels = { server: name, method: 'any', route: 'any', status: String(status) }
      const help = 'Requests answered.'
      counter = metrics.counter({ name: 'kivuko_http_requests_total', help, labels })
      counters.set(status, counter)
    }
    counter.add()
  }
}
