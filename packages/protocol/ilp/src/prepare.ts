/*
 * ILP Prepare (RFC 27, type 12). Contents:
 *
 * | offset | field       | bytes                                              |
 * |--------|-------------|----------------------------------------------------|
 * | 0      | amount      | UInt64                                             |
 * | 8      | expiresAt   | 17 digits, timestamp.ts                            |
 * | 25     | condition   | 32                                                 |
 * | 57     | destination | var octet string, an address of at most 1,023      |
 * |        | data        | var octet string of at most 32,767                 |
 *
 * A hop changes the first 25 bytes where they stand; nothing else moves.
 */
import { addressLengthMax, type IlpAddress, parseIlpAddress } from './address.ts'
import { readBytes, readUint64, readVarBytes, readVarLatin1, toBuffer } from './oer-reader.ts'
import {
  varBytesSize,
  writeBytes,
  writeUint64,
  writeVarBytes,
  writeVarText,
  writtenBytes,
} from './oer-writer.ts'
import {
  checkConditionLength,
  checkDataLength,
  conditionLength,
  dataLengthMax,
  openEnvelope,
  startPacket,
} from './packet.ts'
import { readTimestamp, timestampLength, writeTimestamp } from './timestamp.ts'

/** A Prepare as values. Amounts are in the asset of the link that it travels on. */
export interface Prepare {
  readonly amount: bigint
  readonly expiresAtMs: number
  readonly condition: Uint8Array
  readonly destination: IlpAddress
  readonly data: Uint8Array
}

/** A Prepare read where it lies: `condition` and `data` are parts of `bytes`, not copies. */
export interface PrepareView extends Prepare {
  /** The whole packet. */
  readonly bytes: Uint8Array
  /** Where the contents begin, and so the amount. */
  readonly contentsOffset: number
}

/** Reads a Prepare without copying. Throws `IlpCodecError`. */
export function viewPrepare(bytes: Uint8Array): PrepareView {
  const reader = openEnvelope(bytes, 'prepare')
  const contentsOffset = reader.offset
  const amount = readUint64(reader)
  readBytes(reader, timestampLength)
  const expiresAtMs = readTimestamp(reader.bytes, contentsOffset + amountLength)
  const condition = readBytes(reader, conditionLength)
  const destination = parseIlpAddress(readVarLatin1(reader, addressLengthMax))
  const data = readVarBytes(reader, dataLengthMax)
  return { bytes: reader.bytes, contentsOffset, amount, expiresAtMs, condition, destination, data }
}

/**
 * Writes a new amount and expiry into the packet that `view` looks at. The view goes on telling
 * those that were received.
 */
export function patchPrepare(
  view: PrepareView,
  changes: { readonly amount: bigint; readonly expiresAtMs: number },
): void {
  writeTimestamp(view.bytes, view.contentsOffset + amountLength, changes.expiresAtMs)
  toBuffer(view.bytes).writeBigUInt64BE(changes.amount, view.contentsOffset)
}

/** Makes a Prepare. Values outside of the format's bounds are a `RangeError`. */
export function encodePrepare(prepare: Prepare): Uint8Array {
  checkConditionLength(prepare.condition)
  checkDataLength(prepare.data)
  const writer = startPacket(
    'prepare',
    fixedLength + varBytesSize(prepare.destination.length) + varBytesSize(prepare.data.length),
  )
  writeUint64(writer, prepare.amount)
  writeTimestamp(writer.buffer, writer.offset, prepare.expiresAtMs)
  writer.offset += timestampLength
  writeBytes(writer, prepare.condition)
  writeVarText(writer, prepare.destination)
  writeVarBytes(writer, prepare.data)
  return writtenBytes(writer)
}

const amountLength = 8
const fixedLength = amountLength + timestampLength + conditionLength
