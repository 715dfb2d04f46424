import type { Clock } from '@kivuko/clock'
import type { AccountId, LedgerWriter } from '@kivuko/ledger'
import {
  type Page,
  type PageQuery,
  type Postgres,
  type Queries,
  type Row,
  readPage,
  type Transaction,
} from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { Asset, AssetId, TenantId } from './records.ts'
import { type Refused, refuse } from './refused.ts'

/** Longest asset code. */
const assetCodeLengthMax = 32

/** What an asset is made of. */
export interface NewAsset {
  readonly tenantId: TenantId
  readonly code: string
  readonly scale: number
  readonly withdrawalThreshold?: bigint
  readonly liquidityThreshold?: bigint
}

/** Assets as the ASE keeps them. An id of another tenant is unknown. */
export interface Assets {
  /**
   * Opens its liquidity and settlement accounts too. A deleted one with the same code and scale
   * comes back.
   */
  create(asset: NewAsset): Promise<Asset | Refused<'DuplicateAsset' | 'InvalidAsset'>>
  /** A threshold left out is taken away. */
  update(change: {
    id: AssetId
    tenantId?: TenantId
    withdrawalThreshold?: bigint
    liquidityThreshold?: bigint
  }): Promise<Asset | Refused<'UnknownAsset'>>
  /** Refused while a peer or a wallet address uses it. */
  delete(
    id: AssetId,
    tenantId?: TenantId,
  ): Promise<Asset | Refused<'UnknownAsset' | 'CannotDeleteInUseAsset'>>
  get(id: AssetId, tenantId?: TenantId): Promise<Asset | undefined>
  byCodeAndScale(asset: {
    tenantId: TenantId
    code: string
    scale: number
  }): Promise<Asset | undefined>
  list(tenantId: TenantId | undefined, page: PageQuery): Promise<Page<Asset>>
}

/** The columns that `toAsset` reads, from `directory.assets a`. */
export const assetColumns = `a.id as asset_id, a.tenant_id as asset_tenant_id, a.code, a.scale,
  a.ledger, a.settlement_id, a.withdrawal_threshold,
  a.liquidity_threshold as asset_liquidity_threshold, a.created_at as asset_created_at`

/** A row of `assetColumns`. */
export interface AssetRow extends Row {
  readonly asset_id: AssetId & AccountId
  readonly asset_tenant_id: TenantId
  readonly code: string
  readonly scale: number
  readonly ledger: number
  readonly settlement_id: AccountId
  readonly withdrawal_threshold: bigint | null
  readonly asset_liquidity_threshold: bigint | null
  readonly asset_created_at: Date
}

/** Reads an asset from its columns. */
export function toAsset(row: AssetRow): Asset {
  return {
    id: row.asset_id,
    accountId: row.asset_id,
    tenantId: row.asset_tenant_id,
    code: row.code,
    scale: row.scale,
    ledger: row.ledger,
    settlementId: row.settlement_id,
    ...(row.withdrawal_threshold !== null && { withdrawalThreshold: row.withdrawal_threshold }),
    ...(row.asset_liquidity_threshold !== null && {
      liquidityThreshold: row.asset_liquidity_threshold,
    }),
    createdAtMs: row.asset_created_at.getTime(),
  }
}

/** The ledger, as far as the directory needs it. */
export interface DirectoryLedger {
  within(tx: Transaction): LedgerWriter
  setSignals(id: AccountId, signals: { lowAt?: bigint | null }): Promise<void>
}

/** Keeps assets in the schema `directory`. */
export function createPostgresAssets(options: {
  postgres: Postgres
  ledger: DirectoryLedger
  clock: Clock
  random: Random
}): Assets {
  const { postgres, ledger } = options
  return {
    create: (asset) => createAsset(options, asset),
    async update(change) {
      const asset = await updateAsset(postgres, change)
      if (!asset) return unknownAsset(change.id)
      await ledger.setSignals(asset.accountId, { lowAt: change.liquidityThreshold ?? null })
      return asset
    },
    delete: (id, tenantId) =>
      postgres.transaction((tx) => deleteAsset(options, { tx, id, tenantId })),
    get: (id, tenantId) =>
      readAsset(postgres, `a.id = $1 and ($2::uuid is null or a.tenant_id = $2)`, [
        id,
        tenantId ?? null,
      ]),
    byCodeAndScale: ({ tenantId, code, scale }) =>
      readAsset(postgres, 'a.tenant_id = $1 and a.code = $2 and a.scale = $3', [
        tenantId,
        code,
        scale,
      ]),
    list: (tenantId, page) => listAssets(postgres, { tenantId, page }),
  }
}

type Options = Parameters<typeof createPostgresAssets>[0]

async function createAsset(
  { postgres, ledger, clock, random }: Options,
  asset: NewAsset,
): Promise<Asset | Refused<'DuplicateAsset' | 'InvalidAsset'>> {
  const invalid = checkAsset(asset)
  if (invalid) return refuse('InvalidAsset', invalid)
  return await postgres.transaction(async (tx) => {
    const rows = await tx.query<AssetRow>({
      text: `insert into directory.assets as a
          (id, tenant_id, code, scale, settlement_id, withdrawal_threshold, liquidity_threshold,
            created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (tenant_id, code, scale) do update
          set deleted_at = null, withdrawal_threshold = excluded.withdrawal_threshold,
            liquidity_threshold = excluded.liquidity_threshold
          where a.deleted_at is not null
        returning ${assetColumns}`,
      values: [
        random.uuid(),
        asset.tenantId,
        asset.code,
        asset.scale,
        random.uuid(),
        asset.withdrawalThreshold ?? null,
        asset.liquidityThreshold ?? null,
        new Date(clock.now()),
      ],
    })
    const row = rows[0]
    if (!row) {
      return refuse('DuplicateAsset', `there is an asset ${asset.code} of scale ${asset.scale}`)
    }
    const created = toAsset(row)
    const lowAt = created.liquidityThreshold
    await ledger.within(tx).createAccounts([
      {
        id: created.accountId,
        ledger: created.ledger,
        kind: 'asset',
        ...(lowAt !== undefined && { signals: { lowAt } }),
      },
      { id: created.settlementId, ledger: created.ledger, kind: 'settlement' },
    ])
    return created
  })
}

function checkAsset({ code, scale }: NewAsset): string | undefined {
  if (code === '' || code.length > assetCodeLengthMax) {
    return `code must have 1 to ${assetCodeLengthMax} characters`
  }
  if (!Number.isInteger(scale) || scale < 0 || scale > 255) return 'scale must be 0 to 255'
  return undefined
}

async function updateAsset(
  queries: Queries,
  change: Parameters<Assets['update']>[0],
): Promise<Asset | undefined> {
  const rows = await queries.query<AssetRow>({
    text: `update directory.assets a set withdrawal_threshold = $3, liquidity_threshold = $4
      where a.id = $1 and ($2::uuid is null or a.tenant_id = $2) and a.deleted_at is null
      returning ${assetColumns}`,
    values: [
      change.id,
      change.tenantId ?? null,
      change.withdrawalThreshold ?? null,
      change.liquidityThreshold ?? null,
    ],
  })
  return rows[0] && toAsset(rows[0])
}

async function deleteAsset(
  { clock }: Options,
  { tx, id, tenantId }: { tx: Transaction; id: AssetId; tenantId: TenantId | undefined },
): Promise<Asset | Refused<'UnknownAsset' | 'CannotDeleteInUseAsset'>> {
  // The row lock keeps out peers and wallet addresses that reference it in the same moment.
  const rows = await tx.query<AssetRow & { in_use: boolean }>({
    text: `select ${assetColumns},
        exists (select 1 from directory.peers p where p.asset_id = a.id)
          or exists (select 1 from directory.wallet_addresses w where w.asset_id = a.id) as in_use
      from directory.assets a
      where a.id = $1 and ($2::uuid is null or a.tenant_id = $2) and a.deleted_at is null
      for update of a`,
    values: [id, tenantId ?? null],
  })
  const row = rows[0]
  if (!row) return unknownAsset(id)
  if (row.in_use) {
    return refuse('CannotDeleteInUseAsset', 'a peer or a wallet address uses the asset')
  }
  await tx.query({
    text: 'update directory.assets set deleted_at = $2 where id = $1',
    values: [id, new Date(clock.now())],
  })
  return toAsset(row)
}

/** Reads one asset that is not deleted; `condition` is on `a`. */
export async function readAsset(
  queries: Queries,
  condition: string,
  values: readonly unknown[],
): Promise<Asset | undefined> {
  const rows = await queries.query<AssetRow>({
    text: `select ${assetColumns} from directory.assets a
      where ${condition} and a.deleted_at is null`,
    values,
  })
  return rows[0] && toAsset(rows[0])
}

/** Reads the codes of all assets that are not deleted, each once, in order. */
export async function readAssetCodes(queries: Queries): Promise<readonly string[]> {
  const rows = await queries.query<{ code: string }>({
    text: 'select distinct code from directory.assets where deleted_at is null order by code',
  })
  return rows.map(({ code }) => code)
}

async function listAssets(
  queries: Queries,
  { tenantId, page }: { tenantId: TenantId | undefined; page: PageQuery },
): Promise<Page<Asset>> {
  const found = await readPage<AssetRow>(queries, {
    select: assetColumns,
    from: 'directory.assets a',
    table: 'directory.assets',
    alias: 'a',
    conditions: ['a.deleted_at is null', '($1::uuid is null or a.tenant_id = $1)'],
    values: [tenantId ?? null],
    page,
  })
  return { ...found, items: found.items.map(toAsset) }
}

function unknownAsset(id: string): Refused<'UnknownAsset'> {
  return refuse('UnknownAsset', `there is no asset ${id}`)
}
