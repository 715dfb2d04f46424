import type { Counter, MetricOptions, Metrics } from '@kivuko/metrics'
import type { ValueAnswer } from '../engine/answer.ts'

/** What is measured of feeds. */
export interface FeedMetrics {
  /** Where a feed is kept: the same for the same feed. */
  rowOf(feedId: string): number
  /** An answer was given, and this is what it was made of. */
  answered(row: number, answer: ValueAnswer): void
}

/** Feeds that have series of their own: clients choose them, and a table forgets nothing. */
const FEEDS_MAX = 1_000

/** All that are beyond. */
const OTHER_FEEDS = 'other'

// A row is 64 bytes, as much as a processor fetches at a time: with a thousand feeds, an object for
// each series is what an answer would wait for most.
const HITS = 0
const MISSES = 1
const VALUE = 2
const STORED_FOR = 3
const AGE = 4
const TOTAL_AGE = 5
const DELTA = 6
const ROW = 8

/** Metrics whose series carry `labels`. */
export function createFeedMetrics(
  metrics: Metrics,
  labels: Readonly<Record<string, string>>,
): FeedMetrics {
  const rows = new Map<string, number>()
  const cells = new Float64Array((FEEDS_MAX + 1) * ROW).fill(Number.NaN)

  const rowOf = (feedId: string): number => {
    const known = rows.get(feedId)
    if (known !== undefined) return known
    if (rows.size >= FEEDS_MAX && feedId !== OTHER_FEEDS) return rowOf(OTHER_FEEDS)
    const row = rows.size
    rows.set(feedId, row)
    cells.fill(0, row * ROW + HITS, row * ROW + MISSES + 1)
    return row
  }
  for (const { column, ...options } of columns) {
    const all = { ...options, labels: { ...labels, ...options.labels } }
    metrics.collected(all, function* () {
      for (const [feedId, row] of rows) {
        const value = cells[row * ROW + column]!
        // What nobody has told yet is not there.
        if (!Number.isNaN(value)) yield { labels: { feed_id: feedId }, value }
      }
    })
  }
  return {
    rowOf,
    answered: (row, { ageMs, entry, hit, timestamps, ttlMs, value }) => {
      const at = row * ROW
      const receivedMs = timestamps.providerDataReceivedUnixMs
      const fromMs = value.at ?? receivedMs
      cells[at + (hit ? HITS : MISSES)]! += 1
      if (typeof value.result === 'number') cells[at + VALUE] = value.result
      cells[at + STORED_FOR] = ttlMs / 1_000
      cells[at + AGE] = ageMs / 1_000
      cells[at + TOTAL_AGE] = Math.max(0, entry.storedAtMs + ageMs - fromMs) / 1_000
      if (value.at !== undefined) cells[at + DELTA] = (receivedMs - fromMs) / 1_000
    },
  }
}

const requests = {
  name: 'http_requests_total',
  help: 'Requests for values that were answered.',
} as const

/** Counts answers; the `type` is the successor's. */
export function requestCounter(
  metrics: Metrics,
  labels: Readonly<Record<string, string>>,
): Counter {
  return metrics.counter({ ...requests, labels: { method: 'POST', ...labels } })
}

const answered = { method: 'POST', status_code: '200' } as const

const columns: readonly (MetricOptions & { readonly column: number })[] = [
  { column: HITS, ...requests, labels: { ...answered, type: 'cacheHit' } },
  { column: MISSES, ...requests, labels: { ...answered, type: 'dataProviderHit' } },
  {
    column: HITS,
    name: 'cache_data_get_total',
    help: 'Answers that were given from the cache.',
  },
  {
    column: VALUE,
    name: 'cache_data_get_values',
    help: 'The number that was answered last.',
  },
  {
    column: STORED_FOR,
    name: 'cache_data_max_age_seconds',
    help: 'For how long the last answer was stored.',
  },
  {
    column: AGE,
    name: 'cache_data_staleness_seconds',
    help: 'How old the last answer was, in the cache.',
  },
  {
    column: TOTAL_AGE,
    name: 'total_data_staleness_seconds',
    help: 'How old the last answer was, by the time that the provider says.',
  },
  {
    column: DELTA,
    name: 'provider_time_delta_seconds',
    help: 'By how much the time that the provider says was before it answered.',
  },
]
