import type { Clock } from '@kivuko/clock'
import type { Dispatcher } from 'undici'
import { collectBytes } from './collect-bytes.ts'
import { HttpRequestError, type HttpRequestFailure, type HttpResponse } from './http-client.ts'

/** Where an exchange ends. */
export interface ExchangeOptions {
  readonly clock: Clock
  readonly limits: {
    readonly timeoutMs: number
    readonly maxBodyBytes: number
    readonly signal?: AbortSignal
  }
  readonly resolve: (response: HttpResponse) => void
  readonly reject: (error: HttpRequestError) => void
}

/**
 * Follows one request to its answer or its failure, and calls `resolve` or `reject` once. undici
 * calls `onRequestStart` when a connection is there and nothing is written yet, which is what tells
 * a request that was not sent from one that may have been.
 */
export function createExchange(options: ExchangeOptions): Dispatcher.DispatchHandler {
  const { clock, limits, resolve, reject } = options
  let controller: Dispatcher.DispatchController | undefined
  let over = false
  let status = 0
  let headers: HttpResponse['headers'] = {}
  const body = collectBytes(limits.maxBodyBytes)

  const finish = (): void => {
    over = true
    timer.cancel()
    limits.signal?.removeEventListener('abort', onAbort)
  }
  const fail = (failure: HttpRequestFailure, message: string, cause?: unknown): void => {
    if (over) return
    finish()
    const error = new HttpRequestError(message, { failure, sent: controller !== undefined, cause })
    reject(error)
    controller?.abort(error)
  }
  const onAbort = (): void => fail('aborted', 'Aborted', limits.signal?.reason)
  const timer = clock.after(limits.timeoutMs, () => {
    fail('timeout', `No answer within ${limits.timeoutMs} ms`)
  })
  limits.signal?.addEventListener('abort', onAbort, { once: true })

  return {
    onRequestStart: (started) => {
      // Given up while it waited for a connection: throwing leaves the connection to the next
      // request.
      if (over) throw new Error('Given up before it was sent')
      controller = started
    },
    onResponseStart: (_controller, statusCode, responseHeaders) => {
      status = statusCode
      headers = responseHeaders
    },
    onResponseData: (_controller, chunk) => {
      if (body.length + chunk.length > limits.maxBodyBytes) {
        fail('body_too_large', `The answer is longer than ${limits.maxBodyBytes} bytes`)
      } else body.add(chunk)
    },
    onResponseEnd: () => {
      if (over) return
      finish()
      resolve({ status, headers, body: body.whole() })
    },
    onResponseError: (_controller, error) => {
      fail(failureOf(error, controller !== undefined), error.message, error)
    },
  }
}

function failureOf(error: Error, sent: boolean): HttpRequestFailure {
  if (sent) return 'broken'
  switch ('code' in error ? error.code : undefined) {
    case 'UND_ERR_INVALID_ARG':
    case 'UND_ERR_NOT_SUPPORTED':
    case 'ERR_ADDRESS_REFUSED':
      return 'invalid'
    case 'UND_ERR_MAX_ORIGINS_REACHED':
      return 'busy'
    case 'UND_ERR_CLOSED':
    case 'UND_ERR_DESTROYED':
      return 'closed'
    default:
      return 'connect'
  }
}
