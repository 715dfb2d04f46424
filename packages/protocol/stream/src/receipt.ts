/*
 * STREAM receipt (RFC 39), version 1, 58 bytes:
 *
 * | offset | field         | bytes                                                        |
 * |--------|---------------|--------------------------------------------------------------|
 * | 0      | version       | UInt8, 1                                                     |
 * | 1      | nonce         | 16                                                           |
 * | 17     | streamId      | UInt8                                                        |
 * | 18     | totalReceived | UInt64, in units of the receiver's asset                     |
 * | 26     | HMAC          | 32, HMAC-SHA256 of the bytes before it under the secret      |
 */
import { timingSafeEqual } from 'node:crypto'
import { createOerReader, IlpCodecError, readBytes, readUint8, readUint64 } from '@kivuko/ilp'
import { hmacSha256 } from './stream-crypto.ts'

/** What a third party gives a receiver so that it can check its receipts. */
export interface ReceiptSetup {
  /** 16 bytes. */
  readonly nonce: Uint8Array
  /** 32 bytes. */
  readonly secret: Uint8Array
}

/** A receipt as values; `totalReceived` is of the whole stream. */
export interface Receipt {
  readonly nonce: Uint8Array
  readonly streamId: number
  readonly totalReceived: bigint
}

/** Bytes of a receipt's nonce. */
export const receiptNonceLength = 16

/** Makes a receipt. */
export function encodeReceipt(options: {
  readonly setup: ReceiptSetup
  readonly streamId: number
  readonly totalReceived: bigint
}): Uint8Array {
  const receipt = Buffer.allocUnsafe(receiptLength)
  receipt.writeUInt8(version, 0)
  receipt.set(options.setup.nonce, 1)
  receipt.writeUInt8(options.streamId, 17)
  receipt.writeBigUInt64BE(options.totalReceived, 18)
  receipt.set(hmacSha256(options.setup.secret, receipt.subarray(0, hmacOffset)), hmacOffset)
  return receipt
}

/** Reads a receipt without checking who made it. Throws `IlpCodecError`. */
export function decodeReceipt(bytes: Uint8Array): Receipt {
  if (bytes.length !== receiptLength) throw new IlpCodecError('receipt of a wrong length')
  const reader = createOerReader(bytes)
  if (readUint8(reader) !== version) throw new IlpCodecError('not a known version of receipt')
  const nonce = readBytes(reader, receiptNonceLength)
  const streamId = readUint8(reader)
  return { nonce, streamId, totalReceived: readUint64(reader) }
}

/** Says whether a receipt was made by a holder of `secret`. */
export function isAuthenticReceipt(bytes: Uint8Array, secret: Uint8Array): boolean {
  if (bytes.length !== receiptLength) return false
  const expected = hmacSha256(secret, bytes.subarray(0, hmacOffset))
  return timingSafeEqual(expected, bytes.subarray(hmacOffset))
}

const version = 1
const hmacOffset = 26
const receiptLength = 58
