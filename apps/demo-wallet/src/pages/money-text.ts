import { type Amount, formatAmount } from '@kivuko/money'

/** Writes an amount as people do: `$1,234.50`, `KES 20.00`, `0.000001 USDC`. */
export function moneyText({ value, code, scale }: Amount): string {
  const decimal = formatAmount(value, scale)
  if (!/^[A-Z]{3}$/.test(code) || scale > fractionDigitsMax) return `${decimal} ${code}`
  const format = new Intl.NumberFormat('en', {
    style: 'currency',
    currency: code,
    minimumFractionDigits: scale,
    maximumFractionDigits: scale,
  })
  // A text of digits, unlike a number, is formatted exactly; the type library lags behind.
  return format.format(decimal as Intl.StringNumericLiteral)
}

/** `Intl.NumberFormat` takes no more. */
const fractionDigitsMax = 100
