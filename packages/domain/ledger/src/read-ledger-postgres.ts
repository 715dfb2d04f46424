import type { Queries, Row } from '@kivuko/postgres'
import type { AccountId, AccountKind, Balance, TransferId } from './account.ts'
import type { OpenPending, RecordedTransfer, TransferCode } from './ledger-store.ts'

interface BalanceRow extends Row {
  readonly id: AccountId
  readonly kind: AccountKind
  readonly debits_posted: bigint
  readonly debits_pending: bigint
  readonly debits_in_windows: bigint
  readonly credits_posted: bigint
  readonly credits_pending: bigint
}

/** Running totals by account. */
export async function readBalances(
  queries: Queries,
  ids: readonly AccountId[],
): Promise<ReadonlyMap<AccountId, Balance>> {
  const rows = await queries.query<BalanceRow>({
    name: 'ledger.balances',
    text: `select id, kind, debits_posted, debits_pending, debits_in_windows, credits_posted,
        credits_pending
      from ledger.accounts where id = any ($1::uuid[])`,
    values: [ids],
  })
  return new Map(rows.map((row) => [row.id, toBalance(row)]))
}

function toBalance(row: BalanceRow): Balance {
  return {
    kind: row.kind,
    debitsPosted: row.debits_posted,
    debitsPending: row.debits_pending,
    creditsPosted: row.credits_posted,
    creditsPending: row.credits_pending,
    debitsInWindows: row.debits_in_windows,
  }
}

interface TransferRow extends Row {
  readonly id: TransferId
  readonly debit_id: AccountId
  readonly credit_id: AccountId
  readonly amount: bigint
  readonly code: TransferCode
  readonly ledger: number
  readonly created_at: Date
  readonly expires_at: Date | null
}

/** Pending transfers that debit the account and have not run out, oldest first. */
export async function readOpenPendings(
  queries: Queries,
  { debitId, nowMs }: { debitId: AccountId; nowMs: number },
): Promise<readonly OpenPending[]> {
  const rows = await queries.query<TransferRow & { linked_ids: readonly TransferId[] }>({
    name: 'ledger.open-pendings',
    text: `select p.id, p.debit_id, p.credit_id, p.amount, p.code, p.ledger, p.created_at,
        p.expires_at, case when p.link_id is null then array[p.id] else array(
          select l.id from ledger.pendings l where l.link_id = p.link_id order by l.id
        ) end as linked_ids
      from ledger.pendings p
      where p.debit_id = $1::uuid and (p.expires_at is null or p.expires_at > $2::timestamptz)
      order by p.created_at, p.id`,
    values: [debitId, new Date(nowMs)],
  })
  return rows.map((row) => ({
    id: row.id,
    debitId: row.debit_id,
    creditId: row.credit_id,
    amount: row.amount,
    code: row.code,
    createdAtMs: row.created_at.getTime(),
    ...(row.expires_at !== null && { expiresAtMs: row.expires_at.getTime() }),
    linkedIds: row.linked_ids,
  }))
}

interface RecordedRow extends TransferRow {
  readonly state: RecordedTransfer['state']
}

/** Pending and ended transfers alike; `expired` is the store's own word for voided by the clock. */
const recordedTransfers = `(
  select id, debit_id, credit_id, amount, code, ledger, created_at, expires_at,
    case when state = 'expired' then 'voided' else state end as state
  from ledger.transfers
  union all
  select id, debit_id, credit_id, amount, code, ledger, created_at, expires_at, 'pending'
  from ledger.pendings
) as t`

/** One transfer by its id. */
export async function readTransfer(
  queries: Queries,
  id: TransferId,
): Promise<RecordedTransfer | undefined> {
  const [row] = await queries.query<RecordedRow>({
    name: 'ledger.transfer',
    text: `select t.* from ${recordedTransfers} where t.id = $1::uuid`,
    values: [id],
  })
  return row && toRecorded(row)
}

/** The newest transfers that debit, or that credit, an account. */
export async function readTransfers(
  queries: Queries,
  query: { side: 'debit' | 'credit'; accountId: AccountId; limit: number },
): Promise<readonly RecordedTransfer[]> {
  const rows = await queries.query<RecordedRow>({
    text: `select t.* from ${recordedTransfers} where t.${query.side}_id = $1::uuid
      order by t.created_at desc limit $2`,
    values: [query.accountId, query.limit],
  })
  return rows.map(toRecorded)
}

function toRecorded(row: RecordedRow): RecordedTransfer {
  return {
    id: row.id,
    debitId: row.debit_id,
    creditId: row.credit_id,
    amount: row.amount,
    code: row.code,
    ledger: row.ledger,
    createdAtMs: row.created_at.getTime(),
    state: row.state,
    ...(row.expires_at !== null && { expiresAtMs: row.expires_at.getTime() }),
  }
}
