import type { Clock } from '@kivuko/clock'
import {
  encodeFulfill,
  encodePrepare,
  type Prepare,
  packetType,
  parseIlpAddress,
  viewReject,
} from '@kivuko/ilp'
import {
  deriveCondition,
  deriveConnectionKeys,
  deriveFulfillment,
  encodeStreamPacket,
  encryptEnvelope,
  ivLength,
  type StreamCredentials,
} from '@kivuko/stream'
import type { Random } from '@kivuko/random'
import { startAnsweringServer } from './answering-server.ts'
import type { Poster } from './poster.ts'

/** What every packet carries. */
export const packetAmount = 100n

/** The type of ILP over HTTP (RFC 35). */
export const packetContentType = 'application/octet-stream'

/** A packet to send over and over, with nothing missing but its expiry. */
export type EndlessPacket = Omit<Prepare, 'expiresAtMs'>

/** The Fulfill of every packet that `packetTo` makes. */
function constantFulfill(): Buffer {
  return Buffer.from(encodeFulfill({ fulfillment, data: new Uint8Array(0) }))
}

/** A packet that anybody fulfils who answers `constantFulfill`. */
export function packetTo(destination: string): EndlessPacket {
  return {
    amount: packetAmount,
    condition: deriveCondition(fulfillment),
    destination: parseIlpAddress(destination),
    data: Buffer.alloc(dataLength, 1),
  }
}

/** A packet as a STREAM sender makes it (RFC 29), which only its receiver can read and fulfil. */
export function streamPacketTo(credentials: StreamCredentials, random: Random): EndlessPacket {
  const keys = deriveConnectionKeys(credentials.sharedSecret)
  const plaintext = encodeStreamPacket({
    packetType: 'prepare',
    sequence: 1n,
    prepareAmount: packetAmount,
    frames: [{ type: 'StreamMoney', streamId: 1n, shares: 1n }],
  })
  const data = encryptEnvelope({ key: keys.encryptionKey, iv: random.bytes(ivLength), plaintext })
  const condition = deriveCondition(deriveFulfillment(keys, data))
  return { amount: packetAmount, condition, destination: credentials.ilpAddress, data }
}

/** Sends a packet with an expiry of `lifetimeMs`; throws unless it is fulfilled. */
export function createPacketSender(options: {
  clock: Clock
  poster: Poster
  packet: EndlessPacket
}): () => Promise<void> {
  const { clock, poster, packet } = options
  let bytes: Uint8Array = new Uint8Array(0)
  let madeAtMs = Number.NEGATIVE_INFINITY
  return async () => {
    const nowMs = clock.now()
    if (nowMs - madeAtMs > renewMs) {
      bytes = encodePrepare({ ...packet, expiresAtMs: nowMs + lifetimeMs })
      madeAtMs = nowMs
    }
    const reply = await poster.post(bytes)
    if (packetType(reply) === 'fulfill') return
    const { code, message, triggeredBy } = viewReject(reply)
    throw new Error(`rejected by ${triggeredBy}: ${code} ${message}`)
  }
}

/** Starts a peer that fulfils every packet at once. */
export async function startFulfillingPeer(port?: number) {
  const reply = constantFulfill()
  const contentType = packetContentType
  return await startAnsweringServer({
    contentType,
    answer: () => reply,
    ...(port !== undefined && { port }),
  })
}

const fulfillment = Buffer.alloc(32, 7)

/** As much as a packet of a STREAM payment carries. */
const dataLength = 50

/** What senders give a packet. */
const lifetimeMs = 30_000
/** To make each packet anew would cost the generator more than to send it. */
const renewMs = 1_000
