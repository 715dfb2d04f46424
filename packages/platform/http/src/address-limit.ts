import type { Clock } from '@kivuko/clock'

/** How many requests one address may make. */
export interface AddressLimit {
  readonly perSec: number
  /** At once, after a rest. */
  readonly burst: number
}

/** Addresses that are remembered; beyond it all begin anew. */
const addressesRememberedMax = 10_000

/** Counts requests by address in token buckets; says whether one more may pass. */
export function createAddressLimiter(options: {
  readonly clock: Clock
  readonly limit: AddressLimit
}): (address: string) => boolean {
  const { clock, limit } = options
  const buckets = new Map<string, { tokens: number; atMs: number }>()
  return (address) => {
    const nowMs = clock.monotonicMs()
    if (buckets.size >= addressesRememberedMax && !buckets.has(address)) buckets.clear()
    const bucket = buckets.get(address) ?? { tokens: limit.burst, atMs: nowMs }
    const refilled = bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * limit.perSec
    const tokens = Math.min(limit.burst, refilled)
    buckets.set(address, { tokens: tokens < 1 ? tokens : tokens - 1, atMs: nowMs })
    return tokens >= 1
  }
}
