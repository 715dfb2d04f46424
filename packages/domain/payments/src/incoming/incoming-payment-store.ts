import type { AssetId, TenantId, WalletAddressId } from '@kivuko/directory'
import type { AssetUnit } from '@kivuko/money'
import type { Queries, Transaction } from '@kivuko/postgres'
import type { Page, PageQuery, TextFilter } from '../payments.ts'
import type { IncomingPayment, IncomingPaymentId, Metadata } from '../resources.ts'
import type { IncomingAdvance } from './incoming-payment-machine.ts'

/** An incoming payment as it is kept: the money it received is in the ledger. */
export interface IncomingRecord extends Omit<IncomingPayment, 'asset' | 'receivedAmount'> {
  readonly assetId: AssetId
  /** The asset's code and scale: what a transaction needs of it. */
  readonly unit: AssetUnit
  /** What events have told the ASE that it may withdraw. */
  readonly offeredAmount: bigint
}

/** A list of incoming payments: newest first unless the page says otherwise. */
export interface IncomingListQuery extends PageQuery {
  readonly tenantId?: TenantId
  readonly walletAddressId?: WalletAddressId
  readonly client?: string
  readonly initiatedBy?: TextFilter
}

/**
 * Incoming payments in a database. Every method takes what to run on: the pool, or the transaction
 * that changes the ledger and the outbox too.
 */
export interface IncomingPaymentStore {
  insert(queries: Queries, record: IncomingRecord): Promise<void>
  read(queries: Queries, id: IncomingPaymentId): Promise<IncomingRecord | undefined>
  readMany(queries: Queries, ids: readonly string[]): Promise<readonly IncomingRecord[]>
  /** The rows of those ids, locked in id order. */
  lock(tx: Transaction, ids: readonly string[]): Promise<readonly IncomingRecord[]>
  /** Open payments whose time is over, locked; those that someone else has locked are left out. */
  lockDue(
    tx: Transaction,
    due: { readonly nowMs: number; readonly limit: number },
  ): Promise<readonly IncomingRecord[]>
  /** When the next open payment expires. */
  nextExpiryMs(queries: Queries): Promise<number | undefined>
  /** Writes what the machine decided; the rows must be locked. */
  advance(
    tx: Transaction,
    changes: readonly (Pick<IncomingAdvance, 'state' | 'offeredAmount'> & {
      readonly id: string
    })[],
    nowMs: number,
  ): Promise<void>
  /** Lets the transaction commit without waiting for the disk. */
  commitLazily(tx: Transaction): Promise<void>
  setMetadata(
    queries: Queries,
    change: {
      readonly id: IncomingPaymentId
      readonly tenantId?: TenantId
      readonly metadata: Metadata
      readonly nowMs: number
    },
  ): Promise<IncomingRecord | undefined>
  /**
   * Answers the approval gate, once: `undefined` when the payment was approved or cancelled before,
   * or is unknown.
   */
  decide(
    queries: Queries,
    decision: {
      readonly id: IncomingPaymentId
      readonly tenantId?: TenantId
      readonly approved: boolean
      readonly reason?: string
      readonly nowMs: number
    },
  ): Promise<IncomingRecord | undefined>
  /**
   * Makes the open payments of a wallet address expire at that time at the latest. Returns how many
   * changed.
   */
  cutExpiry(
    queries: Queries,
    cut: { readonly walletAddressId: WalletAddressId; readonly expiresAtMs: number },
  ): Promise<number>
  list(queries: Queries, query: IncomingListQuery): Promise<Page<IncomingRecord>>
}
