import type { Random } from '@kivuko/random'

import { hashBearerSecret, newBearerSecret } from './bearer-secret.ts'
import type { Grant, GrantId } from './grant.ts'

/** The id of a token, a UUID: the last part of the URL at which it is managed. */
export type TokenId = string & { readonly '#token': true }

/** An access token as it is kept. */
export interface Token {
  readonly id: TokenId
  readonly grantId: GrantId
  readonly valueHash: Buffer
  readonly expiresAtMs: number
  readonly revokedAtMs?: number
}

/** A token with the grant that it was issued under. */
export interface TokenOfGrant {
  readonly token: Token
  readonly grant: Grant
}

/** A token as its client gets it, this once. */
export interface IssuedToken {
  readonly id: TokenId
  readonly value: string
  readonly expiresInSec: number
}

/** Makes a token: what is kept and what is handed out. */
export function mintToken(options: {
  readonly grantId: GrantId
  readonly random: Random
  readonly nowMs: number
  readonly expirySec: number
}): { readonly kept: Token; readonly issued: IssuedToken } {
  const { grantId, random, nowMs, expirySec } = options
  const id = random.uuid() as TokenId
  const value = newBearerSecret(random)
  return {
    kept: {
      id,
      grantId,
      valueHash: hashBearerSecret(value),
      expiresAtMs: nowMs + expirySec * 1000,
    },
    issued: { id, value, expiresInSec: expirySec },
  }
}

/** Whether a token lets its bearer in. Its grant counts too: see `introspectToken`. */
export function isActive(token: Token, nowMs: number): boolean {
  return token.revokedAtMs === undefined && nowMs < token.expiresAtMs
}
