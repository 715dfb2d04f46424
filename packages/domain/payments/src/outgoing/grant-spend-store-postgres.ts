import type { Queries, Row, Transaction } from '@kivuko/postgres'
import type { GrantInterval, GrantSpend, GrantSpendStore } from './grant-spend-store.ts'

/** The interval of grants that have none: Postgres's text for before everything. */
const noInterval = '-infinity'

interface SpendRow extends Row {
  readonly debit_amount: bigint
  readonly debit_code: string
  readonly debit_scale: number
  readonly receive_amount: bigint
  readonly receive_code: string
  readonly receive_scale: number
}

/** Keeps grant spends in the schema `payments`. */
export function createPostgresGrantSpendStore(): GrantSpendStore {
  return { spend, release, read }
}

async function spend(
  tx: Transaction,
  wanted: Parameters<GrantSpendStore['spend']>[1],
): ReturnType<GrantSpendStore['spend']> {
  const { debitAmount, receiveAmount, debitLimit, receiveLimit } = wanted
  const rows = await tx.query<{ debit: bigint; receive: bigint }>({
    name: 'payments.grants.spend',
    text: `insert into payments.grant_spends as g (grant_id, interval_start,
        debit_amount, debit_code, debit_scale, receive_amount, receive_code, receive_scale)
      select $1::text, $2::timestamptz, $3::numeric, $4::text, $5::smallint,
        $6::numeric, $7::text, $8::smallint
      where ($9::numeric is null or $3::numeric <= $9)
        and ($10::numeric is null or $6::numeric <= $10)
      on conflict (grant_id, interval_start) do update
        set debit_amount = g.debit_amount + excluded.debit_amount,
          receive_amount = g.receive_amount + case
            when (g.receive_code, g.receive_scale) = (excluded.receive_code, excluded.receive_scale)
            then excluded.receive_amount else 0 end
        where ($9::numeric is null or g.debit_amount + excluded.debit_amount <= $9)
          and ($10::numeric is null or g.receive_amount + excluded.receive_amount <= $10)
      returning debit_amount - $3 as debit, greatest(receive_amount - $6, 0) as receive`,
    values: [
      wanted.grantId,
      startOf(wanted),
      debitAmount.value,
      debitAmount.code,
      debitAmount.scale,
      receiveAmount.value,
      receiveAmount.code,
      receiveAmount.scale,
      debitLimit ?? null,
      receiveLimit ?? null,
    ],
  })
  return rows[0]
}

async function release(
  tx: Transaction,
  wanted: Parameters<GrantSpendStore['release']>[1],
): Promise<void> {
  const { debit, receive } = wanted
  await tx.query({
    name: 'payments.grants.release',
    text: `update payments.grant_spends
      set debit_amount = greatest(debit_amount - $3, 0),
        receive_amount = greatest(receive_amount - case
          when receive_code = $5 and receive_scale = $6 then $4::numeric else 0 end, 0)
      where grant_id = $1 and interval_start = $2`,
    values: [wanted.grantId, startOf(wanted), debit, receive.value, receive.code, receive.scale],
  })
}

async function read(queries: Queries, interval: GrantInterval): Promise<GrantSpend | undefined> {
  const rows = await queries.query<SpendRow>({
    text: `select debit_amount, debit_code, debit_scale, receive_amount, receive_code, receive_scale
      from payments.grant_spends where grant_id = $1 and interval_start = $2`,
    values: [interval.grantId, startOf(interval)],
  })
  const row = rows[0]
  return (
    row && {
      debitAmount: { value: row.debit_amount, code: row.debit_code, scale: row.debit_scale },
      receiveAmount: {
        value: row.receive_amount,
        code: row.receive_code,
        scale: row.receive_scale,
      },
    }
  )
}

function startOf({ intervalStartMs }: GrantInterval): Date | string {
  return intervalStartMs === undefined ? noInterval : new Date(intervalStartMs)
}
