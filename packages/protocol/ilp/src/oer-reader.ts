/*
 * Octet Encoding Rules (RFC 30): what is read here
 *
 * | form             | bytes                                                                      |
 * |------------------|----------------------------------------------------------------------------|
 * | UInt8/16/32/64   | 1, 2, 4 or 8 bytes, big-endian                                             |
 * | length           | 0..127 in one byte, else 0x80 + n followed by n bytes, no leading zero     |
 * | var octet string | length, bytes                                                              |
 * | VarUInt          | length (at least 1), big-endian bytes                                      |
 *
 * A length that is not in its shortest form is refused, so a packet has one encoding only.
 */
import { IlpCodecError } from './ilp-codec-error.ts'

/** Most bytes that a length may itself take: 2^24 - 1 is far above every limit of the protocols. */
const lengthOfLengthMax = 3

/** Most bytes of a VarUInt that fits into 64 bits. */
const varUintBytesMax = 8

/** The largest unsigned integer of 64 bits. */
export const uint64Max = 0xffff_ffff_ffff_ffffn

/** A place in received bytes; reading moves `offset` on and never passes `end`. */
export interface OerReader {
  readonly bytes: Buffer
  readonly end: number
  offset: number
}

/** Starts reading at `start` and ends before `end` (default: all of `bytes`), without copying. */
export function createOerReader(bytes: Uint8Array, start = 0, end = bytes.length): OerReader {
  if (start < 0 || end > bytes.length || start > end) {
    throw new RangeError('the part to read lies outside of the bytes')
  }
  return { bytes: toBuffer(bytes), end, offset: start }
}

/** The same memory as a `Buffer`, which what comes from a socket already is. */
export function toBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}

/** Bytes not yet read. */
export function remaining(reader: OerReader): number {
  return reader.end - reader.offset
}

/** Reads one byte. */
export function readUint8(reader: OerReader): number {
  return reader.bytes.readUInt8(advance(reader, 1))
}

/** Reads two bytes. */
export function readUint16(reader: OerReader): number {
  return reader.bytes.readUInt16BE(advance(reader, 2))
}

/** Reads four bytes. */
export function readUint32(reader: OerReader): number {
  return reader.bytes.readUInt32BE(advance(reader, 4))
}

/** Reads eight bytes. */
export function readUint64(reader: OerReader): bigint {
  return reader.bytes.readBigUInt64BE(advance(reader, 8))
}

/** Gives the next `length` bytes as a part of the received memory. */
export function readBytes(reader: OerReader, length: number): Buffer {
  const start = advance(reader, length)
  return reader.bytes.subarray(start, start + length)
}

/** Reads a length determinant. The bytes that it announces may still be missing. */
export function readLength(reader: OerReader): number {
  const first = readUint8(reader)
  if (first < 0x80) return first
  const size = first & 0x7f
  if (size === 0 || size > lengthOfLengthMax) throw new IlpCodecError('length out of bounds')
  const length = reader.bytes.readUIntBE(advance(reader, size), size)
  if (length < 0x80 || length < 2 ** (8 * (size - 1))) {
    throw new IlpCodecError('length not in its shortest form')
  }
  return length
}

/** Reads a var octet string of at most `lengthMax` bytes, as a part of the received memory. */
export function readVarBytes(reader: OerReader, lengthMax: number): Buffer {
  const length = readLength(reader)
  if (length > lengthMax) throw new IlpCodecError('octet string too long')
  return readBytes(reader, length)
}

/** Reads a var octet string of at most `lengthMax` bytes as ASCII; a byte above 127 is refused. */
export function readVarAscii(reader: OerReader, lengthMax: number): string {
  const bytes = readVarBytes(reader, lengthMax)
  for (const byte of bytes) if (byte > 0x7f) throw new IlpCodecError('text is not ASCII')
  return bytes.toString('latin1')
}

/**
 * Reads a var octet string of at most `lengthMax` bytes, one character a byte: for text that is
 * checked against an alphabet of its own next.
 */
export function readVarLatin1(reader: OerReader, lengthMax: number): string {
  return readVarBytes(reader, lengthMax).toString('latin1')
}

/**
 * Reads a var octet string of at most `lengthMax` bytes as UTF-8; wrong sequences become U+FFFD.
 */
export function readVarUtf8(reader: OerReader, lengthMax: number): string {
  return readVarBytes(reader, lengthMax).toString('utf8')
}

/** Reads a VarUInt of at most 64 bits. Leading zero bytes are tolerated within the eight. */
export function readVarUint(reader: OerReader): bigint {
  const bytes = varUintBytes(reader)
  if (bytes.length > varUintBytesMax) throw new IlpCodecError('integer above 64 bits')
  return bigEndian(bytes)
}

/**
 * Reads a VarUInt; one above 64 bits reads as the largest that has 64, as RFC 29 wants of
 * `receiveMax` and its like.
 */
export function readVarUintSaturating(reader: OerReader): bigint {
  const bytes = varUintBytes(reader)
  const high = bytes.length - varUintBytesMax
  for (let at = 0; at < high; at += 1) if (bytes[at] !== 0) return uint64Max
  return bigEndian(high > 0 ? bytes.subarray(high) : bytes)
}

/** Reads a count of elements: a VarUInt no larger than `countMax`. */
export function readVarCount(reader: OerReader, countMax: number): number {
  const count = readVarUint(reader)
  if (count > BigInt(countMax)) throw new IlpCodecError('too many elements')
  return Number(count)
}

function advance(reader: OerReader, length: number): number {
  const start = reader.offset
  if (start + length > reader.end) throw new IlpCodecError('bytes end too early')
  reader.offset = start + length
  return start
}

function varUintBytes(reader: OerReader): Buffer {
  const length = readLength(reader)
  if (length === 0) throw new IlpCodecError('integer without bytes')
  return readBytes(reader, length)
}

function bigEndian(bytes: Buffer): bigint {
  if (bytes.length === varUintBytesMax) return bytes.readBigUInt64BE(0)
  const low = bytes.length <= 6 ? bytes.length : 6
  const head = bytes.length - low
  const lowPart = BigInt(bytes.readUIntBE(head, low))
  return head === 0 ? lowPart : (BigInt(bytes.readUIntBE(0, head)) << 48n) | lowPart
}
