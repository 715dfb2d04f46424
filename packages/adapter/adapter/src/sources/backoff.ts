import type { Random } from '@kivuko/random'
import type { SourceTerms } from './source-definition.ts'

/** Waits that grow while nothing works. */
export interface Backoff {
  /** The next wait: between half of the grown one and all of it, by chance. */
  nextMs(): number
  /** It works again. */
  reset(): void
}

/** Waits from `reconnectMsMin` to `reconnectMsMax`. */
export function createBackoff(
  random: Random,
  terms: Pick<SourceTerms, 'reconnectMsMin' | 'reconnectMsMax' | 'reconnectFactor'>,
): Backoff {
  const { reconnectFactor, reconnectMsMax, reconnectMsMin } = terms
  let grownMs = reconnectMsMin
  return {
    nextMs: () => {
      const waitMs = Math.min(grownMs, reconnectMsMax)
      grownMs = Math.min(grownMs * reconnectFactor, reconnectMsMax)
      return waitMs / 2 + (random.fraction() * waitMs) / 2
    },
    reset: () => {
      grownMs = reconnectMsMin
    },
  }
}
