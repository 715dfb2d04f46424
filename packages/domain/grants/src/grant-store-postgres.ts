import type { AccessItem, Client, Subject } from '@kivuko/gnap'
import { type Page, type Postgres, readPage, type Row } from '@kivuko/postgres'

import type { Grant, GrantId, GrantState, Interaction, InteractionId } from './grant.ts'
import {
  type GrantChange,
  type GrantQuery,
  type GrantStore,
  sessionsPerInteractionMax,
} from './grant-store.ts'
import type { Token, TokenId, TokenOfGrant } from './token.ts'

/** Keeps grants and tokens in the schema `grants`. Every method is one statement. */
export function createPostgresGrantStore(options: { readonly postgres: Postgres }): GrantStore {
  const { postgres } = options
  return {
    add: ({ grant, token }) => addGrant(postgres, grant, token),
    find: (id) => findGrant(postgres, { column: 'id', id }),
    findByInteraction: (id) => findGrant(postgres, { column: 'interaction_id', id }),
    list: (query) => listGrants(postgres, query),
    change: (change) => changeGrant(postgres, change),
    revoke: (id) => revokeGrant(postgres, id),
    findToken: (id) => findToken(postgres, { column: 'id', key: id }),
    findTokenByValue: (hash) => findToken(postgres, { column: 'value_hash', key: hash }),
    rotate: (rotated) => rotateToken(postgres, rotated),
    revokeToken: (id, atMs) => revokeToken(postgres, id, atMs),
    deleteTokens: (which) => deleteTokens(postgres, which),
    deleteGrants: (which) => deleteGrants(postgres, which),
  }
}

const grantColumns = `g.id, g.tenant_id, g.state, g.finalization, g.client, g.access, g.subject,
  g.continue_token_hash, g.finish_uri, g.client_nonce, g.last_continued_at, g.created_at,
  g.interaction_id, g.interaction_nonce_hash, g.interaction_state, g.interaction_expires_at,
  g.interaction_ref_hash, g.interaction_sessions, g.client_name, g.client_uri`

const tokenColumns = `t.id as token_id, t.value_hash, t.expires_at, t.revoked_at`

interface GrantRow extends Row {
  readonly id: GrantId
  readonly tenant_id: string
  readonly state: GrantState['phase']
  readonly finalization: 'ISSUED' | 'REVOKED' | 'REJECTED' | null
  readonly client: Client
  readonly access: readonly AccessItem[]
  readonly subject: Subject | null
  readonly continue_token_hash: Buffer
  readonly finish_uri: string | null
  readonly client_nonce: string | null
  readonly last_continued_at: Date
  readonly created_at: Date
  readonly interaction_id: InteractionId | null
  readonly interaction_nonce_hash: Buffer | null
  readonly interaction_state: Interaction['state'] | null
  readonly interaction_expires_at: Date | null
  readonly interaction_ref_hash: Buffer | null
  readonly interaction_sessions: readonly Buffer[] | null
  readonly client_name: string | null
  readonly client_uri: string | null
}

interface TokenRow extends GrantRow {
  readonly token_id: TokenId
  readonly value_hash: Buffer
  readonly expires_at: Date
  readonly revoked_at: Date | null
}

async function addGrant(postgres: Postgres, grant: Grant, token?: Token): Promise<void> {
  const { interaction, finish } = grant
  await postgres.query({
    name: 'grants.add',
    text: `with added as (
        insert into grants.grants (
          id, tenant_id, state, finalization, client, access, identifiers, subject,
          continue_token_hash, finish_uri, client_nonce, last_continued_at, created_at,
          interaction_id, interaction_nonce_hash, interaction_state, interaction_expires_at,
          client_name, client_uri
        ) values ($1, $2, $3, $4, $5, $6::jsonb, $7, $8, $9, $10, $11, $12, $13,
          $14, $15, $16, $17, $18, $19)
        returning id
      )
      insert into grants.tokens (id, grant_id, value_hash, expires_at)
      select $20::uuid, added.id, $21::bytea, $22::timestamptz from added where $20 is not null`,
    values: [
      grant.id,
      grant.tenantId,
      grant.state.phase,
      reasonOf(grant.state),
      grant.client,
      JSON.stringify(grant.access),
      grant.access.flatMap(({ identifier }) => identifier ?? []),
      grant.subject,
      grant.continueTokenHash,
      finish?.uri,
      finish?.clientNonce,
      new Date(grant.lastContinuedAtMs),
      new Date(grant.createdAtMs),
      interaction?.id,
      interaction?.nonceHash,
      interaction?.state,
      interaction && new Date(interaction.expiresAtMs),
      interaction?.clientName,
      interaction?.clientUri,
      token?.id,
      token?.valueHash,
      token && new Date(token.expiresAtMs),
    ],
  })
}

async function findGrant(
  postgres: Postgres,
  by: { readonly column: 'id' | 'interaction_id'; readonly id: string },
): Promise<Grant | undefined> {
  const [row] = await postgres.query<GrantRow>({
    name: `grants.find-by-${by.column}`,
    text: `select ${grantColumns} from grants.grants g where g.${by.column} = $1`,
    values: [by.id],
  })
  return row && toGrant(row)
}

async function findToken(
  postgres: Postgres,
  by: { readonly column: 'id' | 'value_hash'; readonly key: string | Buffer },
): Promise<TokenOfGrant | undefined> {
  const [row] = await postgres.query<TokenRow>({
    name: `grants.find-token-by-${by.column}`,
    text: `select ${grantColumns}, ${tokenColumns}
      from grants.tokens t join grants.grants g on g.id = t.grant_id where t.${by.column} = $1`,
    values: [by.key],
  })
  return row && { token: toToken(row), grant: toGrant(row) }
}

async function changeGrant(postgres: Postgres, change: GrantChange): Promise<boolean> {
  const { before, state, token } = change
  const rows = await postgres.query({
    name: 'grants.change',
    text: `with changed as (
        update grants.grants set
          state = coalesce($5, state),
          finalization = case when $5::text is null then finalization else $6 end,
          interaction_state = coalesce($7, interaction_state),
          interaction_ref_hash = coalesce($8, interaction_ref_hash),
          interaction_sessions = case
            when $9::bytea is null then interaction_sessions
            else (array_prepend($9::bytea, array_remove(interaction_sessions, $9::bytea)))
              [1:${sessionsPerInteractionMax}]
          end,
          last_continued_at = coalesce($10, last_continued_at)
        where id = $1 and state = $2 and finalization is not distinct from $3
          and interaction_state is not distinct from $4
        returning id
      ), issued as (
        insert into grants.tokens (id, grant_id, value_hash, expires_at)
        select $11::uuid, changed.id, $12::bytea, $13::timestamptz
        from changed where $11 is not null
      )
      select id from changed`,
    values: [
      before.id,
      before.state.phase,
      reasonOf(before.state),
      before.interaction?.state,
      state?.phase,
      state && reasonOf(state),
      change.interactionState,
      change.refHash,
      change.sessionHash,
      change.lastContinuedAtMs === undefined ? undefined : new Date(change.lastContinuedAtMs),
      token?.id,
      token?.valueHash,
      token && new Date(token.expiresAtMs),
    ],
  })
  return rows.length > 0
}

async function revokeGrant(postgres: Postgres, id: GrantId): Promise<boolean> {
  const rows = await postgres.query({
    text: `update grants.grants set state = 'FINALIZED', finalization = 'REVOKED'
      where id = $1 and finalization is distinct from 'REVOKED' returning id`,
    values: [id],
  })
  return rows.length > 0
}

async function rotateToken(
  postgres: Postgres,
  { id, next, atMs }: Parameters<GrantStore['rotate']>[0],
): Promise<boolean> {
  const rows = await postgres.query({
    name: 'grants.rotate',
    text: `with revoked as (
        update grants.tokens t set revoked_at = $2 from grants.grants g
        where t.id = $1 and t.revoked_at is null
          and g.id = t.grant_id and g.finalization is distinct from 'REVOKED'
        returning t.grant_id
      )
      insert into grants.tokens (id, grant_id, value_hash, expires_at)
      select $3, revoked.grant_id, $4, $5 from revoked returning id`,
    values: [id, new Date(atMs), next.id, next.valueHash, new Date(next.expiresAtMs)],
  })
  return rows.length > 0
}

async function revokeToken(postgres: Postgres, id: TokenId, atMs: number): Promise<boolean> {
  const rows = await postgres.query({
    text: `update grants.tokens set revoked_at = $2
      where id = $1 and revoked_at is null returning id`,
    values: [id, new Date(atMs)],
  })
  return rows.length > 0
}

async function deleteTokens(
  postgres: Postgres,
  options: { readonly expiredBeforeMs: number; readonly limit: number },
): Promise<number> {
  const rows = await postgres.query({
    text: `delete from grants.tokens where id in (
        select id from grants.tokens where expires_at < $1
        order by expires_at limit $2 for update skip locked
      ) returning id`,
    values: [new Date(options.expiredBeforeMs), options.limit],
  })
  return rows.length
}

async function deleteGrants(
  postgres: Postgres,
  options: { readonly madeBeforeMs: number; readonly limit: number },
): Promise<number> {
  const rows = await postgres.query({
    text: `delete from grants.grants where id in (
        select g.id from grants.grants g
        where g.created_at < $1
          and (g.interaction_state is distinct from 'APPROVED' or g.state <> 'FINALIZED')
          and not exists (select 1 from grants.tokens t where t.grant_id = g.id)
        order by g.created_at limit $2 for update skip locked
      ) returning id`,
    values: [new Date(options.madeBeforeMs), options.limit],
  })
  return rows.length
}

async function listGrants(postgres: Postgres, query: GrantQuery): Promise<Page<Grant>> {
  const filters: readonly (readonly [string, unknown])[] = [
    ['g.tenant_id = ?', query.tenantId],
    ['g.identifiers && ?::text[]', query.identifierIn],
    ['g.state = any (?::text[])', query.phaseIn],
    ['g.state <> all (?::text[])', query.phaseNotIn],
    ['g.finalization = any (?::text[])', query.reasonIn],
    ['(g.finalization is null or g.finalization <> all (?::text[]))', query.reasonNotIn],
  ]
  const asked = filters.filter(([, value]) => value !== undefined)
  const page = await readPage<GrantRow>(postgres, {
    select: grantColumns,
    from: 'grants.grants g',
    table: 'grants.grants',
    alias: 'g',
    conditions: asked.map(([condition], index) => condition.replace('?', `$${index + 1}`)),
    values: asked.map(([, value]) => value),
    page: query.page,
  })
  return { ...page, items: page.items.map(toGrant) }
}

function toGrant(row: GrantRow): Grant {
  const { finish_uri: uri, client_nonce: clientNonce } = row
  const interaction = toInteraction(row)
  return {
    id: row.id,
    tenantId: row.tenant_id,
    client: row.client,
    access: row.access,
    ...(row.subject !== null && { subject: row.subject }),
    state: toState(row),
    continueTokenHash: row.continue_token_hash,
    ...(uri !== null && clientNonce !== null && { finish: { uri, clientNonce } }),
    ...(interaction && { interaction }),
    lastContinuedAtMs: row.last_continued_at.getTime(),
    createdAtMs: row.created_at.getTime(),
  }
}

function toState({ state, finalization }: GrantRow): GrantState {
  if (state !== 'FINALIZED') return { phase: state }
  if (finalization === null) throw new Error('a finalized grant has no reason')
  return { phase: state, reason: finalization }
}

function toInteraction(row: GrantRow): Interaction | undefined {
  const { interaction_id: id, interaction_state: state, interaction_nonce_hash: nonceHash } = row
  const { interaction_expires_at: expiresAt, interaction_ref_hash: refHash } = row
  if (id === null || state === null || nonceHash === null || expiresAt === null) return undefined
  return {
    id,
    nonceHash,
    state,
    expiresAtMs: expiresAt.getTime(),
    ...(refHash !== null && { refHash }),
    sessionHashes: row.interaction_sessions ?? [],
    clientName: row.client_name ?? '',
    clientUri: row.client_uri ?? '',
  }
}

function toToken(row: TokenRow): Token {
  return {
    id: row.token_id,
    grantId: row.id,
    valueHash: row.value_hash,
    expiresAtMs: row.expires_at.getTime(),
    ...(row.revoked_at !== null && { revokedAtMs: row.revoked_at.getTime() }),
  }
}

function reasonOf(state: GrantState): string | null {
  return state.phase === 'FINALIZED' ? state.reason : null
}
