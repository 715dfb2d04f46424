/*
 * ILP Fulfill (RFC 27, type 13). Contents: fulfillment 32 bytes, data var octet string of at most
 * 32,767.
 */
import { readBytes, readVarBytes } from './oer-reader.ts'
import { varBytesSize, writeBytes, writeVarBytes, writtenBytes } from './oer-writer.ts'
import {
  checkConditionLength,
  checkDataLength,
  conditionLength,
  dataLengthMax,
  openEnvelope,
  startPacket,
} from './packet.ts'

/** A Fulfill as values. */
export interface Fulfill {
  /** The 32 bytes whose SHA-256 is the condition of the Prepare. */
  readonly fulfillment: Uint8Array
  readonly data: Uint8Array
}

/** Reads a Fulfill; its parts are parts of `bytes`, not copies. Throws `IlpCodecError`. */
export function viewFulfill(bytes: Uint8Array): Fulfill {
  const reader = openEnvelope(bytes, 'fulfill')
  const fulfillment = readBytes(reader, conditionLength)
  const data = readVarBytes(reader, dataLengthMax)
  return { fulfillment, data }
}

/** Makes a Fulfill. A fulfillment not of 32 bytes or too much data is a `RangeError`. */
export function encodeFulfill(fulfill: Fulfill): Uint8Array {
  checkConditionLength(fulfill.fulfillment)
  checkDataLength(fulfill.data)
  const writer = startPacket('fulfill', conditionLength + varBytesSize(fulfill.data.length))
  writeBytes(writer, fulfill.fulfillment)
  writeVarBytes(writer, fulfill.data)
  return writtenBytes(writer)
}
