import { isUint64 } from './uint64.ts'

const decimal = /^([0-9]+)(?:\.([0-9]+))?$/

/**
 * Longest text that is read as an amount: 20 digits, a point and the 255 places of the largest
 * scale.
 */
const amountTextLengthMax = 276

/** Writes an amount of smallest units for people: 1234 at scale 2 is `12.34`. */
export function formatAmount(value: bigint, scale: number): string {
  if (scale === 0) return value.toString()
  const digits = value.toString().padStart(scale + 1, '0')
  return `${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

/**
 * Reads what people write, `12.34`, into smallest units. `undefined` when it is not a plain decimal
 * number, when it has more decimal places than the scale (zeros at the end aside), or exceeds 2^64
 * - 1.
 */
export function parseAmount(text: string, scale: number): bigint | undefined {
  if (text.length > amountTextLengthMax) return undefined
  const [, whole, fraction = ''] = decimal.exec(text) ?? []
  if (whole === undefined) return undefined
  const places = fraction.replace(/0+$/, '')
  if (places.length > scale) return undefined
  const value = BigInt(whole + places.padEnd(scale, '0'))
  return isUint64(value) ? value : undefined
}
