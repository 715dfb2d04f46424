/*
 * The data of an F08 reject (RFC 27): receivedAmount UInt64, maximumAmount UInt64, both in the unit
 * in which the rejecting hop received the packet. A sender scales its own amount by maximum /
 * received.
 */
import { createOerReader, readUint64, remaining } from './oer-reader.ts'

/** What a hop received and how much it would have taken. */
export interface AmountTooLarge {
  readonly receivedAmount: bigint
  readonly maximumAmount: bigint
}

/** Makes the data of an F08 reject. */
export function amountTooLargeData(amounts: AmountTooLarge): Uint8Array {
  const data = Buffer.allocUnsafe(dataLength)
  data.writeBigUInt64BE(amounts.receivedAmount, 0)
  data.writeBigUInt64BE(amounts.maximumAmount, 8)
  return data
}

/**
 * Reads the data of an F08 reject; undefined when a hop left it out or filled it with something
 * else.
 */
export function readAmountTooLarge(data: Uint8Array): AmountTooLarge | undefined {
  const reader = createOerReader(data)
  if (remaining(reader) < dataLength) return undefined
  return { receivedAmount: readUint64(reader), maximumAmount: readUint64(reader) }
}

const dataLength = 16
