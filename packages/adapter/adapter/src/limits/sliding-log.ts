import type { LimitWindow } from './limit-windows.ts'

/** A cost at a time. */
export interface Spending {
  readonly atMs: number
  readonly cost: number
}

/**
 * What was spent in one window, as a log of admissions. Times are in ms on a clock that never goes
 * back; fractions are fine.
 *
 * Unlike a bucket that refills (GCRA with a burst), which admits up to twice its limit in a window
 * that begins when it is full, a log is exact: a cost fits if, and only if, the window that ends
 * with it holds no more than the limit then. Both ends of a window belong to it, so that no
 * rounding of either side's clock lets one call too many in.
 *
 * Above `SLOTS_MAX` calls a window, admissions close to each other are one slot, which counts until
 * its last one is out: room comes back up to a `SLOTS_MAX`th of the window late, never early.
 */
export interface SlidingLog {
  /** What fits in a window; may be changed while it runs. */
  limit: number
  /** How long to wait until it fits: 0 now, Infinity never. A hint, if more is spent meanwhile. */
  waitMs(spending: Spending): number
  /** Counts it, whether it fits or not. */
  record(spending: Spending): void
  /** What the window that ends now holds. */
  spentAt(nowMs: number): number
}

/**
 * Slots of a log: a month's log takes some tens of kilobytes, and room is 0.1 % of the window late.
 */
export const SLOTS_MAX = 1_000

/** How much time one slot of a window covers: none while every call can have its own. */
export function slotMsOf({ windowMs, limit }: LimitWindow): number {
  return limit <= SLOTS_MAX ? 0 : windowMs / SLOTS_MAX
}

interface Slot {
  readonly firstMs: number
  lastMs: number
  cost: number
}

/** An empty log. */
export function createSlidingLog(window: LimitWindow): SlidingLog {
  const { windowMs } = window
  const slotMs = slotMsOf(window)
  const slots: Slot[] = []
  /** The oldest slot that still counts; those before it are cut off now and then. */
  let head = 0
  let spent = 0

  const forgetUntil = (nowMs: number): void => {
    for (let slot = slots[head]; slot !== undefined; slot = slots[head]) {
      if (nowMs - slot.lastMs <= windowMs) break
      spent -= slot.cost
      head += 1
    }
    if (head > SLOTS_MAX && head * 2 > slots.length) {
      slots.splice(0, head)
      head = 0
    }
  }

  const log: SlidingLog = {
    limit: window.limit,
    waitMs: ({ atMs, cost }) => {
      forgetUntil(atMs)
      let over = spent + cost - log.limit
      if (over <= 0) return 0
      if (cost > log.limit) return Number.POSITIVE_INFINITY
      for (let index = head; index < slots.length; index += 1) {
        const { lastMs, cost: freed } = slots[index]!
        over -= freed
        if (over <= 0) return Math.floor(lastMs + windowMs - atMs) + 1
      }
      return 0
    },
    record: ({ atMs, cost }) => {
      if (cost === 0) return
      forgetUntil(atMs)
      spent += cost
      const newest = slots.length > head ? slots.at(-1) : undefined
      if (newest === undefined || atMs - newest.firstMs > slotMs) {
        slots.push({ firstMs: atMs, lastMs: atMs, cost })
        return
      }
      newest.lastMs = atMs
      newest.cost += cost
    },
    spentAt: (nowMs) => {
      forgetUntil(nowMs)
      return spent
    },
  }
  return log
}
