import type { Clock } from '@kivuko/clock'
import { createPause, retryIn, wholeCost } from './admission.ts'
import { costMaxOf, limitWindows, perSecondOf } from './limit-windows.ts'
import type { Admission, Limiter, LimitTerms } from './limiter.ts'
import { createSlidingLog } from './sliding-log.ts'
import { fillEvenly } from './spent-before.ts'

/** What a limiter of one process needs. */
export interface LocalLimiterOptions {
  readonly clock: Clock
  readonly terms: LimitTerms
  /**
   * What is taken for granted of the time before the start, which a process without a shared store
   * cannot know. `evenly`, if left out: windows of a day and longer were used up at an even pace,
   * but for a tenth. So a process that is started again and again stays near a plan by the month;
   * in each window it may exceed it by a tenth per restart. Shorter windows start empty in any
   * case: one restart may exceed them by their limit, once. What must hold over restarts needs a
   * Redis.
   */
  readonly spentBefore?: 'evenly' | 'nothing'
}

/**
 * A limiter for one process: as long as it lives, no window ever holds more than the plan allows,
 * and nothing is refused that fits (see `SlidingLog` for plans above a thousand calls a window).
 */
export function createLocalLimiter(options: LocalLimiterOptions): Limiter {
  const { clock, terms, spentBefore = 'evenly' } = options
  const windows = limitWindows(terms)
  const logs = windows.map(createSlidingLog)
  const pause = createPause(clock)
  if (spentBefore === 'evenly') {
    for (const [index, log] of logs.entries()) {
      fillEvenly(log, { window: windows[index]!, nowMs: clock.monotonicMs() })
    }
  }

  const takeNow = (asked: number): Admission => {
    const spending = { atMs: clock.monotonicMs(), cost: wholeCost(asked) }
    const pauseMs = pause.leftMs()
    const waitMs = logs.reduce((longest, log) => Math.max(longest, log.waitMs(spending)), pauseMs)
    if (waitMs > 0) return retryIn(waitMs)
    for (const log of logs) log.record(spending)
    return { ok: true }
  }

  return {
    take: async (cost) => takeNow(cost),
    pauseUntil: (atMs) => pause.until(atMs),
    perSecondSustained: perSecondOf(windows),
    costMax: costMaxOf(windows),
  }
}
