/*
 * What a path delivers for what is sent, known only by trying: from each authentic answer, source
 * amount s delivered d, the rate lies at d/s or above and below (d + 1)/s, since amounts are
 * rounded down on the way.
 */

/** An exact ratio: destination units per source unit. `den` is above 0, `num` is 0 or above. */
export interface ExchangeRate {
  readonly num: bigint
  readonly den: bigint
}

/** Bounds of a path's rate: `low` or above, and below `high`. */
export interface RateBounds {
  readonly low: ExchangeRate
  readonly high: ExchangeRate
}

/** Bounds of a rate about which nothing is known. */
export const unknownRate: RateBounds = {
  low: { num: 0n, den: 1n },
  high: { num: 0xffff_ffff_ffff_ffffn, den: 1n },
}

/**
 * Narrows bounds by what `sourceAmount` (above 0) delivered. An answer outside of the bounds means
 * that the rate has changed: it replaces them.
 */
export function narrowRate(
  bounds: RateBounds,
  answer: { readonly sourceAmount: bigint; readonly destinationAmount: bigint },
): RateBounds {
  const low = { num: answer.destinationAmount, den: answer.sourceAmount }
  const high = { num: answer.destinationAmount + 1n, den: answer.sourceAmount }
  if (!isBelow(bounds.low, high) || !isBelow(low, bounds.high)) return { low, high }
  return {
    low: isBelow(bounds.low, low) ? low : bounds.low,
    high: isBelow(high, bounds.high) ? high : bounds.high,
  }
}

/** The least and the most that `sourceAmount` delivers within the bounds. */
export function estimateDestination(
  bounds: RateBounds,
  sourceAmount: bigint,
): { readonly low: bigint; readonly high: bigint } {
  const most = multiplyUp(sourceAmount, bounds.high) - 1n
  return { low: multiplyDown(sourceAmount, bounds.low), high: most > 0n ? most : 0n }
}

/**
 * The source amount that surely delivers `destinationAmount` within the bounds; undefined when the
 * lower bound is 0.
 */
export function estimateSource(bounds: RateBounds, destinationAmount: bigint): bigint | undefined {
  const { num, den } = bounds.low
  return num === 0n ? undefined : multiplyUp(destinationAmount, { num: den, den: num })
}

/** `amount` times the ratio, rounded down. */
export function multiplyDown(amount: bigint, ratio: ExchangeRate): bigint {
  return (amount * ratio.num) / ratio.den
}

/** `amount` times the ratio, rounded up. */
export function multiplyUp(amount: bigint, ratio: ExchangeRate): bigint {
  return (amount * ratio.num + ratio.den - 1n) / ratio.den
}

function isBelow(left: ExchangeRate, right: ExchangeRate): boolean {
  return left.num * right.den < right.num * left.den
}
