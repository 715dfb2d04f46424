import type { Queries, Row } from '@kivuko/postgres'
import { createConditions, readItems } from '../conditions-postgres.ts'
import type {
  IncomingListQuery,
  IncomingPaymentStore,
  IncomingRecord,
} from './incoming-payment-store.ts'

const columns = `p.id, p.tenant_id, p.wallet_address_id, p.asset_id, p.asset_code, p.asset_scale,
  p.client, p.initiated_by, p.sender_wallet_address, p.state, p.incoming_amount,
  p.offered_amount, p.metadata, p.expires_at, p.approved_at, p.cancelled_at,
  p.cancellation_reason, p.created_at`

const table = 'payments.incoming_payments'

interface IncomingRow extends Row {
  readonly id: IncomingRecord['id']
  readonly tenant_id: IncomingRecord['tenantId']
  readonly wallet_address_id: IncomingRecord['walletAddressId']
  readonly asset_id: IncomingRecord['assetId']
  readonly asset_code: string
  readonly asset_scale: number
  readonly client: string | null
  readonly initiated_by: IncomingRecord['initiatedBy']
  readonly sender_wallet_address: string | null
  readonly state: IncomingRecord['state']
  readonly incoming_amount: bigint | null
  readonly offered_amount: bigint
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly expires_at: Date
  readonly approved_at: Date | null
  readonly cancelled_at: Date | null
  readonly cancellation_reason: string | null
  readonly created_at: Date
}

/** Keeps incoming payments in the schema `payments`. */
export function createPostgresIncomingPaymentStore(): IncomingPaymentStore {
  return {
    insert,
    async read(queries, id) {
      return (await this.readMany(queries, [id]))[0]
    },
    readMany: (queries, ids) =>
      select(queries, 'payments.incoming.read', {
        where: 'p.id = any($1::uuid[])',
        values: [ids],
      }),
    lock: (tx, ids) =>
      select(tx, 'payments.incoming.lock', {
        where: 'p.id = any($1::uuid[]) order by p.id for update',
        values: [ids],
      }),
    lockDue: (tx, due) =>
      select(tx, 'payments.incoming.lock-due', {
        where: `p.state in ('PENDING', 'PROCESSING') and p.expires_at <= $1
          order by p.expires_at limit $2 for update skip locked`,
        values: [new Date(due.nowMs), due.limit],
      }),
    nextExpiryMs,
    advance,
    async commitLazily(tx) {
      await tx.query({ text: 'set local synchronous_commit = off' })
    },
    setMetadata: (queries, change) =>
      update(queries, {
        set: 'metadata = $3, updated_at = $4',
        where: 'p.id = $1 and ($2::uuid is null or p.tenant_id = $2)',
        values: [
          change.id,
          change.tenantId ?? null,
          JSON.stringify(change.metadata),
          new Date(change.nowMs),
        ],
      }),
    decide: (queries, decision) =>
      update(queries, {
        set: `approved_at = case when $3 then $5::timestamptz end,
          cancelled_at = case when not $3 then $5::timestamptz end,
          cancellation_reason = $4, updated_at = $5`,
        where: `p.id = $1 and ($2::uuid is null or p.tenant_id = $2) and p.state = 'PENDING'
          and p.approved_at is null and p.cancelled_at is null`,
        values: [
          decision.id,
          decision.tenantId ?? null,
          decision.approved,
          decision.reason ?? null,
          new Date(decision.nowMs),
        ],
      }),
    cutExpiry,
    list,
  }
}

async function insert(queries: Queries, record: IncomingRecord): Promise<void> {
  await queries.query({
    name: 'payments.incoming.insert',
    text: `insert into ${table} (id, tenant_id, wallet_address_id, asset_id, asset_code,
        asset_scale, client, initiated_by, sender_wallet_address, state, incoming_amount, metadata,
        expires_at, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)`,
    values: [
      record.id,
      record.tenantId,
      record.walletAddressId,
      record.assetId,
      record.unit.code,
      record.unit.scale,
      record.client ?? null,
      record.initiatedBy,
      record.senderWalletAddress ?? null,
      record.state,
      record.incomingAmount ?? null,
      record.metadata === undefined ? null : JSON.stringify(record.metadata),
      new Date(record.expiresAtMs),
      new Date(record.createdAtMs),
    ],
  })
}

async function select(
  queries: Queries,
  name: string,
  { where, values }: { where: string; values: readonly unknown[] },
): Promise<readonly IncomingRecord[]> {
  const text = `select ${columns} from ${table} p where ${where}`
  const rows = await queries.query<IncomingRow>({ name, text, values })
  return rows.map(toRecord)
}

async function update(
  queries: Queries,
  change: { set: string; where: string; values: readonly unknown[] },
): Promise<IncomingRecord | undefined> {
  const rows = await queries.query<IncomingRow>({
    text: `update ${table} p set ${change.set} where ${change.where} returning ${columns}`,
    values: change.values,
  })
  return rows[0] && toRecord(rows[0])
}

async function nextExpiryMs(queries: Queries): Promise<number | undefined> {
  const rows = await queries.query<{ due: Date | null }>({
    name: 'payments.incoming.next-expiry',
    text: `select min(expires_at) as due from ${table} where state in ('PENDING', 'PROCESSING')`,
  })
  return rows[0]?.due?.getTime()
}

async function advance(
  tx: Queries,
  changes: Parameters<IncomingPaymentStore['advance']>[1],
  nowMs: number,
): Promise<void> {
  await tx.query({
    name: 'payments.incoming.advance',
    text: `update ${table} p
      set state = c.state, offered_amount = c.offered_amount, updated_at = $4
      from unnest($1::uuid[], $2::text[], $3::numeric[]) as c (id, state, offered_amount)
      where p.id = c.id`,
    values: [
      changes.map((change) => change.id),
      changes.map((change) => change.state),
      changes.map((change) => change.offeredAmount.toString()),
      new Date(nowMs),
    ],
  })
}

async function cutExpiry(
  queries: Queries,
  cut: Parameters<IncomingPaymentStore['cutExpiry']>[1],
): Promise<number> {
  const rows = await queries.query({
    text: `update ${table} set expires_at = $2
      where wallet_address_id = $1 and state in ('PENDING', 'PROCESSING') and expires_at > $2
      returning id`,
    values: [cut.walletAddressId, new Date(cut.expiresAtMs)],
  })
  return rows.length
}

async function list(
  queries: Queries,
  query: IncomingListQuery,
): ReturnType<IncomingPaymentStore['list']> {
  const filter = createConditions()
  filter.equals('p.tenant_id', query.tenantId)
  filter.equals('p.wallet_address_id', query.walletAddressId)
  filter.equals('p.client', query.client)
  filter.among('p.initiated_by', query.initiatedBy)
  return await readItems(queries, {
    select: columns,
    from: `${table} p`,
    table,
    filter,
    page: query,
    read: toRecord,
  })
}

function toRecord(row: IncomingRow): IncomingRecord {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    walletAddressId: row.wallet_address_id,
    assetId: row.asset_id,
    unit: { code: row.asset_code, scale: row.asset_scale },
    ...(row.client !== null && { client: row.client }),
    initiatedBy: row.initiated_by,
    ...(row.sender_wallet_address !== null && { senderWalletAddress: row.sender_wallet_address }),
    state: row.state,
    ...(row.incoming_amount !== null && { incomingAmount: row.incoming_amount }),
    offeredAmount: row.offered_amount,
    ...(row.metadata !== null && { metadata: row.metadata }),
    expiresAtMs: row.expires_at.getTime(),
    ...(row.approved_at !== null && { approvedAtMs: row.approved_at.getTime() }),
    ...(row.cancelled_at !== null && { cancelledAtMs: row.cancelled_at.getTime() }),
    ...(row.cancellation_reason !== null && { cancellationReason: row.cancellation_reason }),
    createdAtMs: row.created_at.getTime(),
  }
}
