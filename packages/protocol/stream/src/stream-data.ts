import { IlpCodecError } from '@kivuko/ilp'
import { type ConnectionKeys, decryptEnvelope } from './stream-crypto.ts'
import { decodeStreamPacket, type StreamPacket } from './stream-packet.ts'

/**
 * The one stream that money and application data travel on here; senders open their streams from 1.
 */
export const moneyStreamId = 1n

/**
 * Reads the data of an ILP packet as a STREAM packet; undefined when it was not encrypted with the
 * connection's key, or is none.
 */
export function readStreamData(keys: ConnectionKeys, data: Uint8Array): StreamPacket | undefined {
  const plaintext = decryptEnvelope(keys.encryptionKey, data)
  if (plaintext === undefined) return undefined
  try {
    return decodeStreamPacket(plaintext)
  } catch (error) {
    if (error instanceof IlpCodecError) return undefined
    throw error
  }
}
