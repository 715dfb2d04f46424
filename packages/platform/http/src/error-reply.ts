import type { ServerResponse } from 'node:http'
import type { HttpErrorCode, HttpServerBase } from './http-server.ts'

/** An error in the format of its interface, ready to be sent. */
export interface ErrorReply {
  readonly status: number
  /** The content type. */
  readonly type: string
  readonly body: string
}

/** What is said where the cause has no words of its own that a client may see. */
const MESSAGES: Readonly<Record<HttpErrorCode, string>> = {
  bad_request: 'Bad Request',
  invalid_json: 'The body is not valid JSON',
  not_found: 'Not Found',
  request_timeout: 'Request Timeout',
  body_too_large: 'The body is too large',
  unsupported_media_type: 'Unsupported Media Type',
  headers_too_large: 'The headers are too large',
  internal_error: 'Internal Server Error',
  unavailable: 'Service Unavailable',
}

/** Puts an error into the format of its interface. */
export function renderError(
  { errorBody }: Pick<HttpServerBase, 'errorBody'>,
  error: { readonly status: number; readonly code: HttpErrorCode; readonly message?: string },
): ErrorReply {
  const content = errorBody(error.status, error.code, error.message ?? MESSAGES[error.code])
  return typeof content === 'string'
    ? { status: error.status, type: 'text/plain; charset=utf-8', body: content }
    : {
        status: error.status,
        type: 'application/json; charset=utf-8',
        body: JSON.stringify(content),
      }
}

/** Sends an error as the whole response. */
export function sendError(response: ServerResponse, { status, type, body }: ErrorReply): void {
  response.setHeader('content-type', type)
  response.setHeader('content-length', Buffer.byteLength(body))
  response.writeHead(status)
  response.end(body)
}
