/*
 * ILP Reject (RFC 27, type 14). Contents:
 *
 * | field       | bytes                                                         |
 * |-------------|---------------------------------------------------------------|
 * | code        | 3, a letter of F, T, R and two digits                         |
 * | triggeredBy | var octet string, an address or nothing                       |
 * | message     | var octet string of at most 8,191, UTF-8                      |
 * | data        | var octet string of at most 32,767                            |
 */
import { addressLengthMax, type IlpAddress, parseIlpAddress } from './address.ts'
import { IlpCodecError } from './ilp-codec-error.ts'
import { readBytes, readVarBytes, readVarLatin1, readVarUtf8 } from './oer-reader.ts'
import {
  varBytesSize,
  writeBytes,
  writeVarBytes,
  writeVarText,
  writtenBytes,
} from './oer-writer.ts'
import {
  checkDataLength,
  dataLengthMax,
  messageLengthMax,
  openEnvelope,
  startPacket,
} from './packet.ts'
import { type RejectCode, rejectCodes } from './reject-code.ts'

/** A Reject as values. */
export interface Reject {
  /** Mostly a `RejectCode`, but any letter of F, T, R with two digits may come from outside. */
  readonly code: string
  /** The node that refused, or empty. */
  readonly triggeredBy: IlpAddress | ''
  readonly message: string
  readonly data: Uint8Array
}

/** Reads a Reject; its data is a part of `bytes`, not a copy. Throws `IlpCodecError`. */
export function viewReject(bytes: Uint8Array): Reject {
  const reader = openEnvelope(bytes, 'reject')
  const code = readBytes(reader, codeLength).toString('latin1')
  if (!codePattern.test(code)) throw new IlpCodecError('not a reject code')
  const triggeredBy = readVarLatin1(reader, addressLengthMax)
  const message = readVarUtf8(reader, messageLengthMax)
  const data = readVarBytes(reader, dataLengthMax)
  return {
    code,
    triggeredBy: triggeredBy === '' ? '' : parseIlpAddress(triggeredBy),
    message,
    data,
  }
}

/** Makes a Reject with any code. Values outside of the format's bounds are a `RangeError`. */
export function encodeReject(reject: Reject): Uint8Array {
  if (!codePattern.test(reject.code)) throw new RangeError('not a reject code')
  checkDataLength(reject.data)
  const messageLength = Buffer.byteLength(reject.message, 'utf8')
  if (messageLength > messageLengthMax) throw new RangeError('message too long for a reject')
  const writer = startPacket(
    'reject',
    codeLength +
      varBytesSize(reject.triggeredBy.length) +
      varBytesSize(messageLength) +
      varBytesSize(reject.data.length),
  )
  writeBytes(writer, Buffer.from(reject.code, 'latin1'))
  writeVarText(writer, reject.triggeredBy)
  writeVarText(writer, reject.message)
  writeVarBytes(writer, reject.data)
  return writtenBytes(writer)
}

/**
 * Makes a Reject of this node's own. The message defaults to the code's name, the data to nothing.
 */
export function rejectBytes(reject: {
  readonly code: RejectCode
  readonly triggeredBy: IlpAddress | ''
  readonly message?: string
  readonly data?: Uint8Array
}): Uint8Array {
  const { code, triggeredBy, message = rejectCodes[code], data = noData } = reject
  return encodeReject({ code, triggeredBy, message, data })
}

const codeLength = 3
const codePattern = /^[FTR][0-9][0-9]$/
const noData = new Uint8Array(0)
