import type { AssetId, TenantId, WalletAddressId } from '@kivuko/directory'
import type { Queries } from '@kivuko/postgres'
import type { Page, PageQuery } from '../payments.ts'
import type { Quote, QuoteId } from '../resources.ts'

/** A quote as it is kept. */
export interface QuoteRecord extends Omit<Quote, 'asset'> {
  readonly assetId: AssetId
  /** Of a payment within the node: the receiver's asset. */
  readonly receiveAssetId?: AssetId
}

/** Quotes in a database: they never change. */
export interface QuoteStore {
  insert(queries: Queries, record: QuoteRecord): Promise<void>
  read(queries: Queries, id: QuoteId): Promise<QuoteRecord | undefined>
  list(
    queries: Queries,
    query: PageQuery & { tenantId?: TenantId; walletAddressId: WalletAddressId },
  ): Promise<Page<QuoteRecord>>
}
