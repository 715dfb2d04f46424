import type { Counter, Gauge, Metrics } from '@kivuko/metrics'
import type { ValueAnswer } from '../engine/answer.ts'

/** What is measured of one feed. */
export interface FeedMetrics {
  /** An answer was given, and this is what it was made of. */
  answered(answer: ValueAnswer): void
}

/** Finds the metrics of feeds. */
export interface FeedMetricsTable {
  of(feedId: string): FeedMetrics
}

/** Feeds that have series of their own: clients choose them, and a registry forgets nothing. */
const FEEDS_MAX = 1_000

/** All that are beyond. */
const OTHER_FEEDS = 'other'

/** A table whose series carry `labels`. */
export function createFeedMetrics(
  metrics: Metrics,
  labels: Readonly<Record<string, string>>,
): FeedMetricsTable {
  const feeds = new Map<string, FeedMetrics>()
  const of = (feedId: string): FeedMetrics => {
    const known = feeds.get(feedId)
    if (known !== undefined) return known
    if (feeds.size >= FEEDS_MAX && feedId !== OTHER_FEEDS) return of(OTHER_FEEDS)
    const made = createFeed(metrics, { ...labels, feed_id: feedId })
    feeds.set(feedId, made)
    return made
  }
  return { of }
}

function createFeed(metrics: Metrics, labels: Readonly<Record<string, string>>): FeedMetrics {
  const hits = requestCounter(metrics, { ...labels, status_code: '200', type: 'cacheHit' })
  const misses = requestCounter(metrics, {
    ...labels,
    status_code: '200',
    type: 'dataProviderHit',
  })
  const reads = metrics.counter({
    name: 'cache_data_get_total',
    help: 'Answers that were given from the cache.',
    labels,
  })
  const gauges = createGauges(metrics, labels)
  return {
    answered: (answer) => {
      if (answer.hit) {
        hits.add()
        reads.add()
      } else misses.add()
      gauges.show(answer)
    },
  }
}

/** Counts answers; the `type` is the successor's. */
export function requestCounter(
  metrics: Metrics,
  labels: Readonly<Record<string, string>>,
): Counter {
  return metrics.counter({
    name: 'http_requests_total',
    help: 'Requests for values that were answered.',
    labels: { method: 'POST', ...labels },
  })
}

function createGauges(
  metrics: Metrics,
  labels: Readonly<Record<string, string>>,
): { show(answer: ValueAnswer): void } {
  const gauge = (name: string, help: string): Gauge => metrics.gauge({ name, help, labels })
  const value = gauge('cache_data_get_values', 'The number that was answered last.')
  const ttl = gauge('cache_data_max_age_seconds', 'For how long the last answer was stored.')
  const age = gauge('cache_data_staleness_seconds', 'How old the last answer was, in the cache.')
  const total = gauge(
    'total_data_staleness_seconds',
    'How old the last answer was, by the time that the provider says.',
  )
  const delta = gauge(
    'provider_time_delta_seconds',
    'By how much the time that the provider says was before it answered.',
  )
  let shown: ValueAnswer['entry'] | undefined
  const showEntry = ({ entry, timestamps, ttlMs, value: told }: ValueAnswer): void => {
    shown = entry
    if (typeof told.result === 'number') value.set(told.result)
    ttl.set(ttlMs / 1_000)
    if (told.at === undefined) return
    delta.set((timestamps.providerDataReceivedUnixMs - told.at) / 1_000)
  }
  return {
    show: (answer) => {
      const { ageMs, entry, timestamps } = answer
      // Most answers are made of the same value as the one before.
      if (entry !== shown) showEntry(answer)
      age.set(ageMs / 1_000)
      const fromMs = answer.value.at ?? timestamps.providerDataReceivedUnixMs
      total.set(Math.max(0, entry.storedAtMs + ageMs - fromMs) / 1_000)
    },
  }
}
