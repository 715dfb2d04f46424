import type { Clock } from '@kivuko/clock'
import type { Limiter } from '../limits/limiter.ts'
import { refreshShare } from './pace.ts'

/** Keeps refreshes that nobody waits for apart, so that they do not use a plan up at once. */
export interface Spacing {
  /** How long the next one has to wait. */
  restMs(): number
  /** One was made. */
  note(cost: number): void
}

/** What spaces refreshes; without a plan, or where it is not wanted, none has to wait. */
export interface SpacingOptions {
  readonly clock: Clock
  readonly limiter: Limiter
  readonly isSpaced: boolean
}

/** No refresh was made yet. */
export function createSpacing({ clock, isSpaced, limiter }: SpacingOptions): Spacing {
  const perSecond = limiter.perSecondSustained
  if (!isSpaced || perSecond === undefined) return { restMs: () => 0, note: () => {} }
  let nextAtMs = 0
  return {
    restMs: () => Math.max(0, nextAtMs - clock.monotonicMs()),
    note: (cost) => {
      nextAtMs = clock.monotonicMs() + (1_000 * cost) / (perSecond * refreshShare)
    },
  }
}
