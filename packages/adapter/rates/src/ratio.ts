/** An exact positive ratio of two whole numbers, in lowest terms. */
export interface Ratio {
  readonly num: bigint
  readonly den: bigint
}

/** The ratio that changes nothing. */
export const one: Ratio = { num: 1n, den: 1n }

/** Longest text that is read as a price: more digits than any provider gives. */
const PRICE_LENGTH_MAX = 100

/** Largest power of ten, up or down, of a price: beyond it something is wrong with the provider. */
const PRICE_EXPONENT_MAX = 40

const decimal = /^(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

/**
 * Reads what an adapter answered as a price: a number by its shortest text, or a text, digit by
 * digit. `undefined` for what is not a number above 0, and for what no price can be.
 */
export function readPrice(told: unknown): Ratio | undefined {
  const text = typeof told === 'number' ? String(told) : told
  if (typeof text !== 'string' || text.length > PRICE_LENGTH_MAX) return undefined
  const [, whole = '', fraction = '', exponentText = '0'] = decimal.exec(text.trim()) ?? []
  if (whole + fraction === '') return undefined
  const [digits, exponent] = [BigInt(whole + fraction), Number(exponentText) - fraction.length]
  if (digits === 0n || Math.abs(Number(exponentText)) > PRICE_EXPONENT_MAX) return undefined
  return exponent >= 0
    ? makeRatio(digits * 10n ** BigInt(exponent), 1n)
    : makeRatio(digits, 10n ** BigInt(-exponent))
}

/** The ratio of two numbers above 0, in lowest terms. */
export function makeRatio(num: bigint, den: bigint): Ratio {
  const divisor = greatestCommonDivisor(num, den)
  return { num: num / divisor, den: den / divisor }
}

/** The exact product. */
export function multiply(left: Ratio, right: Ratio): Ratio {
  return makeRatio(left.num * right.num, left.den * right.den)
}

/** One over the ratio. */
export function invert({ num, den }: Ratio): Ratio {
  return { num: den, den: num }
}

/** Below 0 when `left` is the smaller, 0 when both are the same. */
export function compare(left: Ratio, right: Ratio): number {
  const difference = left.num * right.den - right.num * left.den
  return difference === 0n ? 0 : difference < 0n ? -1 : 1
}

/** The middle one, or the exact mean of the two in the middle; `undefined` of none. */
export function median(ratios: readonly Ratio[]): Ratio | undefined {
  const sorted = ratios.toSorted(compare)
  const upper = sorted[Math.floor(sorted.length / 2)]
  const lower = sorted[Math.ceil(sorted.length / 2) - 1]
  if (upper === undefined || lower === undefined || upper === lower) return upper
  return makeRatio(lower.num * upper.den + upper.num * lower.den, 2n * lower.den * upper.den)
}

/** Digits of a published rate: as many as every decimal keeps on its way through a double. */
const SIGNIFICANT_DIGITS = 15

/** Decimal text of 15 significant digits, rounded half up, without exponent or trailing zeros. */
export function decimalText({ num, den }: Ratio): string {
  // 10^(whole - 1) < num / den < 10^(whole + 1)
  const whole = num.toString().length - den.toString().length
  const isBelow = compare({ num, den }, powerOfTen(whole)) < 0
  const places = SIGNIFICANT_DIGITS - whole - (isBelow ? 0 : 1)
  const scaled = multiply({ num, den }, powerOfTen(places))
  const digits = (2n * scaled.num + scaled.den) / (2n * scaled.den)
  return placePoint(digits.toString(), places)
}

function placePoint(digits: string, places: number): string {
  if (places <= 0) return digits + '0'.repeat(-places)
  const padded = digits.padStart(places + 1, '0')
  const fraction = padded.slice(-places).replace(/0+$/, '')
  const whole = padded.slice(0, -places)
  return fraction === '' ? whole : `${whole}.${fraction}`
}

function powerOfTen(exponent: number): Ratio {
  return exponent >= 0
    ? { num: 10n ** BigInt(exponent), den: 1n }
    : { num: 1n, den: 10n ** BigInt(-exponent) }
}

function greatestCommonDivisor(first: bigint, second: bigint): bigint {
  let [larger, smaller] = [first, second]
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller]
  return larger
}
