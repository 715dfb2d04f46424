/** The largest amount: 2^64 - 1. ILP packets and the ledger carry no more. */
export const uint64Max = 0xffff_ffff_ffff_ffffn

/** Most digits of an amount's text: as many as the largest amount has. */
const uint64DigitsMax = 20

const digits = /^[0-9]+$/

/** Whether the value fits an amount: 0 to 2^64 - 1. */
export function isUint64(value: bigint): boolean {
  return value >= 0n && value <= uint64Max
}

/**
 * Reads an amount written as decimal digits; `undefined` when it is anything else or above 2^64 -
 * 1.
 */
export function parseUint64(text: string): bigint | undefined {
  if (text.length > uint64DigitsMax || !digits.test(text)) return undefined
  const value = BigInt(text)
  return value <= uint64Max ? value : undefined
}
