/** As many digits as uint64 amounts have, and more than a double tells apart. */
const significantDigits = 18

const decimalPattern = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/

interface Decimal {
  /** The number is `digits` × 10^`exponent`. */
  readonly digits: bigint
  readonly exponent: number
}

/**
 * 1 divided by a decimal, as decimal text of 18 significant digits, rounded half away from zero,
 * without trailing zeros. `undefined` for what is no decimal, and for zero.
 */
export function invertDecimal(text: string): string | undefined {
  const value = parseDecimal(text)
  if (value === undefined || value.digits === 0n) return undefined
  const negative = value.digits < 0n
  const digits = negative ? -value.digits : value.digits
  // One digit more than is kept at least, so that rounding looks at a digit that was divided.
  const scale = digits.toString().length + significantDigits
  const quotient = 10n ** BigInt(scale) / digits
  const rounded = roundDigits(quotient)
  const exponent = rounded.exponent - scale - value.exponent
  return (negative ? '-' : '') + printDecimal({ digits: rounded.digits, exponent })
}

function parseDecimal(text: string): Decimal | undefined {
  const match = decimalPattern.exec(text)
  if (match === null) return undefined
  const [, sign, whole = '', fraction = '', exponent = '0'] = match
  if (whole === '' && fraction === '') return undefined
  const digits = BigInt(whole + fraction)
  return {
    digits: sign === '-' ? -digits : digits,
    exponent: Number(exponent) - fraction.length,
  }
}

function roundDigits(digits: bigint): Decimal {
  const surplus = digits.toString().length - significantDigits
  if (surplus <= 0) return { digits, exponent: 0 }
  const unit = 10n ** BigInt(surplus)
  return { digits: (digits + unit / 2n) / unit, exponent: surplus }
}

function printDecimal({ digits, exponent }: Decimal): string {
  const text = digits.toString()
  if (exponent >= 0) return text + '0'.repeat(exponent)
  const padded = text.padStart(1 - exponent, '0')
  const point = padded.length + exponent
  const fraction = padded.slice(point).replace(/0+$/, '')
  return fraction === '' ? padded.slice(0, point) : `${padded.slice(0, point)}.${fraction}`
}
