import type { Ratio } from './ratio.ts'
import { makeRatio } from './ratio.ts'

/** Longest text that is read as a number: more than any double or price needs. */
export const decimalLengthMax = 400

/** Largest power of ten, up or down, in a number's text: those of doubles end at 324. */
export const decimalExponentMax = 400

const decimal = /^([0-9]*)(?:\.([0-9]*))?(?:[eE]([+-]?[0-9]{1,4}))?$/

/**
 * Reads a decimal number exactly, as JSON and people write them: `1.10`, `0.25`, `3e-7`, `.5`. No
 * step goes through a floating-point number. `undefined` for signs, other text, and what exceeds
 * `decimalLengthMax` or `decimalExponentMax`.
 */
export function ratioFromDecimal(text: string): Ratio | undefined {
  if (text.length > decimalLengthMax) return undefined
  const [, whole = '', fraction = '', exponentText = '0'] = decimal.exec(text) ?? []
  const exponent = Number(exponentText)
  if (whole + fraction === '' || Math.abs(exponent) > decimalExponentMax) return undefined
  return scaledRatio(BigInt(whole + fraction), exponent - fraction.length)
}

/** `value` times ten to the power of `exponent`, exactly. */
export function scaledRatio(value: bigint, exponent: number): Ratio {
  return exponent >= 0
    ? makeRatio(value * 10n ** BigInt(exponent), 1n)
    : makeRatio(value, 10n ** BigInt(-exponent))
}
