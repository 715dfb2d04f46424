import type { Clock } from '@kivuko/clock'
import type { Log, Secret } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'

/** Limits of a server. What a client sends beyond them is refused. */
export interface HttpLimits {
  /** A longer body is answered 413. */
  readonly bodyBytesMax: number
  /** All headers together; more is answered 431. */
  readonly headerBytesMax: number
  readonly headerCountMax: number
  /** From the first byte of a request to the end of its headers; 408 after it. */
  readonly headersTimeoutMs: number
  /** From the first byte of a request to the end of its body; 408 after it. */
  readonly requestTimeoutMs: number
  /** How long a connection may rest between two requests. */
  readonly keepAliveMs: number
  /** Connections beyond it are dropped at once. */
  readonly connectionsMax: number
}

/** The limits that hold where nothing else is said. */
export const DEFAULT_HTTP_LIMITS: HttpLimits = {
  // A GraphQL request or a resource with its metadata is a few kilobytes.
  bodyBytesMax: 1_048_576,
  // Signatures and tokens are long, cookies are few.
  headerBytesMax: 16_384,
  // Clients and proxies together send about thirty.
  headerCountMax: 100,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  // Longer than the 60 seconds of common load balancers: the side that reuses must give up first.
  keepAliveMs: 72_000,
  // Below the open files that common systems allow a process.
  connectionsMax: 10_000,
}

/** How long `close` waits for requests underway where nothing else is said. */
export const DEFAULT_GRACE_MS = 10_000

/** Something that must work for the server to be of use: a database, say. */
export interface Probe {
  readonly name: string
  /** Rejects when it does not work. */
  check(): Promise<unknown>
}

/** What the server itself answers with, before and beside its routes. */
export type HttpErrorCode =
  | 'bad_request'
  | 'invalid_json'
  | 'not_found'
  | 'request_timeout'
  | 'body_too_large'
  | 'unsupported_media_type'
  | 'headers_too_large'
  | 'internal_error'
  | 'unavailable'

/** What a server shows of itself over TLS, and asks of clients. All of it is PEM. */
export interface TlsOptions {
  readonly key: Secret
  readonly passphrase?: Secret | undefined
  readonly certificate: string
  /** Clients must show a certificate that this authority signed, where it is given. */
  readonly clientAuthority?: string | undefined
}

/** What every kind of server needs. */
export interface HttpServerBase {
  /** Which server of the node it is, in logs and metrics: `open-payments`, `auth-admin`. */
  readonly name: string
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /**
   * What an error looks like on this interface: a text is sent as it is, all else as JSON.
   * `message` tells a client what it did wrong, and nothing about the inside of the node.
   */
  readonly errorBody: (status: number, code: HttpErrorCode, message: string) => unknown
  readonly probes?: readonly Probe[]
  readonly limits?: Partial<HttpLimits>
  /** Plain HTTP if left out. */
  readonly tls?: TlsOptions | undefined
  /** Whether `GET /metrics` answers; true if left out. Off on ports that the public reaches. */
  readonly metricsRoute?: boolean
}

/**
 * A server that can be started once and stopped. `await using` stops it with `DEFAULT_GRACE_MS`.
 */
export interface HttpServer extends AsyncDisposable {
  /** Resolves with the port, which is a free one for port 0. */
  listen(address: { readonly host: string; readonly port: number }): Promise<number>
  /**
   * Stops gracefully: readiness goes false, new requests are answered 503 with `Connection: close`,
   * requests underway finish, then connections are closed; by force after `graceMs`. Idempotent.
   */
  close(options: { readonly graceMs: number }): Promise<void>
}
