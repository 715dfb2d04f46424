/** One request. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS'
  /** An absolute `http:` or `https:` URL; a fragment is not sent. */
  readonly url: string | URL
  readonly headers?: Readonly<Record<string, string>>
  /** Text is sent as UTF-8. The content type is up to the caller. */
  readonly body?: string | Uint8Array
  /** From the call to the last byte of the answer. */
  readonly timeoutMs?: number
  /** An answer that is longer fails the request. */
  readonly maxBodyBytes?: number
  /** Gives up when aborted. */
  readonly signal?: AbortSignal
}

/** An answer, whatever its status: redirects are answers too and are never followed. */
export interface HttpResponse {
  readonly status: number
  /** Names in lower case. A header that came more than once is a list. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>
  readonly body: Buffer
}

/** A client that keeps connections alive, with a pool of limited size for each origin. */
export interface HttpClient extends AsyncDisposable {
  /** Throws `HttpRequestError` when there is no whole answer. */
  request(request: HttpRequest): Promise<HttpResponse>
}

/**
 * Why there is no answer: `invalid` = the URL, a header or the address must not be used; `busy` = a
 * limit of the client is reached; `connect` = no connection (name lookup, TCP, TLS); `timeout`,
 * `aborted` = given up; `body_too_large`; `broken` = the connection or the protocol failed
 * underway; `closed` = the client had been closed.
 */
export type HttpRequestFailure =
  | 'invalid'
  | 'busy'
  | 'connect'
  | 'timeout'
  | 'aborted'
  | 'body_too_large'
  | 'broken'
  | 'closed'

/** A request without an answer. */
export class HttpRequestError extends Error {
  readonly failure: HttpRequestFailure
  /**
   * Whether the request may have reached the server. False is certain: nothing of it was handed to
   * a connection, so repeating it cannot do a thing twice.
   */
  readonly sent: boolean

  constructor(message: string, details: HttpRequestErrorDetails) {
    super(message, { cause: details.cause })
    this.name = 'HttpRequestError'
    this.failure = details.failure
    this.sent = details.sent
  }
}

/** What an `HttpRequestError` knows. */
export interface HttpRequestErrorDetails {
  readonly failure: HttpRequestFailure
  readonly sent: boolean
  readonly cause?: unknown
}
