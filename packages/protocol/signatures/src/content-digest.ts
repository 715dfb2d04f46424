import { hash, timingSafeEqual } from 'node:crypto'

import { parseByteSequences } from './structured-fields.ts'

/** A digest algorithm of RFC 9530 that is signed with and accepted. */
export type DigestAlgorithm = 'sha-512' | 'sha-256'

/** Why a `content-digest` header does not vouch for a body. */
export type DigestRefusal =
  | { readonly refusal: 'malformedDigest' }
  /** None of the digests given is sha-512 or sha-256. */
  | { readonly refusal: 'unsupportedDigest' }
  | { readonly refusal: 'wrongDigest'; readonly algorithm: DigestAlgorithm }

/** The value of a `content-digest` header for a body: `sha-512=:<base64>:` (RFC 9530 section 2). */
export function contentDigest(
  body: Uint8Array | string,
  algorithm: DigestAlgorithm = 'sha-512',
): string {
  return `${algorithm}=:${hash(nodeNames[algorithm], body, 'base64')}:`
}

/**
 * Checks every digest of the header that is known against the bytes as they were received;
 * undefined when all agree and there is at least one.
 */
export function checkContentDigest(header: string, body: Uint8Array): DigestRefusal | undefined {
  const digests = parseByteSequences(header)
  if (!digests) return { refusal: 'malformedDigest' }
  let checked = 0
  for (const algorithm of algorithms) {
    const claimed = digests.get(algorithm)
    if (!claimed) continue
    if (!isDigestOf(claimed, body, algorithm)) return { refusal: 'wrongDigest', algorithm }
    checked++
  }
  return checked === 0 ? { refusal: 'unsupportedDigest' } : undefined
}

const algorithms: readonly DigestAlgorithm[] = ['sha-512', 'sha-256']
const nodeNames = { 'sha-512': 'sha512', 'sha-256': 'sha256' } as const

function isDigestOf(claimed: Buffer, body: Uint8Array, algorithm: DigestAlgorithm): boolean {
  const actual = hash(nodeNames[algorithm], body, 'buffer')
  return claimed.length === actual.length && timingSafeEqual(claimed, actual)
}
