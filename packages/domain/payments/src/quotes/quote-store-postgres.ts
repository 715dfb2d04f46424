import type { Ratio } from '@kivuko/money'
import type { Queries, Row } from '@kivuko/postgres'
import { createConditions, readItems } from '../conditions-postgres.ts'
import type { QuoteRecord, QuoteStore } from './quote-store.ts'

const table = 'payments.quotes'

/** The columns of `payments.quotes q` that `toQuoteRecord` reads, under names of their own. */
export const quoteColumns = `q.id as quote_id, q.tenant_id as quote_tenant_id,
  q.wallet_address_id as quote_wallet_address_id, q.asset_id, q.client as quote_client,
  q.receiver as quote_receiver, q.method, q.debit_amount, q.debit_code, q.debit_scale,
  q.debit_amount_minus_fees, q.receive_amount, q.receive_code, q.receive_scale,
  q.receive_asset_id, q.fee_id, q.rates, q.created_at as quote_created_at,
  q.expires_at as quote_expires_at`

/** A row of `quoteColumns`. */
export interface QuoteRow extends Row {
  readonly quote_id: QuoteRecord['id']
  readonly quote_tenant_id: QuoteRecord['tenantId']
  readonly quote_wallet_address_id: QuoteRecord['walletAddressId']
  readonly asset_id: QuoteRecord['assetId']
  readonly quote_client: string | null
  readonly quote_receiver: string
  readonly method: QuoteRecord['method']
  readonly debit_amount: bigint
  readonly debit_code: string
  readonly debit_scale: number
  readonly debit_amount_minus_fees: bigint
  readonly receive_amount: bigint
  readonly receive_code: string
  readonly receive_scale: number
  readonly receive_asset_id: QuoteRecord['assetId'] | null
  readonly fee_id: string | null
  readonly rates: RatesJson | null
  readonly quote_created_at: Date
  readonly quote_expires_at: Date
}

/** Ratios as `[numerator, denominator]` in decimal text: JSON has no exact large numbers. */
interface RatesJson {
  readonly estimated?: RatioJson
  readonly ilp?: {
    readonly min: RatioJson
    readonly low: RatioJson
    readonly high: RatioJson
    readonly maxPacketAmount?: string
  }
}

type RatioJson = readonly [string, string]

/** Keeps quotes in the schema `payments`. */
export function createPostgresQuoteStore(): QuoteStore {
  return {
    insert,
    async read(queries, id) {
      const rows = await queries.query<QuoteRow>({
        name: 'payments.quotes.read',
        text: `select ${quoteColumns} from ${table} q where q.id = $1`,
        values: [id],
      })
      return rows[0] && toQuoteRecord(rows[0])
    },
    async list(queries, query) {
      const filter = createConditions()
      filter.equals('p.tenant_id', query.tenantId)
      filter.equals('p.wallet_address_id', query.walletAddressId)
      return await readItems(queries, {
        select: quoteColumns.replaceAll('q.', 'p.'),
        from: `${table} p`,
        table,
        filter,
        page: query,
        read: toQuoteRecord,
      })
    },
  }
}

async function insert(queries: Queries, record: QuoteRecord): Promise<void> {
  await queries.query({
    name: 'payments.quotes.insert',
    text: `insert into ${table} (id, tenant_id, wallet_address_id, asset_id, client, receiver,
        method, debit_amount, debit_code, debit_scale, debit_amount_minus_fees,
        receive_amount, receive_code, receive_scale, receive_asset_id, fee_id, rates, created_at,
        expires_at)
      values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
        $19)`,
    values: [
      record.id,
      record.tenantId,
      record.walletAddressId,
      record.assetId,
      record.client ?? null,
      record.receiver,
      record.method,
      record.debitAmount.value,
      record.debitAmount.code,
      record.debitAmount.scale,
      record.debitAmountMinusFees,
      record.receiveAmount.value,
      record.receiveAmount.code,
      record.receiveAmount.scale,
      record.receiveAssetId ?? null,
      record.feeId ?? null,
      JSON.stringify(writeRates(record)),
      new Date(record.createdAtMs),
      new Date(record.expiresAtMs),
    ],
  })
}

/** Reads a quote from its columns. */
export function toQuoteRecord(row: QuoteRow): QuoteRecord {
  return {
    id: row.quote_id,
    tenantId: row.quote_tenant_id,
    walletAddressId: row.quote_wallet_address_id,
    assetId: row.asset_id,
    ...(row.quote_client !== null && { client: row.quote_client }),
    receiver: row.quote_receiver,
    method: row.method,
    debitAmount: { value: row.debit_amount, code: row.debit_code, scale: row.debit_scale },
    debitAmountMinusFees: row.debit_amount_minus_fees,
    receiveAmount: { value: row.receive_amount, code: row.receive_code, scale: row.receive_scale },
    ...(row.receive_asset_id !== null && { receiveAssetId: row.receive_asset_id }),
    ...(row.fee_id !== null && { feeId: row.fee_id }),
    ...(row.rates !== null && readRates(row.rates)),
    createdAtMs: row.quote_created_at.getTime(),
    expiresAtMs: row.quote_expires_at.getTime(),
  }
}

function writeRates({ estimatedExchangeRate, ilp }: QuoteRecord): RatesJson {
  return {
    ...(estimatedExchangeRate && { estimated: writeRatio(estimatedExchangeRate) }),
    ...(ilp && {
      ilp: {
        min: writeRatio(ilp.minExchangeRate),
        low: writeRatio(ilp.lowEstimatedExchangeRate),
        high: writeRatio(ilp.highEstimatedExchangeRate),
        ...(ilp.maxPacketAmount !== undefined && { maxPacketAmount: `${ilp.maxPacketAmount}` }),
      },
    }),
  }
}

function readRates({
  estimated,
  ilp,
}: RatesJson): Pick<QuoteRecord, 'estimatedExchangeRate' | 'ilp'> {
  return {
    ...(estimated && { estimatedExchangeRate: readRatio(estimated) }),
    ...(ilp && {
      ilp: {
        minExchangeRate: readRatio(ilp.min),
        lowEstimatedExchangeRate: readRatio(ilp.low),
        highEstimatedExchangeRate: readRatio(ilp.high),
        ...(ilp.maxPacketAmount !== undefined && { maxPacketAmount: BigInt(ilp.maxPacketAmount) }),
      },
    }),
  }
}

function writeRatio({ num, den }: Ratio): RatioJson {
  return [num.toString(), den.toString()]
}

function readRatio([num, den]: RatioJson): Ratio {
  return { num: BigInt(num), den: BigInt(den) }
}
