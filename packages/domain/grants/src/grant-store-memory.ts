import type { Page } from '@kivuko/postgres'

import { advanceGrant, isFinalized } from './advance-grant.ts'
import type { Grant, GrantState, Interaction } from './grant.ts'
import {
  type GrantChange,
  type GrantQuery,
  type GrantStore,
  sessionsPerInteractionMax,
} from './grant-store.ts'
import type { Token, TokenOfGrant } from './token.ts'

/** Keeps grants in memory, for tests and simulation. */
export function createMemoryGrantStore(): GrantStore {
  const books: Books = { grants: new Map(), tokens: new Map() }
  const { grants, tokens } = books
  return {
    add: async ({ grant, token }) => {
      grants.set(grant.id, grant)
      if (token) tokens.set(token.id, token)
    },
    find: async (id) => grants.get(id),
    findByInteraction: async (id) =>
      [...grants.values()].find((grant) => grant.interaction?.id === id),
    list: async (query) => listGrants([...grants.values()], query),
    change: async (change) => changeGrant(books, change),
    revoke: async (id) => revokeGrant(books, id),
    findToken: async (id) => withGrant(books, tokens.get(id)),
    findTokenByValue: async (valueHash) =>
      withGrant(
        books,
        [...tokens.values()].find((token) => token.valueHash.equals(valueHash)),
      ),
    rotate: async ({ id, next, atMs }) => {
      const found = withGrant(books, tokens.get(id))
      if (!found || isFinalized(found.grant.state, 'REVOKED')) return false
      if (!revokeToken(books, { id, atMs })) return false
      tokens.set(next.id, next)
      return true
    },
    revokeToken: async (id, atMs) => revokeToken(books, { id, atMs }),
    deleteTokens: async ({ expiredBeforeMs, limit }) =>
      deleteSome(tokens, limit, (token) => token.expiresAtMs < expiredBeforeMs),
    deleteGrants: async ({ madeBeforeMs, limit }) =>
      deleteSome(grants, limit, (grant) => {
        const hasToken = [...tokens.values()].some((token) => token.grantId === grant.id)
        return grant.createdAtMs < madeBeforeMs && !hasToken && !isAgreedTo(grant)
      }),
  }
}

interface Books {
  readonly grants: Map<string, Grant>
  readonly tokens: Map<string, Token>
}

function changeGrant({ grants, tokens }: Books, change: GrantChange): boolean {
  const { before, state, lastContinuedAtMs, token } = change
  const grant = grants.get(before.id)
  if (!grant || !isSameState(grant, before)) return false
  grants.set(grant.id, {
    ...grant,
    ...(state && { state }),
    ...(lastContinuedAtMs !== undefined && { lastContinuedAtMs }),
    ...(grant.interaction && { interaction: changeInteraction(grant.interaction, change) }),
  })
  if (token) tokens.set(token.id, token)
  return true
}

function changeInteraction(interaction: Interaction, change: GrantChange): Interaction {
  const { interactionState, refHash, sessionHash } = change
  const others = interaction.sessionHashes.filter((hash) => !sessionHash?.equals(hash))
  const sessionHashes = sessionHash ? [sessionHash, ...others] : others
  return {
    ...interaction,
    ...(interactionState && { state: interactionState }),
    ...(refHash && { refHash }),
    sessionHashes: sessionHashes.slice(0, sessionsPerInteractionMax),
  }
}

function isSameState(one: Grant, other: Grant): boolean {
  return (
    one.state.phase === other.state.phase &&
    reasonOf(one.state) === reasonOf(other.state) &&
    one.interaction?.state === other.interaction?.state
  )
}

function revokeGrant({ grants }: Books, id: string): boolean {
  const grant = grants.get(id)
  const state = grant && advanceGrant(grant.state, 'revoke')
  if (!grant || !state) return false
  grants.set(id, { ...grant, state })
  return true
}

function revokeToken({ tokens }: Books, { id, atMs }: { id: string; atMs: number }): boolean {
  const token = tokens.get(id)
  if (!token || token.revokedAtMs !== undefined) return false
  tokens.set(id, { ...token, revokedAtMs: atMs })
  return true
}

function withGrant({ grants }: Books, token: Token | undefined): TokenOfGrant | undefined {
  const grant = token && grants.get(token.grantId)
  return grant && { token, grant }
}

function isAgreedTo(grant: Grant): boolean {
  return grant.interaction?.state === 'APPROVED' && grant.state.phase === 'FINALIZED'
}

function deleteSome<T>(map: Map<string, T>, limit: number, isOver: (value: T) => boolean): number {
  const over = [...map].filter(([, value]) => isOver(value)).slice(0, limit)
  for (const [id] of over) map.delete(id)
  return over.length
}

function listGrants(grants: readonly Grant[], query: GrantQuery): Page<Grant> {
  const { page } = query
  const sign = page.ascending === true ? 1 : -1
  const matching = grants
    .filter((grant) => matches(grant, query))
    .sort((a, b) => sign * (a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1)))
  const backward = page.last !== undefined
  const cursor = backward ? page.before : page.after
  const at = cursor === undefined ? -1 : matching.findIndex(({ id }) => id === cursor)
  if (cursor !== undefined && at === -1) {
    return { items: [], hasNextPage: backward, hasPreviousPage: !backward }
  }
  const end = backward ? (cursor === undefined ? matching.length : at) : matching.length
  const side = matching.slice(backward ? 0 : at + 1, end)
  const size = page.last ?? page.first ?? matching.length
  const items = backward ? side.slice(-size) : side.slice(0, size)
  const more = side.length > items.length
  return backward
    ? { items, hasNextPage: cursor !== undefined, hasPreviousPage: more }
    : { items, hasNextPage: more, hasPreviousPage: cursor !== undefined }
}

function matches({ tenantId, access, state }: Grant, query: GrantQuery): boolean {
  const reason = reasonOf(state)
  const identifiers = access.map(({ identifier }) => identifier)
  return (
    (query.tenantId === undefined || query.tenantId === tenantId) &&
    (query.identifierIn === undefined ||
      identifiers.some((id) => id !== undefined && query.identifierIn?.includes(id))) &&
    (query.phaseIn?.includes(state.phase) ?? true) &&
    !(query.phaseNotIn?.includes(state.phase) ?? false) &&
    (query.reasonIn === undefined || (reason !== undefined && query.reasonIn.includes(reason))) &&
    !(reason !== undefined && (query.reasonNotIn?.includes(reason) ?? false))
  )
}

function reasonOf(state: GrantState): string | undefined {
  return state.phase === 'FINALIZED' ? state.reason : undefined
}
