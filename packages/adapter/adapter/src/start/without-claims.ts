import type { SharedCache } from '../cache/entry.ts'

/**
 * A shared cache whose replicas ask the provider each for itself (`REQUEST_COALESCING_ENABLED`
 * off): values are still shared, so one that another replica has is not asked for again.
 */
export function withoutClaims(shared: SharedCache): SharedCache {
  return {
    get: (key) => shared.get(key),
    tell: (key, outcome) => shared.tell(key, outcome),
    listen: (hear, onHeard) => shared.listen(hear, onHeard),
    isUp: () => shared.isUp(),
    claim: async (key, _ttlMs, seenAtMs = 0) => {
      const entry = await shared.get(key)
      if (entry !== undefined && entry.storedAtMs > seenAtMs) return undefined
      return {
        extend: async () => {},
        settle: async (outcome) => {
          if ('entry' in outcome) await shared.tell(key, outcome)
        },
      }
    },
    awaitOutcome: async (key) => {
      const entry = await shared.get(key)
      return entry === undefined ? undefined : { entry }
    },
    [Symbol.asyncDispose]: () => shared[Symbol.asyncDispose](),
  }
}
