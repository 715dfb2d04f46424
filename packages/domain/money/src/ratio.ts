/** An exact ratio of two whole numbers; `den` is above 0, `num` is 0 or above. */
export interface Ratio {
  readonly num: bigint
  readonly den: bigint
}

/** The ratio that changes nothing. */
export const one: Ratio = { num: 1n, den: 1n }

/**
 * Makes a ratio in lowest terms. Throws when `num` is negative or `den` is not positive: whoever
 * calls has checked what came from outside.
 */
export function makeRatio(num: bigint, den: bigint): Ratio {
  if (num < 0n || den <= 0n) throw new RangeError('a ratio is not negative and not over zero')
  const divisor = greatestCommonDivisor(num, den)
  return { num: num / divisor, den: den / divisor }
}

/** The exact product, in lowest terms. */
export function multiplyRatios(left: Ratio, right: Ratio): Ratio {
  return makeRatio(left.num * right.num, left.den * right.den)
}

/** The exact quotient, in lowest terms. Throws when `right` is zero. */
export function divideRatios(left: Ratio, right: Ratio): Ratio {
  return makeRatio(left.num * right.den, left.den * right.num)
}

/** One over the ratio. Throws when it is zero. */
export function invertRatio(ratio: Ratio): Ratio {
  return makeRatio(ratio.den, ratio.num)
}

/**
 * Below 0 when `left` is the smaller, above 0 when it is the larger, 0 when both are the same
 * number.
 */
export function compareRatios(left: Ratio, right: Ratio): -1 | 0 | 1 {
  const difference = left.num * right.den - right.num * left.den
  if (difference === 0n) return 0
  return difference < 0n ? -1 : 1
}

function greatestCommonDivisor(first: bigint, second: bigint): bigint {
  let [larger, smaller] = [first, second]
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}
