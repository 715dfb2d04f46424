import type { AssetUnit } from './asset.ts'
import { scaledRatio } from './decimal.ts'
import type { Ratio } from './ratio.ts'

/**
 * The amount times the ratio, rounded down: what a destination gets for a source amount. The result
 * may exceed 2^64 - 1: whoever writes it into a packet or the ledger checks with `isUint64`.
 */
export function convertFloor(amount: bigint, ratio: Ratio): bigint {
  return (amount * ratio.num) / ratio.den
}

/**
 * The amount times the ratio, rounded up: what a source must give so that the destination amount is
 * reached, with the inverted ratio. May exceed 2^64 - 1, as `convertFloor`.
 */
export function convertCeil(amount: bigint, ratio: Ratio): bigint {
  return (amount * ratio.num + ratio.den - 1n) / ratio.den
}

/**
 * Ten to the power of the difference of the scales: turns smallest units of `source` into smallest
 * units of `destination` when one whole of each is worth the same.
 */
export function scaleShift(source: AssetUnit, destination: AssetUnit): Ratio {
  return scaledRatio(1n, destination.scale - source.scale)
}
