import { limitWindows } from './limit-windows.ts'
import type { LimitTerms } from './limiter.ts'
import type { Spending } from './sliding-log.ts'

/** What a plan allows, worked out from every admission there was: slow, and plainly right. */
export interface PlanLedger {
  /** How long to wait until a cost fits into every window, in whole ms; Infinity never. */
  waitMs(spending: Spending): number
  admit(spending: Spending): void
}

/** Nothing was admitted yet. Both ends of a window belong to it. */
export function planLedger(terms: LimitTerms): PlanLedger {
  const windows = limitWindows(terms)
  const admitted: Spending[] = []

  const fits = ({ atMs, cost }: Spending): boolean =>
    windows.every(({ windowMs, limit }) => {
      const held = admitted.filter((each) => atMs - each.atMs <= windowMs)
      return sumOf(held) + cost <= limit
    })

  return {
    waitMs: ({ atMs, cost }) => {
      if (windows.some(({ limit }) => cost > limit)) return Number.POSITIVE_INFINITY
      if (fits({ atMs, cost })) return 0
      // Room comes only when an admission has left a window.
      const times = windows.flatMap(({ windowMs }) => {
        return admitted.map((each) => Math.floor(each.atMs + windowMs - atMs) + 1)
      })
      const later = times.filter((waitMs) => waitMs > 0 && fits({ atMs: atMs + waitMs, cost }))
      return Math.min(...later)
    },
    admit: (spending) => {
      admitted.push(spending)
    },
  }
}

/** All of it together. */
export function sumOf(spendings: readonly { readonly cost: number }[]): number {
  return spendings.reduce((sum, { cost }) => sum + cost, 0)
}
