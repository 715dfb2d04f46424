import type { Clock } from '@kivuko/clock'
import {
  isForeignKeyViolation,
  isUniqueViolation,
  type Page,
  type PageQuery,
  type Postgres,
  type Queries,
  type Row,
  readPage,
} from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { TenantId, WalletAddressId, WalletAddressKey } from './records.ts'
import { type Refused, refuse } from './refused.ts'

/** Why a key is not taken. */
export type KeyRefusal = 'DuplicateKey' | 'UnknownWalletAddress' | 'InvalidKey' | 'UnknownKey'

/** Keys of wallet addresses. Those of another tenant's are unknown. */
export interface WalletAddressKeys {
  create(key: {
    walletAddressId: WalletAddressId
    tenantId?: TenantId
    jwk: WalletAddressKey['jwk']
  }): Promise<WalletAddressKey | Refused<KeyRefusal>>
  /** The key stays in the list, revoked. Revoking twice is the same as once. */
  revoke(id: string, tenantId?: TenantId): Promise<WalletAddressKey | Refused<'UnknownKey'>>
  list(walletAddressId: WalletAddressId, page: PageQuery): Promise<Page<WalletAddressKey>>
}

interface KeyRow extends Row {
  readonly id: string
  readonly wallet_address_id: WalletAddressId
  readonly kid: string
  readonly x: string
  readonly revoked: boolean
  readonly created_at: Date
}

const keyColumns = 'k.id, k.wallet_address_id, k.kid, k.x, k.revoked, k.created_at'

function toKey(row: KeyRow): WalletAddressKey {
  return {
    id: row.id,
    walletAddressId: row.wallet_address_id,
    jwk: { kid: row.kid, x: row.x, alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' },
    revoked: row.revoked,
    createdAtMs: row.created_at.getTime(),
  }
}

/** Keeps keys in the schema `directory`. */
export function createPostgresKeys(options: {
  postgres: Postgres
  clock: Clock
  random: Random
}): WalletAddressKeys {
  const { postgres } = options
  return {
    create: (key) => createKey(options, key),
    async revoke(id, tenantId) {
      const rows = await postgres.query<KeyRow>({
        text: `update directory.wallet_address_keys k set revoked = true
          from directory.wallet_addresses w
          where k.id = $1 and w.id = k.wallet_address_id and ($2::uuid is null or w.tenant_id = $2)
          returning ${keyColumns}`,
        values: [id, tenantId ?? null],
      })
      return rows[0] ? toKey(rows[0]) : refuse('UnknownKey', `there is no key ${id}`)
    },
    async list(walletAddressId, page) {
      const found = await readPage<KeyRow>(postgres, {
        select: keyColumns,
        from: 'directory.wallet_address_keys k',
        table: 'directory.wallet_address_keys',
        alias: 'k',
        conditions: ['k.wallet_address_id = $1'],
        values: [walletAddressId],
        page,
      })
      return { ...found, items: found.items.map(toKey) }
    },
  }
}

/** The keys of a wallet address that are not revoked. */
export async function readActiveKeys(
  queries: Queries,
  walletAddressId: WalletAddressId,
): Promise<readonly WalletAddressKey[]> {
  const rows = await queries.query<KeyRow>({
    text: `select ${keyColumns} from directory.wallet_address_keys k
      where k.wallet_address_id = $1 and not k.revoked order by k.created_at, k.id`,
    values: [walletAddressId],
  })
  return rows.map(toKey)
}

async function createKey(
  { postgres, clock, random }: Parameters<typeof createPostgresKeys>[0],
  key: Parameters<WalletAddressKeys['create']>[0],
): Promise<WalletAddressKey | Refused<KeyRefusal>> {
  const { jwk, walletAddressId } = key
  if (Buffer.from(jwk.x, 'base64url').length !== 32 || jwk.kid === '') {
    return refuse('InvalidKey', 'jwk must have a kid and an Ed25519 public key of 32 bytes as x')
  }
  try {
    const rows = await postgres.query<KeyRow>({
      text: `insert into directory.wallet_address_keys as k
          (id, wallet_address_id, kid, x, created_at)
        select $1, w.id, $4, $5, $6 from directory.wallet_addresses w
        where w.id = $2 and ($3::uuid is null or w.tenant_id = $3) returning ${keyColumns}`,
      values: [
        random.uuid(),
        walletAddressId,
        key.tenantId ?? null,
        jwk.kid,
        jwk.x,
        new Date(clock.now()),
      ],
    })
    if (rows[0]) return toKey(rows[0])
  } catch (error) {
    if (isUniqueViolation(error)) {
      return refuse('DuplicateKey', 'the wallet address has this key already')
    }
    if (!isForeignKeyViolation(error)) throw error
  }
  return refuse('UnknownWalletAddress', `there is no wallet address ${walletAddressId}`)
}
