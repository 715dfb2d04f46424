import type { RawReply } from '@kivuko/http'
import type { InputRefusal } from '../definition/input-refusal.ts'
import type { ProviderFailure } from '../outcome.ts'

/** What went wrong, as clients are told. */
export interface AnswerError {
  readonly statusCode: number
  readonly providerStatusCode?: number | undefined
  /** `error.name`. */
  readonly name: string
  readonly message: string
}

/** Whom an error is for. */
export interface ErrorContext {
  readonly id?: unknown
  /** Adds a stack, as both older frameworks do. */
  readonly debug?: boolean
}

/** The content type of every answer. */
export const JSON_TYPE = 'application/json; charset=utf-8'

const jsonHeaders = { 'content-type': JSON_TYPE } as const

/**
 * The body of an error: `{jobRunID, status: "errored", statusCode, providerStatusCode?, error:
 * {name, message}, errorMessage}`. Nodes show `error`, clients of the successor `errorMessage`.
 */
export function errorBody(
  { statusCode, providerStatusCode, name, message }: AnswerError,
  { id = '1', debug = false }: ErrorContext = {},
): Readonly<Record<string, unknown>> {
  const stack = debug ? { stack: new Error(message).stack } : {}
  return {
    jobRunID: id,
    status: 'errored',
    statusCode,
    ...(providerStatusCode === undefined ? {} : { providerStatusCode }),
    error: { name, message, ...stack },
    errorMessage: message,
  }
}

/** An error as a whole reply; its HTTP status is its `statusCode`. */
export function errorReply(error: AnswerError, context: ErrorContext = {}): RawReply {
  return jsonReply(error.statusCode, errorBody(error, context))
}

/** A reply of JSON. */
export function jsonReply(status: number, body: unknown): RawReply {
  return { status, headers: jsonHeaders, body: JSON.stringify(body) }
}

/** What the client is told of a request that cannot be served. */
export function errorOfRefusal({ statusCode, name, message }: InputRefusal): AnswerError {
  return { statusCode, name, message }
}

/**
 * What the client is told of a failure. With `proxyStatus` the provider's own error status is the
 * answer's.
 */
export function errorOfFailure(failure: ProviderFailure, proxyStatus: boolean): AnswerError {
  const { providerStatusCode, message } = failure
  const proxied = proxyStatus && isErrorStatus(providerStatusCode)
  const statusCode = proxied ? providerStatusCode : failure.statusCode
  return { statusCode, providerStatusCode, name: nameOf(failure.statusCode), message }
}

function isErrorStatus(status: number | undefined): status is number {
  return status !== undefined && status >= 400 && status <= 599
}

function nameOf(statusCode: number): string {
  switch (statusCode) {
    case 429:
      return 'AdapterRateLimitError'
    case 502:
      return 'AdapterDataProviderError'
    case 504:
      return 'AdapterTimeoutError'
    default:
      return 'AdapterError'
  }
}
