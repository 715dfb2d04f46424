import type { Clock } from '@kivuko/clock'
import type { Connector } from '@kivuko/connector'
import { createRawHttpServer } from '@kivuko/http'
import type { HttpLimits, HttpServer, Probe, RawReply, RawRequest } from '@kivuko/http'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import { prepareBytesMax } from './limits.ts'

/** What the server needs. */
export interface IlpHttpServerOptions {
  readonly connector: Pick<Connector, 'handle'>
  /** The peer that a bearer token belongs to. Called for each packet: an answer from memory. */
  readonly authenticate: (token: string) => string | undefined
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly probes?: readonly Probe[]
  readonly limits?: Partial<HttpLimits>
}

/**
 * ILP over HTTP (RFC 35, synchronous): `POST` to any path with a bearer token and a Prepare as
 * `application/octet-stream`; answered 200 with a Fulfill or Reject. Other methods get 405, tokens
 * that belong to nobody 401, other content types 400, longer bodies 413. A body that is no Prepare
 * gets 200 with F01: it is the packet that is wrong, and its sender understands Rejects.
 */
export function createIlpHttpServer(options: IlpHttpServerOptions): HttpServer {
  const { connector, authenticate, ...base } = options
  return createRawHttpServer({
    ...base,
    name: 'connector',
    limits: { bodyBytesMax: prepareBytesMax, ...options.limits },
    errorBody: (_status, _code, message) => message,
    handler: (request) => {
      if (request.method !== 'POST') return refusals.method
      const token = bearerTokenOf(request)
      const peerId = token === undefined ? undefined : authenticate(token)
      if (peerId === undefined) return refusals.token
      if (!isOctetStream(request)) return refusals.contentType
      return new Promise((resolve) => {
        connector.handle(peerId, request.body, (bytes) => resolve(replyWith(bytes)))
      })
    },
  })
}

const bearer = /^Bearer +([^ ]+) *$/i

function bearerTokenOf({ headers }: RawRequest): string | undefined {
  return bearer.exec(headers.authorization ?? '')?.[1]
}

const octetStream = 'application/octet-stream'

/** The name in drafts of RFC 35, which `ilp-plugin-http` and other senders still give. */
const ilpOctetStream = 'application/ilp+octet-stream'

function isOctetStream({ headers }: RawRequest): boolean {
  const type = headers['content-type'] ?? ''
  if (type === octetStream) return true
  const name = type.split(';')[0]?.trim().toLowerCase()
  return name === octetStream || name === ilpOctetStream
}

const replyHeaders = { 'content-type': octetStream }

function replyWith(bytes: Uint8Array): RawReply {
  const { buffer, byteOffset, byteLength } = bytes
  const body = Buffer.isBuffer(bytes) ? bytes : Buffer.from(buffer, byteOffset, byteLength)
  return { status: 200, headers: replyHeaders, body }
}

const refusals = {
  method: refusal(405, 'Use POST', { allow: 'POST' }),
  token: refusal(401, 'Unknown token', { 'www-authenticate': 'Bearer' }),
  contentType: refusal(400, `The content type must be ${octetStream}`),
}

function refusal(status: number, message: string, headers: RawReply['headers'] = {}): RawReply {
  const type = { 'content-type': 'text/plain; charset=utf-8' }
  return { status, headers: { ...type, ...headers }, body: Buffer.from(message) }
}
