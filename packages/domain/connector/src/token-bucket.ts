import type { Clock } from '@kivuko/clock'

/** How fast a bucket fills. */
export interface TokenBucketTerms {
  /** Tokens added in each period, evenly; also as many as it holds. A whole number above 0. */
  readonly refillCount: number
  /** A whole number of milliseconds above 0. */
  readonly refillPeriodMs: number
}

/** Something that may be done so often in a time. */
export interface TokenBucket {
  readonly terms: TokenBucketTerms
  /** Takes a token, if there is one. */
  take(): boolean
  /** Whole tokens in it now. */
  tokens(): number
}

/**
 * Makes a bucket, full unless it takes over the tokens of a `predecessor`. It counts in parts of a
 * token, `refillPeriodMs` to one, so that each millisecond adds a whole number of them and nothing
 * is ever rounded. Throws when the terms are no whole numbers, or their product exceeds 2^53.
 */
export function createTokenBucket(
  clock: Clock,
  terms: TokenBucketTerms,
  predecessor?: TokenBucket,
): TokenBucket {
  const { refillCount, refillPeriodMs: partsPerToken } = terms
  const partsMax = refillCount * partsPerToken
  if (!(refillCount > 0 && partsPerToken > 0 && Number.isSafeInteger(partsMax))) {
    throw new RangeError('a token bucket needs whole numbers above 0')
  }
  const inherited = predecessor === undefined ? refillCount : predecessor.tokens()
  let parts = Math.min(inherited * partsPerToken, partsMax)
  let filledAtMs = Math.floor(clock.monotonicMs())
  const fill = (): void => {
    const nowMs = Math.floor(clock.monotonicMs())
    // Beyond one period it is full whatever the time; so the product stays exact.
    const elapsedMs = Math.min(nowMs - filledAtMs, partsPerToken)
    parts = Math.min(parts + elapsedMs * refillCount, partsMax)
    filledAtMs = nowMs
  }
  return {
    terms,
    take: () => {
      fill()
      if (parts < partsPerToken) return false
      parts -= partsPerToken
      return true
    },
    tokens: () => {
      fill()
      return Math.floor(parts / partsPerToken)
    },
  }
}
