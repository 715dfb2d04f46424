import { isUuid } from '@kivuko/open-payments'

import { isFinalized } from './advance-grant.ts'
import { isBearerSecret } from './bearer-secret.ts'
import type { GrantParts } from './grant-settings.ts'
import { type IssuedToken, mintToken, type TokenId, type TokenOfGrant } from './token.ts'

/** A token by the id in its management URL, revoked or not; undefined when there is none. */
export async function findToken(
  { store }: GrantParts,
  tokenId: string,
): Promise<TokenOfGrant | undefined> {
  return isUuid(tokenId) ? await store.findToken(tokenId as TokenId) : undefined
}

/** Whether a value is this token's: who manages a token must hold it (RFC 9635 section 6). */
export function isTokenValue({ token }: TokenOfGrant, value: string): boolean {
  return isBearerSecret(value, token.valueHash)
}

/**
 * Revokes a token and issues another in its place, even when it has expired; undefined when it was
 * revoked before, or its grant.
 */
export async function rotateToken(
  { store, clock, random, settings, events }: GrantParts,
  { token, grant }: TokenOfGrant,
): Promise<IssuedToken | undefined> {
  const nowMs = clock.now()
  const expirySec = settings.accessTokenExpirySec
  const next = mintToken({ grantId: grant.id, random, nowMs, expirySec })
  if (!(await store.rotate({ id: token.id, next: next.kept, atMs: nowMs }))) return undefined
  events.tokenRotated(grant.id)
  return next.issued
}

/** Revokes a token; harmless when it was before. */
export async function revokeToken(
  { store, clock, events }: GrantParts,
  { token, grant }: TokenOfGrant,
): Promise<void> {
  const revoked = await store.revokeToken(token.id, clock.now())
  if (revoked && !isFinalized(grant.state, 'REVOKED')) events.tokenRevoked(grant.id)
}
