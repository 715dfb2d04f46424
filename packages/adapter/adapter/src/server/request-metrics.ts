import type { Counter, Histogram, Metrics } from '@kivuko/metrics'
import { type AnswerError } from './error-body.ts'
import { NO_FEED } from './feed-id.ts'
import { createFeedMetrics, type FeedMetrics, requestCounter } from './feed-metrics.ts'

/** What a server measures of one adapter. */
export interface RequestMetrics {
  readonly feeds: FeedMetrics
  readonly seconds: Histogram
  /** Bytes of requests' bodies. */
  readonly bytes: Histogram
  /** An error was answered. */
  failed(error: AnswerError, cause: ErrorCause): void
  /** A node was told to wait. */
  pending(): void
}

/** Who is to blame for an error. */
export type ErrorCause = 'input' | 'adapter'

const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

const BYTES_BUCKETS = [64, 128, 256, 512, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576]

/** The metrics of one adapter, under the successor's names where those are sound. */
export function createRequestMetrics(
  metrics: Metrics,
  labels: Readonly<Record<string, string>>,
): RequestMetrics {
  const counters = new Map<string, Counter>()
  const count = (status: number, type: string, providerStatus?: number): void => {
    const key = `${status} ${type} ${providerStatus}`
    let counter = counters.get(key)
    if (counter === undefined) {
      const provider =
        providerStatus === undefined ? {} : { provider_status_code: String(providerStatus) }
      const own = { status_code: String(status), type, feed_id: NO_FEED, ...provider }
      counter = requestCounter(metrics, { ...labels, ...own })
      counters.set(key, counter)
    }
    counter.add()
  }
  return {
    feeds: createFeedMetrics(metrics, labels),
    seconds: metrics.histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the end of a request to its answer.',
      labels,
      buckets: SECONDS_BUCKETS,
    }),
    bytes: metrics.histogram({
      name: 'request_payload_size',
      help: "Bytes of requests' bodies.",
      labels,
      buckets: BYTES_BUCKETS,
    }),
    failed: (error, cause) =>
      count(error.statusCode, typeOf(error, cause), error.providerStatusCode),
    pending: () => count(200, 'pending'),
  }
}

function typeOf({ statusCode, providerStatusCode }: AnswerError, cause: ErrorCause): string {
  if (cause === 'input') return 'inputError'
  if (providerStatusCode !== undefined) return 'dataProviderError'
  switch (statusCode) {
    case 429:
      return 'rateLimitError'
    case 502:
      return 'connectionError'
    case 504:
      return 'timeoutError'
    default:
      return 'adapterError'
  }
}
