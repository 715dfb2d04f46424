import type { Clock } from '@kivuko/clock'
import {
  type Page,
  type PageQuery,
  type Postgres,
  type Queries,
  type Row,
  readPage,
} from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { AssetId, Fee, TenantId } from './records.ts'
import { type Refused, refuse } from './refused.ts'

/** Highest fee in basis points: the whole amount. */
const basisPointsMax = 10_000

/** Why a fee is not taken. */
export type FeeRefusal = 'UnknownAsset' | 'InvalidBasisPointFee' | 'InvalidFixedFee'

/** Fees of assets. The newest of a type is in force; the others are history. */
export interface Fees {
  set(
    fee: Pick<Fee, 'assetId' | 'type' | 'fixed' | 'basisPoints'> & { tenantId?: TenantId },
  ): Promise<Fee | Refused<FeeRefusal>>
  list(assetId: AssetId, page: PageQuery): Promise<Page<Fee>>
}

interface FeeRow extends Row {
  readonly id: string
  readonly asset_id: AssetId
  readonly type: Fee['type']
  readonly fixed: bigint
  readonly basis_points: number
  readonly created_at: Date
}

const feeColumns = 'f.id, f.asset_id, f.type, f.fixed, f.basis_points, f.created_at'

function toFee(row: FeeRow): Fee {
  return {
    id: row.id,
    assetId: row.asset_id,
    type: row.type,
    fixed: row.fixed,
    basisPoints: row.basis_points,
    createdAtMs: row.created_at.getTime(),
  }
}

/** Keeps fees in the schema `directory`. */
export function createPostgresFees(options: {
  postgres: Postgres
  clock: Clock
  random: Random
}): Fees {
  const { postgres, clock, random } = options
  return {
    async set(fee) {
      if (fee.fixed < 0n) return refuse('InvalidFixedFee', 'fixed must not be below 0')
      if (!(fee.basisPoints >= 0 && fee.basisPoints <= basisPointsMax)) {
        return refuse('InvalidBasisPointFee', `basisPoints must be 0 to ${basisPointsMax}`)
      }
      const rows = await postgres.query<FeeRow>({
        text: `insert into directory.fees as f (id, asset_id, type, fixed, basis_points, created_at)
          select $1, a.id, $4, $5, $6, $7 from directory.assets a
          where a.id = $2 and ($3::uuid is null or a.tenant_id = $3) and a.deleted_at is null
          returning ${feeColumns}`,
        values: [
          random.uuid(),
          fee.assetId,
          fee.tenantId ?? null,
          fee.type,
          fee.fixed,
          fee.basisPoints,
          new Date(clock.now()),
        ],
      })
      return rows[0] ? toFee(rows[0]) : refuse('UnknownAsset', `there is no asset ${fee.assetId}`)
    },
    async list(assetId, page) {
      const found = await readPage<FeeRow>(postgres, {
        select: feeColumns,
        from: 'directory.fees f',
        table: 'directory.fees',
        alias: 'f',
        conditions: ['f.asset_id = $1'],
        values: [assetId],
        page,
      })
      return { ...found, items: found.items.map(toFee) }
    },
  }
}

/** The fee of a type that is in force. */
export async function readFee(
  queries: Queries,
  fee: Pick<Fee, 'assetId' | 'type'>,
): Promise<Fee | undefined> {
  const rows = await queries.query<FeeRow>({
    text: `select ${feeColumns} from directory.fees f where f.asset_id = $1 and f.type = $2
      order by f.created_at desc, f.id desc limit 1`,
    values: [fee.assetId, fee.type],
  })
  return rows[0] && toFee(rows[0])
}
