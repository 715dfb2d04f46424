import { refusals } from '../refusal.ts'
import type { Rule } from './rule.ts'

/** Packets of one link and direction that are not over yet. */
export interface InFlight {
  count: number
}

/**
 * Refuses packets with T03 when too many of the link are underway: better at once than queued until
 * they expire.
 */
export function createInFlightLimit(
  inFlight: InFlight,
  limits: { readonly max: number; readonly onOver?: () => void },
): Rule {
  return {
    onPrepare: () => {
      if (inFlight.count >= limits.max) return refusals.busy
      inFlight.count += 1
      return undefined
    },
    onReply: () => {
      inFlight.count -= 1
      limits.onOver?.()
    },
  }
}
