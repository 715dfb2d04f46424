import type { Queries, Row, Transaction } from '@kivuko/postgres'
import { createConditions, readItems } from '../conditions-postgres.ts'
import { type QuoteRow, quoteColumns, toQuoteRecord } from '../quotes/quote-store-postgres.ts'
import type {
  OutgoingChange,
  OutgoingListQuery,
  OutgoingPaymentStore,
  OutgoingRecord,
} from './outgoing-payment-store.ts'

const table = 'payments.outgoing_payments'

const columns = `p.id, p.tenant_id, p.wallet_address_id, p.client, p.receiver, p.state, p.error,
  p.state_attempts, p.sent_amount, p.metadata, p.card_details, p.data_to_transmit, p.grant_id,
  p.grant_interval_start, p.grant_spent_debit, p.grant_spent_receive, p.created_event_id, p.waits,
  p.counted_sent, p.counted_delivered, p.counted_received, p.created_at, ${quoteColumns}`

const source = `${table} p join payments.quotes q on q.id = p.id`

interface OutgoingRow extends QuoteRow {
  readonly id: OutgoingRecord['id']
  readonly tenant_id: OutgoingRecord['tenantId']
  readonly wallet_address_id: OutgoingRecord['walletAddressId']
  readonly client: string | null
  readonly receiver: string
  readonly state: OutgoingRecord['state']
  readonly error: string | null
  readonly state_attempts: number
  readonly sent_amount: bigint
  readonly metadata: Readonly<Record<string, unknown>> | null
  readonly card_details: NonNullable<OutgoingRecord['cardDetails']> | null
  readonly data_to_transmit: Buffer | null
  readonly grant_id: string | null
  readonly grant_interval_start: Date | null
  readonly grant_spent_debit: bigint | null
  readonly grant_spent_receive: bigint | null
  readonly created_event_id: string
  readonly waits: number
  readonly counted_sent: bigint
  readonly counted_delivered: bigint
  readonly counted_received: bigint | null
  readonly created_at: Date
}

/** Keeps outgoing payments in the schema `payments`. */
export function createPostgresOutgoingPaymentStore(): OutgoingPaymentStore {
  return {
    insert,
    async read(queries, id) {
      return (await this.readMany(queries, [id]))[0]
    },
    readMany: (queries, ids) =>
      select(queries, 'payments.outgoing.read', {
        where: 'p.id = any($1::uuid[])',
        values: [ids],
      }),
    async lock(tx, { id, owner }) {
      const rows = await select(tx, 'payments.outgoing.lock', {
        where: 'p.id = $1 and ($2::uuid is null or p.lease_owner = $2) for update of p',
        values: [id, owner ?? null],
      })
      return rows[0]
    },
    save,
    claim: (queries, { lease, nowMs, limit }) =>
      changed(queries, {
        name: 'payments.outgoing.claim',
        update: `update ${table} set lease_owner = $1, lease_until = $2 where id in (
            select id from ${table}
            where state = 'SENDING' and due_at <= $3
              and (lease_until is null or lease_until <= $3)
            order by due_at limit $4 for update skip locked)`,
        values: [lease.owner, new Date(lease.untilMs), new Date(nowMs), limit],
      }),
    renew,
    nextDueMs,
    count,
    list,
  }
}

async function insert(tx: Transaction, record: OutgoingRecord): Promise<boolean> {
  const rows = await tx.query({
    name: 'payments.outgoing.insert',
    text: `insert into ${table} (id, tenant_id, wallet_address_id, client, receiver, state,
        metadata, card_details, grant_id, grant_interval_start, grant_spent_debit,
        grant_spent_receive, created_event_id, created_at, updated_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $14)
      on conflict (id) do nothing returning id`,
    values: [
      record.id,
      record.tenantId,
      record.walletAddressId,
      record.client ?? null,
      record.receiver,
      record.state,
      jsonOrNull(record.metadata),
      jsonOrNull(record.cardDetails),
      record.grantId ?? null,
      dateOrNull(record.grantIntervalStartMs),
      record.grantSpentDebit ?? null,
      record.grantSpentReceive ?? null,
      record.createdEventId,
      new Date(record.createdAtMs),
    ],
  })
  return rows.length > 0
}

async function save(tx: Transaction, change: OutgoingChange): Promise<boolean> {
  const rows = await tx.query({
    name: 'payments.outgoing.save',
    text: `update ${table} set state = $2, state_attempts = $3, waits = $4, error = $5, due_at = $6,
        sent_amount = coalesce($7, sent_amount), lease_owner = $8, lease_until = $9,
        metadata = coalesce($10, metadata), data_to_transmit = coalesce($11, data_to_transmit),
        counted_sent = coalesce($12, counted_sent),
        counted_delivered = coalesce($13, counted_delivered),
        counted_received = coalesce($14, counted_received), updated_at = $15
      where id = $1 and state = $16 and ($17::uuid is null or lease_owner = $17)
      returning id`,
    values: [
      change.id,
      change.state,
      change.stateAttempts,
      change.waits,
      change.error ?? null,
      dateOrNull(change.dueAtMs),
      change.sentAmount ?? null,
      change.lease?.owner ?? null,
      dateOrNull(change.lease?.untilMs),
      jsonOrNull(change.metadata),
      change.dataToTransmit === undefined ? null : Buffer.from(change.dataToTransmit),
      change.counted?.sentAmount ?? null,
      change.counted?.deliveredAmount ?? null,
      change.counted?.receivedAmount ?? null,
      new Date(change.nowMs),
      change.from,
      change.owner ?? null,
    ],
  })
  return rows.length > 0
}

async function renew(
  queries: Queries,
  ids: readonly string[],
  lease: Parameters<OutgoingPaymentStore['renew']>[2],
): Promise<readonly string[]> {
  const rows = await queries.query<{ id: string }>({
    name: 'payments.outgoing.renew',
    text: `update ${table} set lease_until = $3
      where id = any($1::uuid[]) and lease_owner = $2 returning id`,
    values: [ids, lease.owner, new Date(lease.untilMs)],
  })
  return rows.map((row) => row.id)
}

async function nextDueMs(queries: Queries): Promise<number | undefined> {
  const rows = await queries.query<{ due: Date | null }>({
    name: 'payments.outgoing.next-due',
    text: `select min(greatest(due_at, lease_until)) as due from ${table} where state = 'SENDING'`,
  })
  return rows[0]?.due?.getTime()
}

async function count(
  queries: Queries,
  { id, owner, count: counted }: Parameters<OutgoingPaymentStore['count']>[1],
): Promise<boolean> {
  const rows = await queries.query({
    name: 'payments.outgoing.count',
    text: `update ${table} set counted_sent = $3, counted_delivered = $4, counted_received = $5
      where id = $1 and lease_owner = $2 returning id`,
    values: [
      id,
      owner,
      counted.sentAmount,
      counted.deliveredAmount,
      counted.receivedAmount ?? null,
    ],
  })
  return rows.length > 0
}

async function list(
  queries: Queries,
  query: OutgoingListQuery,
): ReturnType<OutgoingPaymentStore['list']> {
  const filter = createConditions()
  filter.equals('p.tenant_id', query.tenantId)
  filter.amongIds('p.wallet_address_id', query.walletAddressId)
  filter.equals('p.client', query.client)
  filter.among('p.receiver', query.receiver)
  filter.among('p.state', query.state)
  return await readItems(queries, {
    select: columns,
    from: source,
    table,
    filter,
    page: query,
    read: toRecord,
  })
}

async function select(
  queries: Queries,
  name: string,
  { where, values }: { where: string; values: readonly unknown[] },
): Promise<readonly OutgoingRecord[]> {
  const text = `select ${columns} from ${source} where ${where}`
  const rows = await queries.query<OutgoingRow & Row>({ name, text, values })
  return rows.map(toRecord)
}

/** Runs an update and gives the changed rows with their quotes. */
async function changed(
  queries: Queries,
  { name, update, values }: { name: string; update: string; values: readonly unknown[] },
): Promise<readonly OutgoingRecord[]> {
  const text = `with p as (${update} returning *)
    select ${columns} from p join payments.quotes q on q.id = p.id`
  const rows = await queries.query<OutgoingRow & Row>({ name, text, values })
  return rows.map(toRecord)
}

function toRecord(row: OutgoingRow): OutgoingRecord {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    walletAddressId: row.wallet_address_id,
    ...(row.client !== null && { client: row.client }),
    quote: toQuoteRecord(row),
    receiver: row.receiver,
    state: row.state,
    ...(row.error !== null && { error: row.error }),
    stateAttempts: row.state_attempts,
    sentAmount: row.sent_amount,
    ...(row.metadata !== null && { metadata: row.metadata }),
    ...(row.card_details !== null && { cardDetails: row.card_details }),
    ...(row.data_to_transmit !== null && { dataToTransmit: row.data_to_transmit }),
    ...(row.grant_id !== null && { grantId: row.grant_id }),
    ...(row.grant_interval_start !== null && {
      grantIntervalStartMs: row.grant_interval_start.getTime(),
    }),
    ...(row.grant_spent_debit !== null && { grantSpentDebit: row.grant_spent_debit }),
    ...(row.grant_spent_receive !== null && { grantSpentReceive: row.grant_spent_receive }),
    createdEventId: row.created_event_id,
    waits: row.waits,
    counted: {
      sentAmount: row.counted_sent,
      deliveredAmount: row.counted_delivered,
      ...(row.counted_received !== null && { receivedAmount: row.counted_received }),
    },
    createdAtMs: row.created_at.getTime(),
  }
}

function jsonOrNull(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value)
}

function dateOrNull(timeMs: number | undefined): Date | null {
  return timeMs === undefined ? null : new Date(timeMs)
}
