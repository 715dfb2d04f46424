import { z } from 'zod'

/** The largest value of an amount: amounts are unsigned 64-bit integers. */
export const amountValueMax = 2n ** 64n - 1n

/**
 * An amount as Open Payments writes it.
 *
 * | member       | content                                                  |
 * |--------------|----------------------------------------------------------|
 * | `value`      | decimal text of an unsigned 64-bit integer, no leading 0 |
 * | `assetCode`  | for currencies the code of ISO 4217                      |
 * | `assetScale` | decimal places of the smallest unit, 0 to 255            |
 */
export interface WireAmount {
  readonly value: string
  readonly assetCode: string
  readonly assetScale: number
}

/** The same amount with its value as a bigint. */
export interface ParsedAmount {
  readonly value: bigint
  readonly code: string
  readonly scale: number
}

/** Which member of which amount is wrong, and how. */
export interface AmountRefusal {
  readonly refusal: 'invalidAmount'
  /** Such as `debitAmount.value`. */
  readonly field: string
  readonly description: string
}

/** Reads an amount of unknown origin; `name` is the amount's own member name, for the refusal. */
export function parseAmount(amount: unknown, name: string): ParsedAmount | AmountRefusal {
  if (typeof amount !== 'object' || amount === null) return refuse(name, 'must be an amount')
  const { value, assetCode, assetScale } = amount as Partial<Record<keyof WireAmount, unknown>>
  if (typeof value !== 'string' || !isUint64Text(value)) {
    return refuse(`${name}.value`, 'must be the decimal text of an unsigned 64-bit integer')
  }
  if (typeof assetCode !== 'string' || assetCode === '') {
    return refuse(`${name}.assetCode`, 'must be a text')
  }
  if (typeof assetScale !== 'number' || !isScale(assetScale)) {
    return refuse(`${name}.assetScale`, 'must be an integer from 0 to 255')
  }
  return { value: BigInt(value), code: assetCode, scale: assetScale }
}

/**
 * Writes an amount. Throws when its value is no unsigned 64-bit integer, which is a fault of the
 * caller.
 */
export function serializeAmount({ value, code, scale }: ParsedAmount): WireAmount {
  if (value < 0n || value > amountValueMax) throw new RangeError(`${value} is no uint64`)
  return { value: value.toString(), assetCode: code, assetScale: scale }
}

/** The schema of an amount; members beyond the three are dropped. */
export const amountSchema: z.ZodType<WireAmount> = z.object({
  value: z.string().refine(isUint64Text, 'must be the decimal text of an unsigned 64-bit integer'),
  assetCode: z.string().min(1),
  assetScale: z.int().min(0).max(255),
})

function isUint64Text(text: string): boolean {
  return /^(?:0|[1-9][0-9]{0,19})$/.test(text) && BigInt(text) <= amountValueMax
}

function isScale(scale: number): boolean {
  return Number.isInteger(scale) && scale >= 0 && scale <= 255
}

function refuse(field: string, complaint: string): AmountRefusal {
  return { refusal: 'invalidAmount', field, description: `${field} ${complaint}` }
}
