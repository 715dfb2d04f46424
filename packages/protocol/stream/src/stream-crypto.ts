/*
 * Keys and encryption of STREAM (RFC 29). Envelope of everything encrypted:
 *
 * | offset | field      | bytes                         |
 * |--------|------------|-------------------------------|
 * | 0      | IV         | 12                            |
 * | 12     | tag        | 16                            |
 * | 28     | ciphertext | as many as the plaintext has  |
 *
 * AES-256-GCM; keys are HMAC-SHA256 of a label under a secret.
 */
import { createCipheriv, createDecipheriv, createHmac, hash } from 'node:crypto'

/** A source of chance: as many bytes as asked for, fit for keys. */
export type RandomBytes = (length: number) => Uint8Array

/** What both ends of a connection derive from its shared secret. */
export interface ConnectionKeys {
  readonly encryptionKey: Uint8Array
  readonly fulfillmentKey: Uint8Array
}

/** Bytes that encryption adds to what it encrypts. */
export const envelopeOverhead = 28

/** Bytes of every secret and key of STREAM. */
export const secretLength = 32

/** Derives a connection's keys. */
export function deriveConnectionKeys(sharedSecret: Uint8Array): ConnectionKeys {
  return {
    encryptionKey: hmacSha256(sharedSecret, encryptionLabel),
    fulfillmentKey: hmacSha256(sharedSecret, fulfillmentLabel),
  }
}

/** The fulfillment of a Prepare that carries `data`. */
export function deriveFulfillment(keys: ConnectionKeys, data: Uint8Array): Uint8Array {
  return hmacSha256(keys.fulfillmentKey, data)
}

/** The condition that a fulfillment fulfils. */
export function deriveCondition(fulfillment: Uint8Array): Uint8Array {
  return sha256(fulfillment)
}

/** Encrypts into a new envelope. The same key and IV must never meet twice. */
export function encryptEnvelope(options: {
  readonly key: Uint8Array
  readonly iv: Uint8Array
  readonly plaintext: Uint8Array
}): Uint8Array {
  const cipher = createCipheriv(algorithm, options.key, options.iv)
  const ciphertext = cipher.update(options.plaintext)
  cipher.final()
  const envelope = Buffer.allocUnsafe(envelopeOverhead + ciphertext.length)
  envelope.set(options.iv, 0)
  envelope.set(cipher.getAuthTag(), ivLength)
  envelope.set(ciphertext, envelopeOverhead)
  return envelope
}

/** Opens an envelope; undefined when it was not sealed under this key or is damaged. */
export function decryptEnvelope(key: Uint8Array, envelope: Uint8Array): Uint8Array | undefined {
  if (envelope.length < envelopeOverhead) return undefined
  const decipher = createDecipheriv(algorithm, key, envelope.subarray(0, ivLength), {
    authTagLength: tagLength,
  })
  decipher.setAuthTag(envelope.subarray(ivLength, envelopeOverhead))
  const plaintext = decipher.update(envelope.subarray(envelopeOverhead))
  try {
    decipher.final()
  } catch {
    return undefined
  }
  return plaintext
}

/** HMAC-SHA256. */
export function hmacSha256(key: Uint8Array, message: Uint8Array): Uint8Array {
  return createHmac('sha256', key).update(message).digest()
}

/** SHA-256. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return hash('sha256', bytes, 'buffer')
}

/** Bytes of the IV of an envelope. */
export const ivLength = 12

const tagLength = envelopeOverhead - ivLength
const algorithm = 'aes-256-gcm'
const encryptionLabel = Buffer.from('ilp_stream_encryption')
const fulfillmentLabel = Buffer.from('ilp_stream_fulfillment')
