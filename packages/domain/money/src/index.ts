export type { Amount, AssetUnit } from './asset.ts'
export { formatAmount, parseAmount } from './amount-text.ts'
export { convertCeil, convertFloor, scaleShift } from './convert.ts'
export { decimalExponentMax, decimalLengthMax, ratioFromDecimal, scaledRatio } from './decimal.ts'
export { basisPointsMax, feeOn, type FeeTerms } from './fee.ts'
export {
  compareRatios,
  divideRatios,
  invertRatio,
  makeRatio,
  multiplyRatios,
  one,
  type Ratio,
} from './ratio.ts'
export { isUint64, parseUint64, uint64Max } from './uint64.ts'
