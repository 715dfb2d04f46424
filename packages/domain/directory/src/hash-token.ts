import { createHash } from 'node:crypto'

/** Longest bearer token. */
export const tokenLengthMax = 4_096

/**
 * What is kept of a bearer token: its SHA-256. Looking a token up by it takes no time that tells of
 * the token.
 */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}
