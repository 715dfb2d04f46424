/*
 * STREAM packet (RFC 29), which an ILP packet carries encrypted as its data:
 *
 * | field         | bytes                                                                       |
 * |---------------|-----------------------------------------------------------------------------|
 * | version       | UInt8, 1                                                                    |
 * | packet type   | UInt8, that of the ILP packet which carries it: 12, 13 or 14                |
 * | sequence      | VarUInt; a reply repeats that of its request                                |
 * | prepareAmount | VarUInt; request: the least to deliver, reply: what the receiver got        |
 * | frames        | VarUInt count, then the frames (stream-frame.ts)                            |
 *
 * Bytes after the last frame are padding and ignored.
 */
import {
  createOerReader,
  createOerWriter,
  dataLengthMax,
  IlpCodecError,
  type PacketType,
  packetType,
  packetTypeCodes,
  readBytes,
  readUint8,
  readVarCount,
  readVarUint,
  writeUint8,
  writeVarUint,
  writtenBytes,
} from '@kivuko/ilp'
import { readFrame, type StreamFrame, writeFrame } from './stream-frame.ts'

/** A STREAM packet as values. */
export interface StreamPacket {
  readonly packetType: PacketType
  readonly sequence: bigint
  readonly prepareAmount: bigint
  readonly frames: readonly StreamFrame[]
}

/** Makes the bytes of a STREAM packet, not yet encrypted. */
export function encodeStreamPacket(packet: StreamPacket): Uint8Array {
  const writer = createOerWriter()
  const contents = createOerWriter(contentsCapacity)
  writeUint8(writer, version)
  writeUint8(writer, packetTypeCodes[packet.packetType])
  writeVarUint(writer, packet.sequence)
  writeVarUint(writer, packet.prepareAmount)
  writeVarUint(writer, BigInt(packet.frames.length))
  for (const frame of packet.frames) writeFrame(writer, contents, frame)
  return writtenBytes(writer)
}

/** Reads a decrypted STREAM packet, leaving out frames of unknown types. Throws `IlpCodecError`. */
export function decodeStreamPacket(bytes: Uint8Array): StreamPacket {
  const reader = createOerReader(bytes)
  if (readUint8(reader) !== version) throw new IlpCodecError('not a known version of STREAM')
  const type = packetType(readBytes(reader, 1))
  const sequence = readVarUint(reader)
  const prepareAmount = readVarUint(reader)
  const frames: StreamFrame[] = []
  for (let left = readVarCount(reader, frameCountMax); left > 0; left -= 1) {
    const frame = readFrame(reader)
    if (frame !== undefined) frames.push(frame)
  }
  return { packetType: type, sequence, prepareAmount, frames }
}

const version = 1
const contentsCapacity = 64

/** A frame takes two bytes at least. */
const frameCountMax = Math.floor(dataLengthMax / 2)
