import type { Clock } from '@kivuko/clock'
import type { PacketInHand, Rule } from './rule.ts'

/** How long packets may be held, and how much time must be left to pass their replies back. */
export interface ExpiryTerms {
  /**
   * What the next hop's time is shorter than ours, and the least it must have. 0 for receivers in
   * this node.
   */
  readonly minExpirationWindowMs: number
  /** The longest time that this node waits for a reply. */
  readonly maxHoldMs: number
}

/**
 * Gives the next hop less time than there is, so that its reply still finds the packet alive: the
 * expiry less the window, at most `maxHoldMs` from now. Refuses with R02 what has expired or leaves
 * the next hop less than the window.
 */
export function createReduceExpiry(clock: Clock, terms: ExpiryTerms): Rule {
  const { minExpirationWindowMs, maxHoldMs } = terms
  return {
    onPrepare: (packet: PacketInHand) => {
      const nowMs = clock.now()
      const { expiresAtMs } = packet.view
      const forwardMs = Math.min(expiresAtMs - minExpirationWindowMs, nowMs + maxHoldMs)
      const leastMs = nowMs + minExpirationWindowMs
      if (expiresAtMs > nowMs && forwardMs >= leastMs) {
        packet.forwardExpiresAtMs = forwardMs
        return undefined
      }
      const [expiry, least, now] = [expiresAtMs, leastMs + minExpirationWindowMs, nowMs].map(
        isoTime,
      )
      return { code: 'R02', message: `expires at ${expiry}, required ${least}, now ${now}` }
    },
  }
}

function isoTime(epochMs: number): string {
  return new Date(epochMs).toISOString()
}
