import { hash, timingSafeEqual } from 'node:crypto'

import type { Random } from '@kivuko/random'

/** 80 bits: what deployed servers hand out, and far beyond guessing over a network. */
const secretBytes = 10

/** A new token or nonce: 20 hexadecimal digits in upper case. */
export function newBearerSecret(random: Random): string {
  return Buffer.from(random.bytes(secretBytes)).toString('hex').toUpperCase()
}

/**
 * What is kept of a secret. No salt: it is random enough that nobody can have computed its hash.
 */
export function hashBearerSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer')
}

/** Whether this is the secret that the hash was made of, in a time that tells nothing. */
export function isBearerSecret(secret: string, kept: Buffer): boolean {
  const given = hashBearerSecret(secret)
  return given.length === kept.length && timingSafeEqual(given, kept)
}
