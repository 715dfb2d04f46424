import { type AccessItem, type Client, matchAccess } from '@kivuko/gnap'

import { isFinalized } from './advance-grant.ts'
import { hashBearerSecret } from './bearer-secret.ts'
import type { GrantParts } from './grant-settings.ts'
import { isActive } from './token.ts'

/** What a resource server asks about a token. */
export interface TokenQuestion {
  readonly accessToken: string
  /** What it wants to be let do; without it all access of the token is told. */
  readonly access?: readonly AccessItem[] | undefined
}

/**
 * What it is told. `access` has the granted items that were asked about, and none when any of those
 * asked about is not granted.
 */
export type TokenAnswer =
  | { readonly active: false }
  | {
      readonly active: true
      readonly grantId: string
      readonly access: readonly AccessItem[]
      readonly client: Client
    }

/**
 * Tells a resource server about tokens: in the same process by a call, from another by HTTP.
 * Rejects when the authorization side cannot be asked.
 */
export interface Introspection {
  introspect(question: TokenQuestion): Promise<TokenAnswer>
}

/** Answers a question about a token. */
export async function introspectToken(
  { store, clock, events }: GrantParts,
  { accessToken, access }: TokenQuestion,
): Promise<TokenAnswer> {
  const found = await store.findTokenByValue(hashBearerSecret(accessToken))
  const active =
    found !== undefined &&
    isActive(found.token, clock.now()) &&
    !isFinalized(found.grant.state, 'REVOKED')
  events.introspected(active)
  if (!found || !active) return { active: false }
  const { id, client, access: granted } = found.grant
  const told = access === undefined ? granted : (matchAccess(granted, access) ?? [])
  return { active: true, grantId: id, access: told, client }
}
