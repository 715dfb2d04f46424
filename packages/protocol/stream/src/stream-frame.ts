/*
 * STREAM frames (RFC 29). On the wire: type UInt8, then the contents as a var octet string. Bytes
 * after the last known field of the contents are ignored, and so is a frame of an unknown type.
 *
 * | type | frame                     | contents                                              |
 * |------|---------------------------|-------------------------------------------------------|
 * | 0x01 | ConnectionClose           | UInt8 errorCode, UTF-8 errorMessage                   |
 * | 0x02 | ConnectionNewAddress      | UTF-8 sourceAccount                                   |
 * | 0x03 | ConnectionMaxData         | VarUInt maxOffset                                     |
 * | 0x04 | ConnectionDataBlocked     | VarUInt maxOffset                                     |
 * | 0x05 | ConnectionMaxStreamId     | VarUInt maxStreamId                                   |
 * | 0x06 | ConnectionStreamIdBlocked | VarUInt maxStreamId                                   |
 * | 0x07 | ConnectionAssetDetails    | UTF-8 sourceAssetCode, UInt8 sourceAssetScale         |
 * | 0x10 | StreamClose               | VarUInt streamId, UInt8 errorCode, UTF-8 errorMessage |
 * | 0x11 | StreamMoney               | VarUInt streamId, shares                              |
 * | 0x12 | StreamMaxMoney            | VarUInt streamId, receiveMax *, totalReceived         |
 * | 0x13 | StreamMoneyBlocked        | VarUInt streamId, sendMax *, totalSent                |
 * | 0x14 | StreamData                | VarUInt streamId, offset, octets data                 |
 * | 0x15 | StreamMaxData             | VarUInt streamId, maxOffset                           |
 * | 0x16 | StreamDataBlocked         | VarUInt streamId, maxOffset                           |
 * | 0x17 | StreamReceipt             | VarUInt streamId, octets receipt (receipt.ts)         |
 *
 * UTF-8 and octets have a length before them. VarUInts marked * read as the largest integer of 64
 * bits when they are above it.
 */
import {
  createOerReader,
  dataLengthMax,
  type OerReader,
  type OerWriter,
  readUint8,
  readVarBytes,
  readVarUint,
  readVarUintSaturating,
  readVarUtf8,
  writeUint8,
  writeVarBytes,
  writeVarText,
  writeVarUint,
  writtenBytes,
} from '@kivuko/ilp'

/** A frame about the connection as a whole. */
export type ConnectionFrame =
  | { readonly type: 'ConnectionClose'; readonly errorCode: number; readonly errorMessage: string }
  | { readonly type: 'ConnectionNewAddress'; readonly sourceAccount: string }
  | { readonly type: 'ConnectionMaxData'; readonly maxOffset: bigint }
  | { readonly type: 'ConnectionDataBlocked'; readonly maxOffset: bigint }
  | { readonly type: 'ConnectionMaxStreamId'; readonly maxStreamId: bigint }
  | { readonly type: 'ConnectionStreamIdBlocked'; readonly maxStreamId: bigint }
  | {
      readonly type: 'ConnectionAssetDetails'
      readonly sourceAssetCode: string
      readonly sourceAssetScale: number
    }

/** A frame about one stream of a connection. */
export type SingleStreamFrame = { readonly streamId: bigint } & (
  | { readonly type: 'StreamClose'; readonly errorCode: number; readonly errorMessage: string }
  | { readonly type: 'StreamMoney'; readonly shares: bigint }
  | {
      readonly type: 'StreamMaxMoney'
      readonly receiveMax: bigint
      readonly totalReceived: bigint
    }
  | { readonly type: 'StreamMoneyBlocked'; readonly sendMax: bigint; readonly totalSent: bigint }
  | { readonly type: 'StreamData'; readonly offset: bigint; readonly data: Uint8Array }
  | { readonly type: 'StreamMaxData'; readonly maxOffset: bigint }
  | { readonly type: 'StreamDataBlocked'; readonly maxOffset: bigint }
  | { readonly type: 'StreamReceipt'; readonly receipt: Uint8Array }
)

/** Any frame of RFC 29. */
export type StreamFrame = ConnectionFrame | SingleStreamFrame

/** Error codes of close frames (RFC 29). Others may come from outside. */
export const streamErrorCodes = {
  noError: 1,
  internalError: 2,
  endpointBusy: 3,
  flowControlError: 4,
  streamIdError: 5,
  streamStateError: 6,
  frameFormatError: 7,
  protocolViolation: 8,
  applicationError: 9,
} as const

/** Reads the next frame; undefined for one of an unknown type. Throws `IlpCodecError`. */
export function readFrame(reader: OerReader): StreamFrame | undefined {
  const code = readUint8(reader)
  const contents = createOerReader(readVarBytes(reader, dataLengthMax))
  return code < firstStreamFrameCode
    ? readConnectionFrame(code, contents)
    : readStreamFrame(code, contents)
}

/** Writes a frame. `contents` is a writer for scratch, emptied here. */
export function writeFrame(writer: OerWriter, contents: OerWriter, frame: StreamFrame): void {
  contents.offset = 0
  if ('streamId' in frame) writeStreamContents(contents, frame)
  else writeConnectionContents(contents, frame)
  writeUint8(writer, frameCodes[frame.type])
  writeVarBytes(writer, writtenBytes(contents))
}

const frameCodes = {
  ConnectionClose: 0x01,
  ConnectionNewAddress: 0x02,
  ConnectionMaxData: 0x03,
  ConnectionDataBlocked: 0x04,
  ConnectionMaxStreamId: 0x05,
  ConnectionStreamIdBlocked: 0x06,
  ConnectionAssetDetails: 0x07,
  StreamClose: 0x10,
  StreamMoney: 0x11,
  StreamMaxMoney: 0x12,
  StreamMoneyBlocked: 0x13,
  StreamData: 0x14,
  StreamMaxData: 0x15,
  StreamDataBlocked: 0x16,
  StreamReceipt: 0x17,
} as const satisfies Record<StreamFrame['type'], number>

const firstStreamFrameCode = frameCodes.StreamClose

function readConnectionFrame(code: number, contents: OerReader): ConnectionFrame | undefined {
  switch (code) {
    case frameCodes.ConnectionClose:
      return { type: 'ConnectionClose', ...readError(contents) }
    case frameCodes.ConnectionNewAddress:
      return { type: 'ConnectionNewAddress', sourceAccount: readText(contents) }
    case frameCodes.ConnectionMaxData:
      return { type: 'ConnectionMaxData', maxOffset: readVarUint(contents) }
    case frameCodes.ConnectionDataBlocked:
      return { type: 'ConnectionDataBlocked', maxOffset: readVarUint(contents) }
    case frameCodes.ConnectionMaxStreamId:
      return { type: 'ConnectionMaxStreamId', maxStreamId: readVarUint(contents) }
    case frameCodes.ConnectionStreamIdBlocked:
      return { type: 'ConnectionStreamIdBlocked', maxStreamId: readVarUint(contents) }
    case frameCodes.ConnectionAssetDetails: {
      const sourceAssetCode = readText(contents)
      return {
        type: 'ConnectionAssetDetails',
        sourceAssetCode,
        sourceAssetScale: readUint8(contents),
      }
    }
    default:
      return undefined
  }
}

function readStreamFrame(code: number, contents: OerReader): SingleStreamFrame | undefined {
  switch (code) {
    case frameCodes.StreamClose:
      return { type: 'StreamClose', streamId: readVarUint(contents), ...readError(contents) }
    case frameCodes.StreamMoney: {
      const streamId = readVarUint(contents)
      return { type: 'StreamMoney', streamId, shares: readVarUint(contents) }
    }
    case frameCodes.StreamMaxMoney: {
      const streamId = readVarUint(contents)
      const receiveMax = readVarUintSaturating(contents)
      const totalReceived = readVarUint(contents)
      return { type: 'StreamMaxMoney', streamId, receiveMax, totalReceived }
    }
    case frameCodes.StreamMoneyBlocked: {
      const streamId = readVarUint(contents)
      const sendMax = readVarUintSaturating(contents)
      return { type: 'StreamMoneyBlocked', streamId, sendMax, totalSent: readVarUint(contents) }
    }
    case frameCodes.StreamData: {
      const streamId = readVarUint(contents)
      const offset = readVarUint(contents)
      return { type: 'StreamData', streamId, offset, data: readVarBytes(contents, dataLengthMax) }
    }
    case frameCodes.StreamMaxData: {
      const streamId = readVarUint(contents)
      return { type: 'StreamMaxData', streamId, maxOffset: readVarUint(contents) }
    }
    case frameCodes.StreamDataBlocked: {
      const streamId = readVarUint(contents)
      return { type: 'StreamDataBlocked', streamId, maxOffset: readVarUint(contents) }
    }
    case frameCodes.StreamReceipt: {
      const streamId = readVarUint(contents)
      return { type: 'StreamReceipt', streamId, receipt: readVarBytes(contents, dataLengthMax) }
    }
    default:
      return undefined
  }
}

function writeConnectionContents(contents: OerWriter, frame: ConnectionFrame): void {
  switch (frame.type) {
    case 'ConnectionClose':
      return writeError(contents, frame)
    case 'ConnectionNewAddress':
      return writeVarText(contents, frame.sourceAccount)
    case 'ConnectionMaxData':
    case 'ConnectionDataBlocked':
      return writeVarUint(contents, frame.maxOffset)
    case 'ConnectionMaxStreamId':
    case 'ConnectionStreamIdBlocked':
      return writeVarUint(contents, frame.maxStreamId)
    case 'ConnectionAssetDetails':
      writeVarText(contents, frame.sourceAssetCode)
      return writeUint8(contents, frame.sourceAssetScale)
  }
}

function writeStreamContents(contents: OerWriter, frame: SingleStreamFrame): void {
  writeVarUint(contents, frame.streamId)
  switch (frame.type) {
    case 'StreamClose':
      return writeError(contents, frame)
    case 'StreamMoney':
      return writeVarUint(contents, frame.shares)
    case 'StreamMaxMoney':
      writeVarUint(contents, frame.receiveMax)
      return writeVarUint(contents, frame.totalReceived)
    case 'StreamMoneyBlocked':
      writeVarUint(contents, frame.sendMax)
      return writeVarUint(contents, frame.totalSent)
    case 'StreamData':
      writeVarUint(contents, frame.offset)
      return writeVarBytes(contents, frame.data)
    case 'StreamMaxData':
    case 'StreamDataBlocked':
      return writeVarUint(contents, frame.maxOffset)
    case 'StreamReceipt':
      return writeVarBytes(contents, frame.receipt)
  }
}

interface CloseError {
  readonly errorCode: number
  readonly errorMessage: string
}

function readError(contents: OerReader): CloseError {
  const errorCode = readUint8(contents)
  return { errorCode, errorMessage: readText(contents) }
}

function writeError(contents: OerWriter, error: CloseError): void {
  writeUint8(contents, error.errorCode)
  writeVarText(contents, error.errorMessage)
}

function readText(contents: OerReader): string {
  return readVarUtf8(contents, dataLengthMax)
}
