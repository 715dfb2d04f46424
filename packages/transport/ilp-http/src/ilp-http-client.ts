import type { Clock } from '@kivuko/clock'
import { createTimerWheel } from '@kivuko/connector'
import type { Endpoint } from '@kivuko/connector'
import type { Secret } from '@kivuko/log'
import { Pool } from 'undici'
import { createExchange } from './exchange.ts'
import type { Exchange } from './exchange.ts'
import { connectionsMax, connectMsMax, lateReplyMs, requestMsMax } from './limits.ts'

/** Where a peer takes packets, and the token that it knows us by. */
export interface IlpHttpAddress {
  /** An absolute URL of http or https. */
  readonly url: string
  readonly token: Secret
}

/** Sends packets over HTTP (RFC 35, synchronous). */
export interface IlpHttpClient {
  /**
   * Opens an endpoint with connections of its own, which are made when needed and kept. Disposing
   * it takes no more packets and waits for those underway. Throws when the URL is none of http or
   * https.
   */
  open(address: IlpHttpAddress): Endpoint & AsyncDisposable
}

/** What the client needs. */
export interface IlpHttpClientOptions {
  readonly clock: Clock
  /** Connections of each endpoint; `connectionsMax` if left out. */
  readonly connections?: number
}

/** Makes a client. */
export function createIlpHttpClient(options: IlpHttpClientOptions): IlpHttpClient {
  const { clock, connections = connectionsMax } = options
  const wheel = createTimerWheel<Exchange>(clock, (exchange) => exchange.giveUp())
  return {
    open: ({ url, token }) => {
      const { origin, path } = parseUrl(url)
      const pool = createPool(origin, connections)
      const headers = [
        'authorization',
        `Bearer ${token.reveal()}`,
        'content-type',
        'application/octet-stream',
      ]
      let closed: Promise<void> | undefined
      return {
        send: (prepare, expiresAtMs, done) => {
          const leftMs = expiresAtMs - clock.now() + lateReplyMs
          const exchange = createExchange({ clock, wheel, expiresAtMs, done })
          wheel.set(exchange, Math.min(leftMs, requestMsMax))
          pool.dispatch({ path, method: 'POST', headers, body: prepare }, exchange.handler)
        },
        [Symbol.asyncDispose]: () => (closed ??= pool.close()),
      }
    },
  }
}

function parseUrl(text: string): { readonly origin: string; readonly path: string } {
  const url = URL.parse(text)
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new RangeError('a peer needs an absolute URL of http or https')
  }
  return { origin: url.origin, path: url.pathname + url.search }
}

function createPool(origin: string, connections: number): Pool {
  return new Pool(origin, {
    connections,
    // One packet at a time on a connection: a slow one must not hold up others.
    pipelining: 1,
    allowH2: false,
    connect: { timeout: connectMsMax },
    // The exchange has one time limit for all.
    headersTimeout: 0,
    bodyTimeout: 0,
  })
}
