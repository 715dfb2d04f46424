import { createCipheriv, createDecipheriv, createSecretKey, type KeyObject } from 'node:crypto'
import type { Secret } from '@kivuko/log'
import type { Random } from '@kivuko/random'

/**
 * Keeps the data that a payment carries to its receiver from the eyes of whoever reads the
 * database.
 *
 * | bytes       | content                                   |
 * |-------------|-------------------------------------------|
 * | 1           | 0 = plain, 1 = sealed with AES-256-GCM    |
 * | 12          | if sealed: initialization vector          |
 * | 16          | if sealed: authentication tag             |
 * | rest        | the data, UTF-8                           |
 */
export interface DataCipher {
  /** `paymentId` is authenticated: the data of one payment can't be put into another. */
  seal(data: string, paymentId: string): Uint8Array
  /** Throws when the data were tampered with, or were sealed with another key. */
  open(sealed: Uint8Array, paymentId: string): Uint8Array
}

const plain = 0
const encrypted = 1
const ivLength = 12
const tagLength = 16
const keyLength = 32

/** Makes a cipher; `secret` is base64 of 32 bytes, and without it data are kept as they are. */
export function createDataCipher(options: {
  random: Random
  secret?: Secret | undefined
}): DataCipher {
  const { random } = options
  const key = options.secret && readKey(options.secret)
  return {
    seal(data, paymentId) {
      if (key === undefined) return Buffer.concat([Buffer.of(plain), Buffer.from(data)])
      const iv = random.bytes(ivLength)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      cipher.setAAD(Buffer.from(paymentId))
      const text = Buffer.concat([cipher.update(data, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.of(encrypted), iv, cipher.getAuthTag(), text])
    },
    open(sealed, paymentId) {
      if (sealed[0] === plain) return sealed.subarray(1)
      if (key === undefined) throw new Error('the payment’s data are sealed, and there is no key')
      const tagStart = 1 + ivLength
      const textStart = tagStart + tagLength
      const iv = sealed.subarray(1, tagStart)
      const decipher = createDecipheriv('aes-256-gcm', key, iv)
      decipher.setAAD(Buffer.from(paymentId))
      decipher.setAuthTag(sealed.subarray(tagStart, textStart))
      return Buffer.concat([decipher.update(sealed.subarray(textStart)), decipher.final()])
    },
  }
}

function readKey(secret: Secret): KeyObject {
  const bytes = Buffer.from(secret.reveal(), 'base64')
  if (bytes.length !== keyLength) throw new RangeError('the key for data is not of 32 bytes')
  return createSecretKey(bytes)
}
