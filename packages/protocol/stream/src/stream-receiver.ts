/*
 * The receiving end of STREAM, without state of its own: what it needs to know about a connection
 * stands in the address of every packet (connection-token.ts), and what was received is counted by
 * the caller.
 */
import {
  encodeFulfill,
  type IlpAddress,
  type PrepareView,
  parseIlpAddress,
  type RejectCode,
  rejectBytes,
} from '@kivuko/ilp'
import {
  type AssetDetails,
  type ConnectionDetails,
  deriveServerKeys,
  deriveSharedSecret,
  type StreamCredentials,
  sealConnection,
} from './connection-token.ts'
import { type Connection, createConnectionCache } from './connection-cache.ts'
import { encodeReceipt, type ReceiptSetup } from './receipt.ts'
import {
  deriveCondition,
  deriveFulfillment,
  encryptEnvelope,
  ivLength,
  type RandomBytes,
} from './stream-crypto.ts'
import { type StreamFrame, streamErrorCodes } from './stream-frame.ts'
import { encodeStreamPacket, type StreamPacket } from './stream-packet.ts'
import { moneyStreamId, readStreamData } from './stream-data.ts'

/** Whose connection a packet belongs to. */
export interface ConnectionInfo {
  /** SHA-256 of the address segment's bytes, hex: the key under which totals are kept. */
  readonly connectionId: string
  readonly paymentTag: string | undefined
  readonly asset: AssetDetails | undefined
}

/** How to refuse money. */
export type Decline =
  /** T00: the sender slows down and tries again. */
  | { readonly kind: 'temporary' }
  /** F99 and a close: the sender gives up. `reason` reaches it as data of stream 1. */
  | { readonly kind: 'final'; readonly reason?: Uint8Array }

/**
 * Money that the receiver may take or leave. Exactly one of `fulfill` and `decline` is to be
 * called.
 */
export interface IncomingMoney {
  readonly kind: 'money'
  readonly connectionId: string
  readonly paymentTag: string | undefined
  /** Above 0, in the units of the link on which the packet came. */
  readonly amount: bigint
  /** What the sender tells with the money: the first data frame of stream 1, or of any stream. */
  readonly data: Uint8Array | undefined
  /** When set, `fulfill` wants the total. */
  readonly receiptSetup: ReceiptSetup | undefined
  /**
   * The whole ILP Fulfill. `totalReceived`: of the connection with this packet; it is signed into a
   * receipt when the sender's verifier asked for receipts.
   */
  fulfill(totals?: { readonly totalReceived: bigint }): Uint8Array
  /** The whole ILP Reject. */
  decline(how: Decline): Uint8Array
}

/**
 * What to do with a Prepare: pass back `bytes`, a whole Fulfill or Reject, or decide about money.
 */
export type Received = { readonly kind: 'reply'; readonly bytes: Uint8Array } | IncomingMoney

/** A STREAM receiver behind one ILP address. */
export interface StreamReceiver {
  /**
   * Makes credentials for a new connection. Details too long for an address are an `IlpCodecError`.
   */
  credentials(details: ConnectionDetails): StreamCredentials
  /** Whose connection `destination` belongs to; undefined when it is none of this receiver's. */
  connection(destination: IlpAddress): ConnectionInfo | undefined
  /**
   * Decides about a Prepare in this order: not to this receiver F02, unknown connection or
   * unreadable data F06, data not of a Prepare F00, close of the connection F99, less than the
   * sender's minimum F99, a condition that can't be fulfilled (a probe) F99, nothing of value:
   * fulfilled, money: the caller's decision. F99 carries what was received, which is how senders
   * learn the rate.
   */
  receive(prepare: PrepareView): Received
}

/**
 * Makes a receiver. `serverAddress` must be routed to it; a secret not of 32 bytes is a
 * `RangeError`.
 */
export function createStreamReceiver(options: {
  readonly serverSecret: Uint8Array
  readonly serverAddress: IlpAddress
  readonly randomBytes: RandomBytes
}): StreamReceiver {
  const { serverAddress, randomBytes } = options
  const keys = deriveServerKeys(options.serverSecret)
  const connections = createConnectionCache({ keys, serverAddress })
  const receiver: Receiver = { serverAddress, randomBytes }
  return {
    credentials: (details) => {
      const envelope = sealConnection(keys, details, randomBytes)
      const segment = Buffer.from(envelope).toString('base64url')
      return {
        ilpAddress: parseIlpAddress(`${serverAddress}.${segment}`),
        sharedSecret: deriveSharedSecret(keys, envelope),
      }
    },
    connection: (destination) => {
      const connection = connections.find(destination)
      if (typeof connection === 'string') return undefined
      const { connectionId, paymentTag, asset } = connection
      return { connectionId, paymentTag, asset }
    },
    receive: (prepare) => {
      const connection = connections.find(prepare.destination)
      if (connection === 'elsewhere') return reject(receiver, 'F02')
      if (connection === 'unknown') return reject(receiver, 'F06')
      return receiveOn(receiver, connection, prepare)
    },
  }
}

interface Receiver {
  readonly serverAddress: IlpAddress
  readonly randomBytes: RandomBytes
}

/** A request of a known connection, on the way to its reply. */
interface Request {
  readonly receiver: Receiver
  readonly connection: Connection
  readonly sequence: bigint
  readonly amount: bigint
  readonly frames: readonly StreamFrame[]
}

function receiveOn(receiver: Receiver, connection: Connection, prepare: PrepareView): Received {
  const packet = readStreamData(connection.keys, prepare.data)
  if (packet === undefined) return reject(receiver, 'F06')
  if (packet.packetType !== 'prepare') return reject(receiver, 'F00')
  const request: Request = {
    receiver,
    connection,
    sequence: packet.sequence,
    amount: prepare.amount,
    frames: answerFrames(connection, packet),
  }
  if (packet.frames.some((frame) => frame.type === 'ConnectionClose')) {
    return reply(rejectRequest(request, 'F99', [closeFrame]))
  }
  if (prepare.amount < packet.prepareAmount) return reply(rejectRequest(request, 'F99'))
  const fulfillment = deriveFulfillment(connection.keys, prepare.data)
  if (Buffer.compare(deriveCondition(fulfillment), prepare.condition) !== 0) {
    return reply(rejectRequest(request, 'F99'))
  }
  if (prepare.amount === 0n) return reply(fulfillRequest(request, fulfillment))
  return incomingMoney({ request, packet, fulfillment })
}

/**
 * The asset, for a sender that introduces itself. No frame about limits: senders take that for
 * none.
 */
function answerFrames(connection: Connection, packet: StreamPacket): readonly StreamFrame[] {
  const { asset } = connection
  if (asset === undefined) return []
  if (!packet.frames.some((frame) => frame.type === 'ConnectionNewAddress')) return []
  return [
    {
      type: 'ConnectionAssetDetails',
      sourceAssetCode: asset.code,
      sourceAssetScale: asset.scale,
    },
  ]
}

function incomingMoney(money: {
  readonly request: Request
  readonly packet: StreamPacket
  readonly fulfillment: Uint8Array
}): IncomingMoney {
  const { request, fulfillment } = money
  const { connectionId, paymentTag, receiptSetup } = request.connection
  return {
    kind: 'money',
    connectionId,
    paymentTag,
    amount: request.amount,
    data: applicationData(money.packet),
    receiptSetup,
    fulfill: (totals) => {
      if (receiptSetup === undefined || totals === undefined) {
        return fulfillRequest(request, fulfillment)
      }
      const receipt = encodeReceipt({
        setup: receiptSetup,
        streamId: Number(moneyStreamId),
        totalReceived: totals.totalReceived,
      })
      return fulfillRequest(request, fulfillment, [
        { type: 'StreamReceipt', streamId: moneyStreamId, receipt },
      ])
    },
    decline: (how) => {
      if (how.kind === 'temporary') return rejectRequest(request, 'T00')
      return rejectRequest(request, 'F99', [closeFrame, ...reasonFrames(how.reason)])
    },
  }
}

function applicationData(packet: StreamPacket): Uint8Array | undefined {
  const frames = packet.frames.filter((frame) => frame.type === 'StreamData')
  return (frames.find((frame) => frame.streamId === moneyStreamId) ?? frames[0])?.data
}

function reasonFrames(reason: Uint8Array | undefined): readonly StreamFrame[] {
  if (reason === undefined) return []
  return [{ type: 'StreamData', streamId: moneyStreamId, offset: 0n, data: reason }]
}

const closeFrame: StreamFrame = {
  type: 'ConnectionClose',
  errorCode: streamErrorCodes.noError,
  errorMessage: '',
}

function reply(bytes: Uint8Array): Received {
  return { kind: 'reply', bytes }
}

function reject(receiver: Receiver, code: RejectCode): Received {
  return reply(rejectBytes({ code, triggeredBy: receiver.serverAddress }))
}

function rejectRequest(
  request: Request,
  code: RejectCode,
  frames: readonly StreamFrame[] = [],
): Uint8Array {
  return rejectBytes({
    code,
    triggeredBy: request.receiver.serverAddress,
    data: replyData(request, 'reject', frames),
  })
}

function fulfillRequest(
  request: Request,
  fulfillment: Uint8Array,
  frames: readonly StreamFrame[] = [],
): Uint8Array {
  return encodeFulfill({ fulfillment, data: replyData(request, 'fulfill', frames) })
}

function replyData(
  request: Request,
  packetType: 'fulfill' | 'reject',
  frames: readonly StreamFrame[],
): Uint8Array {
  return encryptEnvelope({
    key: request.connection.keys.encryptionKey,
    iv: request.receiver.randomBytes(ivLength),
    plaintext: encodeStreamPacket({
      packetType,
      sequence: request.sequence,
      prepareAmount: request.amount,
      frames: [...request.frames, ...frames],
    }),
  })
}
