import type { LimitTerms } from './limiter.ts'

/** In any stretch of this length, at most so much. */
export interface LimitWindow {
  readonly windowMs: number
  /** A whole number from 1 on. */
  readonly limit: number
}

const LENGTHS_MS: Readonly<Record<keyof LimitTerms, number>> = {
  perSecond: 1_000,
  perMinute: 60_000,
  perHour: 3_600_000,
  perDay: 86_400_000,
  perMonth: 31 * 86_400_000,
}

/** A century: a call in a longer window is one that is never made again. */
const WINDOW_MS_MAX = 36_525 * 86_400_000

/**
 * The windows of a plan, shortest first, no two of a length. A fraction above 1 is rounded down;
 * one below 1 is a call in a longer window: 0.5 a second is one in two seconds. Throws a RangeError
 * on a figure that is not above 0.
 */
export function limitWindows(terms: LimitTerms): readonly LimitWindow[] {
  const limits = new Map<number, number>()
  for (const [name, lengthMs] of Object.entries(LENGTHS_MS)) {
    const figure = terms[name as keyof LimitTerms] // the names of the record are those of the terms
    if (figure === undefined) continue
    if (!(figure > 0) || !Number.isFinite(figure)) {
      throw new RangeError(`A limit must be above 0: ${name} is ${figure}`)
    }
    const windowMs = figure < 1 ? Math.min(WINDOW_MS_MAX, Math.ceil(lengthMs / figure)) : lengthMs
    const limit = Math.max(1, Math.floor(figure))
    limits.set(windowMs, Math.min(limit, limits.get(windowMs) ?? limit))
  }
  return [...limits]
    .map(([windowMs, limit]) => ({ windowMs, limit }))
    .toSorted((a, b) => a.windowMs - b.windowMs)
}

/** What all windows together allow in the long run, a second; undefined without any. */
export function perSecondOf(windows: readonly LimitWindow[]): number | undefined {
  if (windows.length === 0) return undefined
  return Math.min(...windows.map(({ windowMs, limit }) => (limit * 1_000) / windowMs))
}

/** The largest cost that fits into all of them; undefined without any. */
export function costMaxOf(windows: readonly LimitWindow[]): number | undefined {
  if (windows.length === 0) return undefined
  return Math.min(...windows.map(({ limit }) => limit))
}
