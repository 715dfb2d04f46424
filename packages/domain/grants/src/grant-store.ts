import type { Page, PageQuery } from '@kivuko/postgres'

import type { Grant, GrantId, GrantState, Interaction, InteractionId } from './grant.ts'
import type { Token, TokenId, TokenOfGrant } from './token.ts'

/** Sessions in which an interaction may be under way; the oldest goes. */
export const sessionsPerInteractionMax = 8

/** A change of a grant, made only if the grant is still in the state that it was read in. */
export interface GrantChange {
  readonly before: Grant
  readonly state?: GrantState
  readonly interactionState?: Interaction['state']
  readonly refHash?: Buffer
  /** A session to add to the interaction's. */
  readonly sessionHash?: Buffer
  readonly lastContinuedAtMs?: number
  /** A token to issue with it. */
  readonly token?: Token
}

/** Which grants the operator wants to see. Conditions of a list are joined by "and". */
export interface GrantQuery {
  readonly tenantId?: string
  /** Grants with access to one of these wallet addresses. */
  readonly identifierIn?: readonly string[]
  readonly phaseIn?: readonly GrantState['phase'][]
  readonly phaseNotIn?: readonly GrantState['phase'][]
  readonly reasonIn?: readonly string[]
  readonly reasonNotIn?: readonly string[]
  readonly page: PageQuery
}

/** Where grants and their tokens are kept. Every method is one atomic step. */
export interface GrantStore {
  add(added: { readonly grant: Grant; readonly token?: Token }): Promise<void>
  find(id: GrantId): Promise<Grant | undefined>
  findByInteraction(id: InteractionId): Promise<Grant | undefined>
  /** Newest first unless ascending. */
  list(query: GrantQuery): Promise<Page<Grant>>
  /** False when another change came first. */
  change(change: GrantChange): Promise<boolean>
  /**
   * Revokes a grant, whose tokens are worth nothing from then on; false when there is none, or it
   * was revoked before.
   */
  revoke(id: GrantId): Promise<boolean>
  findToken(id: TokenId): Promise<TokenOfGrant | undefined>
  findTokenByValue(valueHash: Buffer): Promise<TokenOfGrant | undefined>
  /** Puts a token in another's place; false when the other is revoked, or its grant. */
  rotate(rotated: {
    readonly id: TokenId
    readonly next: Token
    readonly atMs: number
  }): Promise<boolean>
  /** False when there is no such token, or it was revoked before. */
  revokeToken(id: TokenId, atMs: number): Promise<boolean>
  /** Deletes at most `limit` tokens that expired before a time; says how many. */
  deleteTokens(options: {
    readonly expiredBeforeMs: number
    readonly limit: number
  }): Promise<number>
  /**
   * Deletes at most `limit` grants made before a time that are of no use and no interest any more:
   * without a token left, and never agreed to by a user. Says how many.
   */
  deleteGrants(options: { readonly madeBeforeMs: number; readonly limit: number }): Promise<number>
}
