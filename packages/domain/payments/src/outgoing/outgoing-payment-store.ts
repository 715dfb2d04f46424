import type { TenantId } from '@kivuko/directory'
import type { Queries, Transaction } from '@kivuko/postgres'
import type { Page, PageQuery, TextFilter } from '../payments.ts'
import type { QuoteRecord } from '../quotes/quote-store.ts'
import type { OutgoingPayment, OutgoingPaymentId, OutgoingPaymentState } from '../resources.ts'
import type { OutgoingAdvance } from './outgoing-payment-machine.ts'

/**
 * What is known of a payment's deliveries: of all that the ledger posted from its account,
 * `sentAmount` is accounted for here; the receiver got `deliveredAmount` for it, and had then
 * received `receivedAmount` in all.
 */
export interface DeliveryCount {
  readonly sentAmount: bigint
  readonly deliveredAmount: bigint
  /** Undefined until the first attempt has read the receiver. */
  readonly receivedAmount?: bigint
}

/** An outgoing payment as it is kept, with its quote. */
export interface OutgoingRecord
  extends Omit<
    OutgoingPayment,
    | 'quote'
    | 'debitAmount'
    | 'receiveAmount'
    | 'sentAmount'
    | 'grantSpentDebitAmount'
    | 'grantSpentReceiveAmount'
  > {
  readonly quote: QuoteRecord
  /** Set when the payment has ended; until then the ledger knows. */
  readonly sentAmount: bigint
  readonly grantIntervalStartMs?: number
  readonly grantSpentDebit?: bigint
  readonly grantSpentReceive?: bigint
  /** The id of the created event, and of the transfer that funds the payment. */
  readonly createdEventId: string
  readonly dataToTransmit?: Uint8Array
  readonly waits: number
  readonly counted: DeliveryCount
}

/** A list of outgoing payments: newest first unless the page says otherwise. */
export interface OutgoingListQuery extends PageQuery {
  readonly tenantId?: TenantId
  readonly walletAddressId?: TextFilter
  readonly client?: string
  readonly receiver?: TextFilter
  readonly state?: TextFilter
}

/** Who works on a payment, and until when unless it says so again. */
export interface Lease {
  readonly owner: string
  readonly untilMs: number
}

/** A change of state to be written. */
export interface OutgoingChange extends Omit<OutgoingAdvance, 'effects'> {
  readonly id: OutgoingPaymentId
  /** The state that the change starts from: if the payment has left it, nothing is written. */
  readonly from: OutgoingPaymentState
  /** Set: nothing is written unless this owner holds the payment. */
  readonly owner?: string
  readonly nowMs: number
  /** Left out: nobody holds the payment from now on. */
  readonly lease?: Lease
  readonly metadata?: OutgoingRecord['metadata']
  readonly dataToTransmit?: Uint8Array
  readonly counted?: DeliveryCount
}

/**
 * Outgoing payments in a database. Every method takes what to run on: the pool, or the transaction
 * that changes the ledger and the outbox too.
 */
export interface OutgoingPaymentStore {
  /** False when there is a payment of that quote. */
  insert(tx: Transaction, record: OutgoingRecord): Promise<boolean>
  read(queries: Queries, id: OutgoingPaymentId): Promise<OutgoingRecord | undefined>
  readMany(queries: Queries, ids: readonly string[]): Promise<readonly OutgoingRecord[]>
  /** The row, locked; with `owner`, only while the lease is its. */
  lock(
    tx: Transaction,
    wanted: { readonly id: OutgoingPaymentId; readonly owner?: string },
  ): Promise<OutgoingRecord | undefined>
  /** False when the payment had left the change's state, or the owner's hands. */
  save(tx: Transaction, change: OutgoingChange): Promise<boolean>
  /** Takes payments that are due and in nobody's hands. */
  claim(
    queries: Queries,
    claim: { readonly lease: Lease; readonly nowMs: number; readonly limit: number },
  ): Promise<readonly OutgoingRecord[]>
  /** Extends leases; gives the ids that the owner still held. */
  renew(queries: Queries, ids: readonly string[], lease: Lease): Promise<readonly string[]>
  /** When the next payment that is to be sent is due, or its dead holder's lease is over. */
  nextDueMs(queries: Queries): Promise<number | undefined>
  /** Notes deliveries; false when the lease is no more the owner's. */
  count(
    queries: Queries,
    counted: {
      readonly id: OutgoingPaymentId
      readonly owner: string
      readonly count: DeliveryCount
    },
  ): Promise<boolean>
  list(queries: Queries, query: OutgoingListQuery): Promise<Page<OutgoingRecord>>
}
