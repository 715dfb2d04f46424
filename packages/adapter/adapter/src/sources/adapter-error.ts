import type { ProviderFailure } from '../outcome.ts'

/**
 * What an author's function throws to choose the answer: its status code, and what the provider
 * said. Any other error is answered with 500.
 */
export class AdapterError extends Error {
  readonly statusCode: number
  readonly providerStatusCode?: number
  readonly retryAtMs?: number

  /** The message is for people; `failure.statusCode` is 500 if left out. */
  constructor(message: string, failure: Partial<Omit<ProviderFailure, 'message'>> = {}) {
    super(message)
    this.name = 'AdapterError'
    this.statusCode = failure.statusCode ?? 500
    if (failure.providerStatusCode !== undefined) {
      this.providerStatusCode = failure.providerStatusCode
    }
    if (failure.retryAtMs !== undefined) this.retryAtMs = failure.retryAtMs
  }
}

/** The failure that an error thrown by the author's code stands for. */
export function failureOfThrown(error: unknown, statusCode: number): ProviderFailure {
  const message = error instanceof Error ? error.message : String(error)
  if (!(error instanceof AdapterError)) return { statusCode, message }
  return {
    statusCode: error.statusCode,
    message,
    ...(error.providerStatusCode === undefined
      ? {}
      : { providerStatusCode: error.providerStatusCode }),
    ...(error.retryAtMs === undefined ? {} : { retryAtMs: error.retryAtMs }),
  }
}
