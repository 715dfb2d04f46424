/*
 * The sending end of a connection, shared by what probes and what pays: it numbers packets,
 * encrypts requests, reads replies and notices when the receiver ends the connection.
 */
import {
  encodePrepare,
  type IlpAddress,
  IlpCodecError,
  packetType,
  uint64Max,
  viewFulfill,
  viewReject,
} from '@kivuko/ilp'
import type { AssetDetails, StreamCredentials } from './connection-token.ts'
import { type SenderFailure, senderFailure } from './sender-failure.ts'
import {
  type ConnectionKeys,
  deriveCondition,
  deriveConnectionKeys,
  deriveFulfillment,
  encryptEnvelope,
  ivLength,
  type RandomBytes,
  secretLength,
} from './stream-crypto.ts'
import { moneyStreamId, readStreamData } from './stream-data.ts'
import { type StreamFrame, streamErrorCodes } from './stream-frame.ts'
import { encodeStreamPacket } from './stream-packet.ts'

/** Time that a packet is given to come back. */
export const packetLifetimeMs = 20_000

/** Sequence numbers end here: more packets under one key would wear its encryption out (RFC 29). */
export const sequenceMax = 2 ** 31

/** The sending end of a connection; changes as packets leave and replies come. */
export interface StreamClient {
  readonly destination: IlpAddress
  readonly keys: ConnectionKeys
  readonly randomBytes: RandomBytes
  /** The number of the next packet. */
  sequence: number
  /** Whether the receiver has answered anything authentic. */
  connected: boolean
  /** Whether the receiver has closed the connection. */
  closedByReceiver: boolean
  /** The receiver's asset, when known. */
  asset: AssetDetails | undefined
}

/** A packet ready to leave. */
export interface StreamRequest {
  readonly sequence: number
  /** The whole ILP Prepare. */
  readonly prepare: Uint8Array
  readonly sourceAmount: bigint
  readonly minDestinationAmount: bigint
  readonly expiresAtMs: number
  /** Undefined when no fulfillment exists. */
  readonly fulfillment: Uint8Array | undefined
}

/** What came back for a request. */
export type StreamReply = { readonly authentic: AuthenticReply | undefined } & (
  | { readonly kind: 'fulfill' }
  | { readonly kind: 'reject'; readonly code: string; readonly data: Uint8Array }
)

/** What the receiver itself says in a reply. */
export interface AuthenticReply {
  /** What the packet amounted to where it arrived. */
  readonly receivedAmount: bigint
  readonly frames: readonly StreamFrame[]
}

/** Opens the sending end of a connection. */
export function createStreamClient(options: {
  readonly credentials: StreamCredentials
  readonly randomBytes: RandomBytes
  readonly firstSequence?: number | undefined
  readonly asset?: AssetDetails | undefined
}): StreamClient {
  return {
    destination: options.credentials.ilpAddress,
    keys: deriveConnectionKeys(options.credentials.sharedSecret),
    randomBytes: options.randomBytes,
    sequence: options.firstSequence ?? 0,
    connected: false,
    closedByReceiver: false,
    asset: options.asset,
  }
}

/** Makes the next packet of a connection. Without `fulfillable`, nothing can fulfil it. */
export function makeRequest(
  client: StreamClient,
  content: {
    readonly sourceAmount: bigint
    readonly minDestinationAmount: bigint
    readonly frames: readonly StreamFrame[]
    readonly fulfillable: boolean
    readonly nowMs: number
  },
): StreamRequest {
  const sequence = client.sequence
  client.sequence += 1
  const { sourceAmount, minDestinationAmount } = content
  const plaintext = encodeStreamPacket({
    packetType: 'prepare',
    sequence: BigInt(sequence),
    prepareAmount: minDestinationAmount < uint64Max ? minDestinationAmount : uint64Max,
    frames: client.connected ? content.frames : [...content.frames, ...establishingFrames],
  })
  const iv = client.randomBytes(ivLength)
  const data = encryptEnvelope({ key: client.keys.encryptionKey, iv, plaintext })
  const fulfillment = content.fulfillable ? deriveFulfillment(client.keys, data) : undefined
  const condition =
    fulfillment === undefined ? client.randomBytes(secretLength) : deriveCondition(fulfillment)
  const expiresAtMs = Math.floor(content.nowMs) + packetLifetimeMs
  const { destination } = client
  const prepare = encodePrepare({ amount: sourceAmount, expiresAtMs, condition, destination, data })
  return { sequence, prepare, sourceAmount, minDestinationAmount, expiresAtMs, fulfillment }
}

/** Makes the packet that tells the receiver that no more will come. */
export function makeCloseRequest(client: StreamClient, nowMs: number): StreamRequest {
  return makeRequest(client, {
    sourceAmount: 0n,
    minDestinationAmount: 0n,
    frames: [{ type: 'ConnectionClose', errorCode: streamErrorCodes.noError, errorMessage: '' }],
    fulfillable: false,
    nowMs,
  })
}

/**
 * Reads what came back. Bytes that are no reply count as a reject F01, a wrong fulfillment as a
 * reject F05. What the receiver says counts only when it repeats the sequence and the type of the
 * packet that carries it: a hop may have put an old or our own message in its place.
 */
export function readReply(
  client: StreamClient,
  request: Pick<StreamRequest, 'sequence' | 'fulfillment'>,
  bytes: Uint8Array,
): StreamReply {
  try {
    if (packetType(bytes) === 'fulfill') return readFulfill(client, request, bytes)
    const { code, data } = viewReject(bytes)
    const authentic = readAuthentic(client, { request, data, carrier: 'reject' })
    return { kind: 'reject', code, data, authentic }
  } catch (error) {
    if (error instanceof IlpCodecError) return unauthenticReject('F01')
    throw error
  }
}

/** Takes in what every reply may bring, and tells when it ends the connection. */
export function noteReply(client: StreamClient, reply: StreamReply): SenderFailure | undefined {
  if (reply.authentic !== undefined) client.connected = true
  const frames = reply.authentic?.frames ?? []
  return noteClose(client, reply, frames) ?? noteAsset(client, frames) ?? finalReject(reply)
}

/** Told until the receiver answers: only the stream of the money is used, and no data is taken. */
const establishingFrames: readonly StreamFrame[] = [
  { type: 'ConnectionMaxStreamId', maxStreamId: moneyStreamId },
  { type: 'ConnectionMaxData', maxOffset: 0n },
]

function readFulfill(
  client: StreamClient,
  request: Pick<StreamRequest, 'sequence' | 'fulfillment'>,
  bytes: Uint8Array,
): StreamReply {
  const { fulfillment, data } = viewFulfill(bytes)
  const expected = request.fulfillment
  if (expected === undefined || Buffer.compare(fulfillment, expected) !== 0) {
    return unauthenticReject('F05')
  }
  const authentic = readAuthentic(client, { request, data, carrier: 'fulfill' })
  return { kind: 'fulfill', authentic }
}

function readAuthentic(
  client: StreamClient,
  reply: {
    readonly request: Pick<StreamRequest, 'sequence'>
    readonly data: Uint8Array
    readonly carrier: 'fulfill' | 'reject'
  },
): AuthenticReply | undefined {
  const packet = readStreamData(client.keys, reply.data)
  if (packet === undefined || packet.packetType !== reply.carrier) return undefined
  if (packet.sequence !== BigInt(reply.request.sequence)) return undefined
  return { receivedAmount: packet.prepareAmount, frames: packet.frames }
}

function unauthenticReject(code: string): StreamReply {
  return { kind: 'reject', code, data: new Uint8Array(0), authentic: undefined }
}

function noteClose(
  client: StreamClient,
  reply: StreamReply,
  frames: readonly StreamFrame[],
): SenderFailure | undefined {
  const closed = frames.some(
    (frame) =>
      frame.type === 'ConnectionClose' ||
      (frame.type === 'StreamClose' && frame.streamId === moneyStreamId),
  )
  if (!closed) return undefined
  client.closedByReceiver = true
  if (reply.kind === 'fulfill' || reply.code !== 'F99') return senderFailure('ClosedByReceiver')
  const said = frames.find(
    (frame) => frame.type === 'StreamData' && frame.streamId === moneyStreamId,
  )
  const reason = said?.type === 'StreamData' ? { reason: said.data } : {}
  return senderFailure('ApplicationError', { code: reply.code, ...reason })
}

function noteAsset(
  client: StreamClient,
  frames: readonly StreamFrame[],
): SenderFailure | undefined {
  for (const frame of frames) {
    if (frame.type !== 'ConnectionAssetDetails') continue
    const told = { code: frame.sourceAssetCode, scale: frame.sourceAssetScale }
    client.asset ??= told
    if (client.asset.code !== told.code || client.asset.scale !== told.scale) {
      return senderFailure('DestinationAssetConflict')
    }
  }
  return undefined
}

/**
 * Codes after which sending on is pointless. A receiver refuses with F04, F05 or F99 what it cannot
 * fulfil; the first two count only when it was the receiver itself.
 */
function finalReject(reply: StreamReply): SenderFailure | undefined {
  if (reply.kind === 'fulfill') return undefined
  const { code } = reply
  if (code.startsWith('T') || informingCodes.has(code)) return undefined
  if (reply.authentic !== undefined && receiverCodes.has(code)) return undefined
  return senderFailure('ConnectorError', { code })
}

const informingCodes: ReadonlySet<string> = new Set(['F08', 'F99', 'R01'])
const receiverCodes: ReadonlySet<string> = new Set(['F04', 'F05'])
