import type { LimitWindow } from './limit-windows.ts'
import { createSlidingLog, type SlidingLog, type Spending } from './sliding-log.ts'

/** What a replica knows of its windows when the shared log cannot be asked. */
export interface OutageLimits {
  /** How long to wait until it fits; `Infinity` never. */
  waitMs(spending: Spending): number
  /** Counts what this replica was admitted. `isTold`: the shared log counts it already. */
  record(spending: Spending, isTold: boolean): void
  /** What the shared log said. */
  hear(heard: Heard): void
  /**
   * What this replica spent, by window, that the shared log was not told; it counts as told from
   * now on.
   */
  takeUntold(nowMs: number): readonly number[]
  /** Takes back what `takeUntold` gave, since it was not told after all. */
  putBack(untold: readonly number[], nowMs: number): void
  /** All that this replica spent, by window. */
  ownAt(nowMs: number): readonly number[]
}

/** The shared log's state, as of a reply. */
export interface Heard {
  readonly atMs: number
  /** What each window held. */
  readonly spent: readonly number[]
  /** How many share the plan. */
  readonly replicas: number
}

/**
 * Two bounds hold while the shared log is away: a replica's own spending stays within its equal
 * share of each window, so that all of them together stay within the plan; and together with all
 * that was spent when it last heard, counted as of then, within the whole. What others spend
 * between that and the loss is not known: by that much a window around it can be exceeded, never
 * one after it.
 */
export function createOutageLimits(windows: readonly LimitWindow[]): OutageLimits {
  const own = windows.map(createSlidingLog)
  let whole = windows.map(createSlidingLog)
  let untold = windows.map(createSlidingLog)
  let replicas = 1
  return {
    waitMs: (spending) => {
      let longest = 0
      for (const [index, { limit }] of windows.entries()) {
        const share = own[index]!
        share.limit = Math.floor(limit / replicas)
        longest = Math.max(longest, share.waitMs(spending), whole[index]!.waitMs(spending))
      }
      return longest
    },
    record: (spending, isTold) => {
      for (const log of own) log.record(spending)
      if (isTold) return
      for (const log of [...whole, ...untold]) log.record(spending)
    },
    hear: (heard) => {
      replicas = heard.replicas
      whole = windows.map(createSlidingLog)
      recordEach(whole, heard.spent, heard.atMs)
    },
    takeUntold: (nowMs) => {
      const spent = untold.map((log) => log.spentAt(nowMs))
      untold = windows.map(createSlidingLog)
      return spent
    },
    putBack: (spent, nowMs) => recordEach(untold, spent, nowMs),
    ownAt: (nowMs) => own.map((log) => log.spentAt(nowMs)),
  }
}

function recordEach(logs: readonly SlidingLog[], costs: readonly number[], atMs: number): void {
  for (const [index, log] of logs.entries()) log.record({ atMs, cost: costs[index] ?? 0 })
}
