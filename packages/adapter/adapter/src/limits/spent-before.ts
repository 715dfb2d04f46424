import type { LimitWindow } from './limit-windows.ts'
import { type SlidingLog, SLOTS_MAX } from './sliding-log.ts'

/** Windows from this length on outlive processes. */
const LONG_WINDOW_MS = 86_400_000

/** What is free of a long window at the start. */
const FREE_AT_START = 0.1

/** What a log is filled for. */
export interface Before {
  readonly window: LimitWindow
  readonly nowMs: number
}

/**
 * Takes for granted that windows of a day and longer were used up at an even pace, but for a tenth:
 * slot by slot over the whole window, in whole calls whose sums never fall behind that pace.
 */
export function fillEvenly(log: SlidingLog, { window, nowMs }: Before): void {
  const { windowMs, limit } = window
  if (windowMs < LONG_WINDOW_MS) return
  const spent = limit - Math.max(1, Math.floor(limit * FREE_AT_START))
  const slots = Math.min(SLOTS_MAX, spent)
  let recorded = 0
  for (let slot = 1; slot <= slots; slot += 1) {
    const cost = Math.ceil((spent * slot) / slots) - recorded
    recorded += cost
    log.record({ atMs: nowMs - windowMs + (windowMs * slot) / slots, cost })
  }
}
