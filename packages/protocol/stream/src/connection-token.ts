/*
 * Stateless STREAM credentials. A receiver keeps nothing per connection: what it must know again
 * stands, encrypted, in the ILP address that it hands out.
 *
 *   address       = server address . base64url(envelope)
 *   envelope      = stream-crypto.ts, under HMAC(server secret, "ilp_stream_connection_token")
 *   shared secret = HMAC(HMAC(server secret, "ilp_stream_shared_secret"), envelope)
 *
 * | field         | bytes                                                                      |
 * |---------------|----------------------------------------------------------------------------|
 * | flags         | UInt8: 1 payment tag, 2 receipts, 4 asset                                  |
 * | paymentTag    | with flag 1: var UTF-8                                                     |
 * | receipt setup | with flag 2: nonce 16, secret 32                                           |
 * | asset         | with flag 4: code var UTF-8, scale UInt8                                   |
 */
import {
  createOerReader,
  createOerWriter,
  dataLengthMax,
  type IlpAddress,
  IlpCodecError,
  readBytes,
  readUint8,
  readVarUtf8,
  writeBytes,
  writeUint8,
  writeVarText,
  writtenBytes,
} from '@kivuko/ilp'
import { type ReceiptSetup, receiptNonceLength } from './receipt.ts'
import {
  decryptEnvelope,
  encryptEnvelope,
  hmacSha256,
  ivLength,
  type RandomBytes,
  secretLength,
} from './stream-crypto.ts'

/** An asset as STREAM tells it. */
export interface AssetDetails {
  readonly code: string
  /** 0 to 255. */
  readonly scale: number
}

/** What a receiver wants to know again about a connection. */
export interface ConnectionDetails {
  /** Mostly the id of an incoming payment; an empty one counts as none. */
  readonly paymentTag?: string | undefined
  readonly receiptSetup?: ReceiptSetup | undefined
  /** Told to senders that ask for it. */
  readonly asset?: AssetDetails | undefined
}

/** What a sender needs to pay into a connection. */
export interface StreamCredentials {
  readonly ilpAddress: IlpAddress
  /** Secret; 32 bytes where a receiver of this package made it. */
  readonly sharedSecret: Uint8Array
}

/** What a receiver derives from its secret, once. */
export interface ServerKeys {
  readonly tokenKey: Uint8Array
  readonly sharedSecretKey: Uint8Array
}

/** Derives a receiver's keys; a secret that has not 32 bytes is a `RangeError`. */
export function deriveServerKeys(serverSecret: Uint8Array): ServerKeys {
  if (serverSecret.length !== secretLength) throw new RangeError('server secret not of 32 bytes')
  return {
    tokenKey: hmacSha256(serverSecret, tokenLabel),
    sharedSecretKey: hmacSha256(serverSecret, sharedSecretLabel),
  }
}

/** Seals the details of a new connection into the bytes of its address segment. */
export function sealConnection(
  keys: ServerKeys,
  details: ConnectionDetails,
  randomBytes: RandomBytes,
): Uint8Array {
  const plaintext = encodeDetails(details)
  return encryptEnvelope({ key: keys.tokenKey, iv: randomBytes(ivLength), plaintext })
}

/** Opens the bytes of an address segment; undefined when this receiver did not seal them. */
export function openConnection(
  keys: ServerKeys,
  envelope: Uint8Array,
): ConnectionDetails | undefined {
  const plaintext = decryptEnvelope(keys.tokenKey, envelope)
  if (plaintext === undefined) return undefined
  try {
    return decodeDetails(plaintext)
  } catch (error) {
    if (error instanceof IlpCodecError) return undefined
    throw error
  }
}

/** The shared secret of the connection whose address segment has these bytes. */
export function deriveSharedSecret(keys: ServerKeys, envelope: Uint8Array): Uint8Array {
  return hmacSha256(keys.sharedSecretKey, envelope)
}

const tokenLabel = Buffer.from('ilp_stream_connection_token')
const sharedSecretLabel = Buffer.from('ilp_stream_shared_secret')
const flags = { paymentTag: 1, receipts: 2, asset: 4 } as const

function encodeDetails({ paymentTag, receiptSetup, asset }: ConnectionDetails): Uint8Array {
  const hasTag = paymentTag !== undefined && paymentTag !== ''
  const writer = createOerWriter()
  writeUint8(
    writer,
    (hasTag ? flags.paymentTag : 0) |
      (receiptSetup === undefined ? 0 : flags.receipts) |
      (asset === undefined ? 0 : flags.asset),
  )
  if (hasTag) writeVarText(writer, paymentTag)
  if (receiptSetup !== undefined) {
    checkReceiptSetup(receiptSetup)
    writeBytes(writer, receiptSetup.nonce)
    writeBytes(writer, receiptSetup.secret)
  }
  if (asset !== undefined) {
    writeVarText(writer, asset.code)
    writeUint8(writer, asset.scale)
  }
  return writtenBytes(writer)
}

function decodeDetails(plaintext: Uint8Array): ConnectionDetails {
  const reader = createOerReader(plaintext)
  const present = readUint8(reader)
  const has = (flag: number) => (present & flag) !== 0
  return {
    paymentTag: has(flags.paymentTag) ? readVarUtf8(reader, dataLengthMax) : undefined,
    receiptSetup: has(flags.receipts)
      ? { nonce: readBytes(reader, receiptNonceLength), secret: readBytes(reader, secretLength) }
      : undefined,
    asset: has(flags.asset)
      ? { code: readVarUtf8(reader, dataLengthMax), scale: readUint8(reader) }
      : undefined,
  }
}

function checkReceiptSetup(setup: ReceiptSetup): void {
  if (setup.nonce.length !== receiptNonceLength || setup.secret.length !== secretLength) {
    throw new RangeError('receipt nonce not of 16 bytes or secret not of 32')
  }
}
