export {
  addressLengthMax,
  type IlpAddress,
  isIlpAddress,
  isIlpAddressPrefix,
  parseIlpAddress,
} from './address.ts'
export {
  type AmountTooLarge,
  amountTooLargeData,
  readAmountTooLarge,
} from './amount-too-large.ts'
export { encodeFulfill, type Fulfill, viewFulfill } from './fulfill.ts'
export { IlpCodecError } from './ilp-codec-error.ts'
export {
  createOerReader,
  type OerReader,
  readBytes,
  readLength,
  readUint8,
  readUint16,
  readUint32,
  readUint64,
  readVarAscii,
  readVarBytes,
  readVarCount,
  readVarUint,
  readVarUintSaturating,
  readVarUtf8,
  remaining,
  uint64Max,
} from './oer-reader.ts'
export {
  createOerWriter,
  lengthSize,
  type OerWriter,
  varBytesSize,
  varUintSize,
  writeBytes,
  writeLength,
  writeUint8,
  writeUint16,
  writeUint32,
  writeUint64,
  writeVarBytes,
  writeVarText,
  writeVarUint,
  writtenBytes,
} from './oer-writer.ts'
export {
  conditionLength,
  dataLengthMax,
  messageLengthMax,
  type PacketType,
  packetLengthMax,
  packetType,
  packetTypeCodes,
} from './packet.ts'
export {
  isPeerAddress,
  peerAddresses,
  peerCondition,
  peerFulfillment,
  peerRequestMs,
} from './peer-protocol.ts'
export {
  encodePrepare,
  type Prepare,
  type PrepareView,
  patchPrepare,
  viewPrepare,
} from './prepare.ts'
export { encodeReject, type Reject, rejectBytes, viewReject } from './reject.ts'
export {
  isRejectCode,
  type RejectClass,
  type RejectCode,
  rejectClass,
  rejectCodes,
} from './reject-code.ts'
export {
  formatTimestamp,
  parseTimestamp,
  readTimestamp,
  timestampLength,
  writeTimestamp,
} from './timestamp.ts'
