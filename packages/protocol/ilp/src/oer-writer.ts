/*
 * Octet Encoding Rules (RFC 30), written: the forms are in the table of oer-reader.ts. Lengths and
 * integers are always written in their shortest form.
 */

/** Capacity that a writer starts with unless it is told a better one. */
const capacityDefault = 256

/** Bytes being written; grows as needed. */
export interface OerWriter {
  buffer: Buffer
  offset: number
}

/** Starts writing. A `capacity` that is the final size saves every copy. */
export function createOerWriter(capacity = capacityDefault): OerWriter {
  return { buffer: Buffer.allocUnsafe(capacity), offset: 0 }
}

/** What was written so far; valid until the next write. */
export function writtenBytes(writer: OerWriter): Buffer {
  return writer.buffer.subarray(0, writer.offset)
}

/** Bytes that a length determinant for `length` takes. */
export function lengthSize(length: number): number {
  if (length < 0x80) return 1
  return length < 0x100 ? 2 : length < 0x1_0000 ? 3 : 4
}

/** Bytes that a var octet string of `length` takes, its length determinant included. */
export function varBytesSize(length: number): number {
  return lengthSize(length) + length
}

/** Bytes that `value` takes as a VarUInt, its length determinant included. */
export function varUintSize(value: bigint): number {
  return 1 + bigEndianSize(value)
}

/** Writes one byte. */
export function writeUint8(writer: OerWriter, value: number): void {
  const at = reserve(writer, 1)
  writer.buffer.writeUInt8(value, at)
}

/** Writes two bytes. */
export function writeUint16(writer: OerWriter, value: number): void {
  const at = reserve(writer, 2)
  writer.buffer.writeUInt16BE(value, at)
}

/** Writes four bytes. */
export function writeUint32(writer: OerWriter, value: number): void {
  const at = reserve(writer, 4)
  writer.buffer.writeUInt32BE(value, at)
}

/** Writes eight bytes. */
export function writeUint64(writer: OerWriter, value: bigint): void {
  const at = reserve(writer, 8)
  writer.buffer.writeBigUInt64BE(value, at)
}

/** Writes bytes as they are. */
export function writeBytes(writer: OerWriter, bytes: Uint8Array): void {
  const at = reserve(writer, bytes.length)
  writer.buffer.set(bytes, at)
}

/** Writes a length determinant; above 2^24 - 1 is a `RangeError`. */
export function writeLength(writer: OerWriter, length: number): void {
  const size = lengthSize(length)
  const at = reserve(writer, size)
  if (size === 1) {
    writer.buffer.writeUInt8(length, at)
    return
  }
  writer.buffer.writeUInt8(0x80 + size - 1, at)
  writer.buffer.writeUIntBE(length, at + 1, size - 1)
}

/** Writes a var octet string. */
export function writeVarBytes(writer: OerWriter, bytes: Uint8Array): void {
  writeLength(writer, bytes.length)
  writeBytes(writer, bytes)
}

/** Writes text as a var octet string in UTF-8, which for ASCII is ASCII. */
export function writeVarText(writer: OerWriter, text: string): void {
  const length = Buffer.byteLength(text, 'utf8')
  writeLength(writer, length)
  const at = reserve(writer, length)
  writer.buffer.write(text, at, length, 'utf8')
}

/** Writes a VarUInt of at most 64 bits. */
export function writeVarUint(writer: OerWriter, value: bigint): void {
  const size = bigEndianSize(value)
  const at = reserve(writer, 1 + size)
  writer.buffer.writeUInt8(size, at)
  if (size === 8) {
    writer.buffer.writeBigUInt64BE(value, at + 1)
    return
  }
  const low = size <= 6 ? size : 6
  writer.buffer.writeUIntBE(Number(value & 0xffff_ffff_ffffn), at + 1 + size - low, low)
  if (size > low) writer.buffer.writeUIntBE(Number(value >> 48n), at + 1, size - low)
}

function reserve(writer: OerWriter, length: number): number {
  const start = writer.offset
  const end = start + length
  if (end > writer.buffer.length) grow(writer, end)
  writer.offset = end
  return start
}

function grow(writer: OerWriter, needed: number): void {
  const larger = Buffer.allocUnsafe(Math.max(needed, writer.buffer.length * 2))
  larger.set(writer.buffer.subarray(0, writer.offset))
  writer.buffer = larger
}

function bigEndianSize(value: bigint): number {
  if (value < 0n || value > 0xffff_ffff_ffff_ffffn) {
    throw new RangeError('not an unsigned integer of 64 bits')
  }
  let size = 1
  for (let bound = 0x100n; size < 8 && value >= bound; bound <<= 8n) size += 1
  return size
}
