/** Basis points of the whole: a fee of 10,000 is all of the principal. */
export const basisPointsMax = 10_000

/** What a payment costs beside its principal. */
export interface FeeTerms {
  /** In smallest units, charged once. */
  readonly fixed: bigint
  /** Hundredths of a percent of the principal: a whole number from 0 to `basisPointsMax`. */
  readonly basisPoints: number
}

/**
 * The fee on a principal: its basis points, rounded up, and the fixed part. Throws on basis points
 * out of range.
 */
export function feeOn(principal: bigint, terms: FeeTerms): bigint {
  const { fixed, basisPoints } = terms
  if (!Number.isInteger(basisPoints) || basisPoints < 0 || basisPoints > basisPointsMax) {
    throw new RangeError('basis points out of range')
  }
  const whole = BigInt(basisPointsMax)
  return (principal * BigInt(basisPoints) + whole - 1n) / whole + fixed
}
