import type { Demand } from '../engine/answer.ts'

/** CACHE_MIN_AGE. */
export interface Ages {
  /** Younger values are good for everybody who does not insist, and nothing is kept for less. */
  readonly minAgeMs: number
}

/**
 * The integer part of a request's `maxAge`, in ms: a number or a text that begins with one.
 * `undefined` when it says nothing: absent, 0, or no number.
 */
export function readMaxAge(raw: unknown): number | undefined {
  const figure = typeof raw === 'string' ? Number.parseInt(raw, 10) : raw
  if (typeof figure !== 'number' || !Number.isFinite(figure)) return undefined
  const wholeMs = Math.trunc(figure)
  return wholeMs === 0 ? undefined : wholeMs
}

/**
 * What a request asks for by its `maxAge`: nothing older than that, and kept for as long; both
 * raised to the least age, so that no client can make the provider be asked more often than its
 * operator wants. A negative one asks the provider at once, and says nothing of how long to keep
 * the answer.
 */
export function demandOf(rawMaxAge: unknown, { minAgeMs }: Ages): Demand {
  const maxAgeMs = readMaxAge(rawMaxAge)
  if (maxAgeMs === undefined) return {}
  if (maxAgeMs < 0) return { maxAgeMs }
  const ttlMs = Math.max(maxAgeMs, minAgeMs)
  return { maxAgeMs: ttlMs, ttlMs }
}
