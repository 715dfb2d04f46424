import type { Clock } from '@kivuko/clock'
import {
  isUniqueViolation,
  type Page,
  type PageQuery,
  type Postgres,
  type Queries,
  readPage,
  type Transaction,
} from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import { type AssetRow, assetColumns, toAsset } from './assets-postgres.ts'
import type {
  AdditionalProperty,
  AssetId,
  TenantId,
  WalletAddress,
  WalletAddressId,
} from './records.ts'
import { type Refused, refuse } from './refused.ts'
import { walletAddressUrl } from './wallet-address-url.ts'

/** Additional properties that one wallet address may have. */
const additionalPropertiesMax = 100

/** What a wallet address is made of. */
export interface NewWalletAddress {
  readonly tenantId: TenantId
  readonly assetId: AssetId
  /** A full https URL, or a path below the tenant's prefix. */
  readonly address: string
  readonly publicName?: string
  readonly additionalProperties?: readonly AdditionalProperty[]
}

/** What changes of a wallet address; what is left out stays. */
export interface WalletAddressChange {
  readonly id: WalletAddressId
  readonly tenantId?: TenantId
  readonly publicName?: string
  readonly status?: 'ACTIVE' | 'INACTIVE'
  readonly additionalProperties?: readonly AdditionalProperty[]
}

/** Why a wallet address is not taken. */
export type WalletAddressRefusal =
  | 'InvalidUrl'
  | 'UnknownAsset'
  | 'UnknownWalletAddress'
  | 'DuplicateWalletAddress'
  | 'InvalidAdditionalProperties'

/** Wallet addresses as the ASE keeps them. An id of another tenant is unknown. */
export interface WalletAddresses {
  create(address: NewWalletAddress): Promise<WalletAddress | Refused<WalletAddressRefusal>>
  update(change: WalletAddressChange): Promise<WalletAddress | Refused<WalletAddressRefusal>>
  get(id: WalletAddressId, tenantId?: TenantId): Promise<WalletAddress | undefined>
  byUrl(url: string, tenantId?: TenantId): Promise<WalletAddress | undefined>
  list(tenantId: TenantId | undefined, page: PageQuery): Promise<Page<WalletAddress>>
}

const walletColumns = `w.id, w.tenant_id, w.url, w.public_name, w.deactivated_at, w.created_at,
  ${assetColumns}, (
    select coalesce(jsonb_agg(jsonb_build_object('key', r.key, 'value', r.value,
      'visibleInOpenPayments', r.visible) order by r.position), '[]')
    from directory.wallet_address_properties r where r.wallet_address_id = w.id
  ) as properties`
const walletTables = 'directory.wallet_addresses w join directory.assets a on a.id = w.asset_id'

interface WalletRow extends AssetRow {
  readonly id: WalletAddressId
  readonly tenant_id: TenantId
  readonly url: string
  readonly public_name: string | null
  readonly deactivated_at: Date | null
  readonly created_at: Date
  readonly properties: readonly AdditionalProperty[]
}

function toWalletAddress(row: WalletRow): WalletAddress {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    asset: toAsset(row),
    url: row.url,
    ...(row.public_name !== null && { publicName: row.public_name }),
    ...(row.deactivated_at !== null && { deactivatedAtMs: row.deactivated_at.getTime() }),
    additionalProperties: row.properties,
    createdAtMs: row.created_at.getTime(),
  }
}

/**
 * Keeps wallet addresses in the schema `directory`. `prefixFor` gives the URL that a tenant's
 * addresses must lie under. A deactivated address refuses what is new; what is open stays open (see
 * payments).
 */
export function createPostgresWalletAddresses(options: {
  postgres: Postgres
  clock: Clock
  random: Random
  prefixFor(tenantId: TenantId): Promise<string | undefined>
}): WalletAddresses {
  const { postgres } = options
  return {
    create: (address) => createWalletAddress(options, address),
    update: (change) => updateWalletAddress(options, change),
    get: (id, tenantId) =>
      readWalletAddress(postgres, 'w.id = $1 and ($2::uuid is null or w.tenant_id = $2)', [
        id,
        tenantId ?? null,
      ]),
    byUrl: (url, tenantId) =>
      readWalletAddress(postgres, 'w.url = $1 and ($2::uuid is null or w.tenant_id = $2)', [
        url,
        tenantId ?? null,
      ]),
    async list(tenantId, page) {
      const found = await readPage<WalletRow>(postgres, {
        select: walletColumns,
        from: walletTables,
        table: 'directory.wallet_addresses',
        alias: 'w',
        conditions: ['($1::uuid is null or w.tenant_id = $1)'],
        values: [tenantId ?? null],
        page,
      })
      return { ...found, items: found.items.map(toWalletAddress) }
    },
  }
}

type Options = Parameters<typeof createPostgresWalletAddresses>[0]

/** Reads one wallet address with its asset; `condition` is on `w`. */
export async function readWalletAddress(
  queries: Queries,
  condition: string,
  values: readonly unknown[],
): Promise<WalletAddress | undefined> {
  const rows = await queries.query<WalletRow>({
    text: `select ${walletColumns} from ${walletTables} where ${condition}`,
    values,
  })
  return rows[0] && toWalletAddress(rows[0])
}

async function createWalletAddress(
  options: Options,
  address: NewWalletAddress,
): Promise<WalletAddress | Refused<WalletAddressRefusal>> {
  const url = walletAddressUrl(address.address, await options.prefixFor(address.tenantId))
  if (typeof url !== 'string') return url
  const { additionalProperties: properties = [] } = address
  const invalid = checkProperties(properties)
  if (invalid) return invalid
  const id = options.random.uuid() as WalletAddressId
  try {
    return await options.postgres.transaction(async (tx) => {
      const rows = await tx.query({
        text: `insert into directory.wallet_addresses
            (id, tenant_id, asset_id, url, public_name, created_at)
          select $1, a.tenant_id, a.id, $4, $5, $6 from directory.assets a
          where a.id = $3 and a.tenant_id = $2 and a.deleted_at is null returning id`,
        values: [
          id,
          address.tenantId,
          address.assetId,
          url,
          address.publicName ?? null,
          new Date(options.clock.now()),
        ],
      })
      if (rows.length === 0) {
        return refuse('UnknownAsset', `there is no asset ${address.assetId}`)
      }
      await insertProperties(tx, { id, properties })
      return await readSaved(tx, id)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    return refuse('DuplicateWalletAddress', `there is a wallet address ${url}`)
  }
}

async function updateWalletAddress(
  { postgres, clock }: Options,
  change: WalletAddressChange,
): Promise<WalletAddress | Refused<WalletAddressRefusal>> {
  const { id, additionalProperties: properties } = change
  const invalid = properties && checkProperties(properties)
  if (invalid) return invalid
  return await postgres.transaction(async (tx) => {
    const rows = await tx.query({
      text: `update directory.wallet_addresses set
          public_name = coalesce($3, public_name),
          deactivated_at = case $4::text when 'ACTIVE' then null
            when 'INACTIVE' then coalesce(deactivated_at, $5) else deactivated_at end
        where id = $1 and ($2::uuid is null or tenant_id = $2) returning id`,
      values: [
        id,
        change.tenantId ?? null,
        change.publicName ?? null,
        change.status ?? null,
        new Date(clock.now()),
      ],
    })
    if (rows.length === 0) {
      return refuse('UnknownWalletAddress', `there is no wallet address ${id}`)
    }
    if (properties) {
      await tx.query({
        text: 'delete from directory.wallet_address_properties where wallet_address_id = $1',
        values: [id],
      })
      await insertProperties(tx, { id, properties })
    }
    return await readSaved(tx, id)
  })
}

async function readSaved(tx: Transaction, id: WalletAddressId): Promise<WalletAddress> {
  const saved = await readWalletAddress(tx, 'w.id = $1', [id])
  if (!saved) throw new Error(`wallet address ${id} vanished within its own transaction`)
  return saved
}

function checkProperties(
  properties: readonly AdditionalProperty[],
): Refused<'InvalidAdditionalProperties'> | undefined {
  const keys = new Set(properties.map(({ key }) => key.trim()))
  if (properties.length > additionalPropertiesMax) {
    return refuse('InvalidAdditionalProperties', `at most ${additionalPropertiesMax} properties`)
  }
  return keys.size < properties.length || keys.has('')
    ? refuse('InvalidAdditionalProperties', 'keys must be there and differ')
    : undefined
}

async function insertProperties(
  tx: Transaction,
  { id, properties }: { id: WalletAddressId; properties: readonly AdditionalProperty[] },
): Promise<void> {
  if (properties.length === 0) return
  await tx.query({
    text: `insert into directory.wallet_address_properties
        (wallet_address_id, position, key, value, visible)
      select $1, p.position, p.key, p.value, p.visible
      from unnest($2::text[], $3::text[], $4::boolean[]) with ordinality
        as p (key, value, visible, position)`,
    values: [
      id,
      properties.map(({ key }) => key.trim()),
      properties.map(({ value }) => value),
      properties.map(({ visibleInOpenPayments }) => visibleInOpenPayments),
    ],
  })
}
