import type { KeyObject } from 'node:crypto'
import type { Clock } from '@kivuko/clock'
import { type HttpClient, HttpRequestError } from '@kivuko/http'
import { callableUrl } from '@kivuko/open-payments'
import { signRequest } from '@kivuko/signatures'
import type { PaymentSettings } from '../payment-settings.ts'

/** How long another server may take to answer. */
const openPaymentsRequestMsMax = 10_000

/** The longest answer that is read. */
const openPaymentsBodyBytesMax = 65_536

/** A request to another server's Open Payments or authorization API. */
export interface OpenPaymentsRequest {
  readonly method: 'GET' | 'POST'
  /** As resources call themselves; in development it is called by http. */
  readonly url: string
  readonly token?: string
  readonly body?: unknown
}

/** What a server answered. */
export interface OpenPaymentsReply {
  readonly status: number
  /** The body as JSON; `undefined` when it is none. */
  readonly json: unknown
}

/** There is no answer that tells anything: the request may be made again later. */
export interface NoReply {
  readonly unavailable: string
}

/** The node as a client of other servers; its requests are signed with its key (RFC 9421). */
export interface OpenPaymentsClient {
  /** Faults of the network and of the server itself (429, 5xx) are `NoReply`. */
  request(request: OpenPaymentsRequest): Promise<OpenPaymentsReply | NoReply>
}

/** The key by which other servers know the node. */
export interface ClientKey {
  readonly key: KeyObject
  readonly keyId: string
}

/** Makes the client. */
export function createOpenPaymentsClient(options: {
  http: HttpClient
  clientKey: ClientKey
  clock: Clock
  settings: Pick<PaymentSettings, 'callHttp'>
}): OpenPaymentsClient {
  const { http, clock, clientKey, settings } = options
  return {
    async request({ method, url, token, body }) {
      const target = URL.parse(callableUrl(url, { useHttp: settings.callHttp }))?.href
      if (target === undefined) return { unavailable: 'not a URL' }
      const text = body === undefined ? undefined : JSON.stringify(body)
      const headers = {
        accept: 'application/json',
        ...(token !== undefined && { authorization: `GNAP ${token}` }),
      }
      // What is signed is the URL that is really requested.
      const unsigned = { method, url: target, headers, ...(text !== undefined && { body: text }) }
      const createdSec = Math.floor(clock.now() / 1_000)
      const signature = signRequest(unsigned, { ...clientKey, createdSec })
      try {
        const reply = await http.request({
          ...unsigned,
          headers: { ...headers, ...signature },
          timeoutMs: openPaymentsRequestMsMax,
          maxBodyBytes: openPaymentsBodyBytesMax,
        })
        if (isServersFault(reply.status)) return { unavailable: `status ${reply.status}` }
        return { status: reply.status, json: parseJson(reply.body) }
      } catch (error) {
        if (error instanceof HttpRequestError) return { unavailable: error.message }
        throw error
      }
    },
  }
}

function isServersFault(status: number): boolean {
  return status >= 500 || status === 429 || status === 408
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString())
  } catch {
    return undefined
  }
}
