/*
 * The envelope of every ILP packet (RFC 27): type UInt8 (12 Prepare, 13 Fulfill, 14 Reject), then
 * the contents as a var octet string. A packet is its envelope and not a byte more; within the
 * contents, bytes after the last known field are ignored.
 */
import { addressLengthMax } from './address.ts'
import { IlpCodecError } from './ilp-codec-error.ts'
import { createOerReader, type OerReader, readLength, readUint8, remaining } from './oer-reader.ts'
import {
  createOerWriter,
  lengthSize,
  type OerWriter,
  writeLength,
  writeUint8,
} from './oer-writer.ts'

/** What a packet is. */
export type PacketType = 'prepare' | 'fulfill' | 'reject'

/** The type byte of each kind of packet. */
export const packetTypeCodes = { prepare: 12, fulfill: 13, reject: 14 } as const

/** Bytes of the data that a packet carries for its ends, at most. */
export const dataLengthMax = 32_767

/** Bytes of a reject's message, at most. */
export const messageLengthMax = 8191

/** Bytes of a condition and of a fulfillment. */
export const conditionLength = 32

/** Bytes of the largest packet, a reject with everything full; no transport need take more. */
export const packetLengthMax =
  1 + 3 + 3 + (3 + addressLengthMax) + (3 + messageLengthMax) + (3 + dataLengthMax)

/** Tells what a packet is by its first byte; throws `IlpCodecError` when it is none. */
export function packetType(bytes: Uint8Array): PacketType {
  switch (bytes[0]) {
    case packetTypeCodes.prepare:
      return 'prepare'
    case packetTypeCodes.fulfill:
      return 'fulfill'
    case packetTypeCodes.reject:
      return 'reject'
    default:
      throw new IlpCodecError('not a type of ILP packet')
  }
}

/** Opens the envelope of a packet of the expected type; the reader stands at its contents. */
export function openEnvelope(bytes: Uint8Array, expected: PacketType): OerReader {
  const reader = createOerReader(bytes)
  if (readUint8(reader) !== packetTypeCodes[expected]) {
    throw new IlpCodecError(`not a ${expected} packet`)
  }
  if (readLength(reader) !== remaining(reader)) {
    throw new IlpCodecError('packet longer or shorter than it says')
  }
  return reader
}

/** Starts a packet whose contents will take exactly `contentsLength` bytes. */
export function startPacket(type: PacketType, contentsLength: number): OerWriter {
  const writer = createOerWriter(1 + lengthSize(contentsLength) + contentsLength)
  writeUint8(writer, packetTypeCodes[type])
  writeLength(writer, contentsLength)
  return writer
}

/** Throws `RangeError` for data that no packet may carry. */
export function checkDataLength(data: Uint8Array): void {
  if (data.length > dataLengthMax) throw new RangeError('data too long for an ILP packet')
}

/** Throws `RangeError` for a condition or fulfillment that has not 32 bytes. */
export function checkConditionLength(bytes: Uint8Array): void {
  if (bytes.length !== conditionLength) throw new RangeError('condition not of 32 bytes')
}
