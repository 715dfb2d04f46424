import type { Clock } from '@kivuko/clock'
import type { Admission } from './limiter.ts'

/** Longer waits are asked about again: limits and pauses may have changed by then. */
const RETRY_MS_MAX = 3_600_000

/** Refuses, until then at the earliest; `Infinity` for ever. */
export function retryIn(waitMs: number): Admission {
  return { ok: false, retryInMs: Math.min(RETRY_MS_MAX, Math.max(1, Math.ceil(waitMs))) }
}

/** A cost as limiters count it. Throws a RangeError on what is no number from 0 on. */
export function wholeCost(cost: number): number {
  if (!(cost >= 0) || !Number.isFinite(cost)) {
    throw new RangeError(`A cost must be a number from 0 on: ${cost}`)
  }
  return Math.ceil(cost)
}

/** A provider that says to wait for longer is asked after this: it may have been a mistake. */
const PAUSE_MS_MAX = 3_600_000

/** What a provider's Retry-After holds back. */
export interface Pause {
  /** In ms since the epoch. Only ever makes it longer. */
  until(atMs: number): void
  /** From now on. Only ever makes it longer. */
  lengthen(forMs: number): void
  leftMs(): number
}

/**
 * Counts on the monotonic clock from now on, so that setting the machine's clock changes nothing.
 */
export function createPause(clock: Clock): Pause {
  let endMs = 0
  const lengthen: Pause['lengthen'] = (forMs) => {
    const boundMs = Math.min(PAUSE_MS_MAX, forMs)
    if (boundMs > 0) endMs = Math.max(endMs, clock.monotonicMs() + boundMs)
  }
  return {
    until: (atMs) => lengthen(atMs - clock.now()),
    lengthen,
    leftMs: () => Math.max(0, endMs - clock.monotonicMs()),
  }
}
