import { createPrivateKey, createPublicKey, hash, type KeyObject } from 'node:crypto'

/** A public Ed25519 key as Open Payments clients publish it (RFC 8037). */
export interface Ed25519Jwk {
  readonly kid: string
  readonly alg: 'EdDSA'
  readonly kty: 'OKP'
  readonly crv: 'Ed25519'
  /** 32 bytes in base64url, without padding. */
  readonly x: string
  readonly use?: 'sig'
}

/**
 * A key that signatures can be verified with: imported once, when it is read, and kept by its
 * reader.
 */
export interface VerificationKey {
  readonly jwk: Ed25519Jwk
  readonly key: KeyObject
}

/**
 * Reads a JSON Web Key; undefined when it is not an Ed25519 public signing key. Members that the
 * key has no use for, a private part included, are dropped.
 */
export function parseJwk(value: unknown): VerificationKey | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const { kid, alg, kty, crv, x, use } = value as Record<string, unknown>
  if (typeof kid !== 'string' || kid === '' || typeof x !== 'string' || !xForm.test(x))
    return undefined
  if (alg !== 'EdDSA' || kty !== 'OKP' || crv !== 'Ed25519') return undefined
  if (use !== undefined && use !== 'sig') return undefined
  const jwk: Ed25519Jwk = { kid, alg, kty, crv, x, ...(use === 'sig' ? { use } : {}) }
  return { jwk, key: createPublicKey({ key: { kty, crv, x }, format: 'jwk' }) }
}

const xForm = /^[A-Za-z0-9_-]{43}$/

/**
 * Reads the keys of a JSON Web Key Set (RFC 7517) by `kid`; entries that are not Ed25519 keys are
 * passed over.
 */
export function parseJwks(value: unknown): ReadonlyMap<string, VerificationKey> | undefined {
  const entries =
    typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined
  if (!Array.isArray(entries)) return undefined
  const keys = new Map<string, VerificationKey>()
  for (const entry of entries) {
    const key = parseJwk(entry)
    if (key && !keys.has(key.jwk.kid)) keys.set(key.jwk.kid, key)
  }
  return keys
}

/** The public half of a key as a JSON Web Key. Throws when the key is not Ed25519. */
export function exportJwk(key: KeyObject, kid: string): Ed25519Jwk {
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 key')
  const { x } = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' })
  if (x === undefined) throw new TypeError('the key has no public half')
  return { kid, alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519', x }
}

/** A private Ed25519 key from PEM (PKCS #8). Throws when it is anything else. */
export function privateKeyFromPem(pem: string | Buffer): KeyObject {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new TypeError('not an Ed25519 private key')
  return key
}

/**
 * The thumbprint of a key (RFC 7638, SHA-256, base64url): the same key under any `kid` has the same
 * one.
 */
export function jwkThumbprint(jwk: Pick<Ed25519Jwk, 'x'>): string {
  return hash('sha256', `{"crv":"Ed25519","kty":"OKP","x":"${jwk.x}"}`, 'base64url')
}
