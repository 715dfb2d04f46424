import type { HttpErrorCode } from '../http-server.ts'
import { InvalidJsonError } from './json-body.ts'

/** What a client is told about a request of its own making that cannot be served. */
export interface Refusal {
  readonly status: number
  readonly code: HttpErrorCode
  /** Left out where the usual text of the code says it all. */
  readonly message?: string
}

/**
 * What a thrown error says about the request: errors of the framework and its plugins that carry a
 * status of 4xx. Undefined: it says nothing about the request, something is wrong here.
 */
export function refusalOf(error: unknown): Refusal | undefined {
  if (error instanceof InvalidJsonError) return { status: 400, code: 'invalid_json' }
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined
  const { statusCode: status, message } = error
  switch (status) {
    case 404:
      return { status, code: 'not_found' }
    case 408:
      return { status, code: 'request_timeout' }
    case 413:
      return { status, code: 'body_too_large' }
    case 415:
      return { status, code: 'unsupported_media_type' }
    case 431:
      return { status, code: 'headers_too_large' }
    default:
      return typeof status === 'number' && status >= 400 && status < 500
        ? { status, code: 'bad_request', message }
        : undefined
  }
}
