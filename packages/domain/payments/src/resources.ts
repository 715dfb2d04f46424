import type { Asset, AssetId, TenantId, WalletAddressId } from '@kivuko/directory'
import type { Amount, Ratio } from '@kivuko/money'

/** A UUID in lower case, as all ids here. */
export type IncomingPaymentId = string & { readonly '#incoming-payment': true }
/** See `IncomingPaymentId`. */
export type QuoteId = string & { readonly '#quote': true }
/** An outgoing payment has its quote's id. */
export type OutgoingPaymentId = string & { readonly '#outgoing-payment': true }

/** What clients attach to payments for themselves: JSON, never looked into. */
export type Metadata = Readonly<Record<string, unknown>>

/** PENDING: nothing came in yet. PROCESSING: something did. */
export type IncomingPaymentState = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'EXPIRED'

/** Money that is to come in. Its ledger account has its id. */
export interface IncomingPayment {
  readonly id: IncomingPaymentId
  readonly tenantId: TenantId
  readonly walletAddressId: WalletAddressId
  readonly asset: Asset
  /** The wallet address of the client that made it through Open Payments. */
  readonly client?: string
  readonly initiatedBy: 'OPEN_PAYMENTS' | 'ADMIN' | 'CARD'
  readonly state: IncomingPaymentState
  readonly incomingAmount?: bigint
  /** What the ledger credited to it. */
  readonly receivedAmount: bigint
  readonly expiresAtMs: number
  readonly metadata?: Metadata
  readonly senderWalletAddress?: string
  readonly approvedAtMs?: number
  readonly cancelledAtMs?: number
  readonly cancellationReason?: string
  readonly createdAtMs: number
}

/** What a payment would cost and bring, until it expires. */
export interface Quote {
  readonly id: QuoteId
  readonly tenantId: TenantId
  readonly walletAddressId: WalletAddressId
  readonly asset: Asset
  readonly client?: string
  /** The receiving incoming payment's URL. */
  readonly receiver: string
  readonly method: 'local' | 'ilp'
  /** Everything the sender pays, fees included. */
  readonly debitAmount: Amount
  readonly debitAmountMinusFees: bigint
  readonly receiveAmount: Amount
  readonly feeId?: string
  readonly estimatedExchangeRate?: Ratio
  readonly ilp?: {
    readonly maxPacketAmount?: bigint
    readonly minExchangeRate: Ratio
    readonly lowEstimatedExchangeRate: Ratio
    readonly highEstimatedExchangeRate: Ratio
  }
  readonly createdAtMs: number
  readonly expiresAtMs: number
}

/** FUNDING: waits for the ASE's deposit. */
export type OutgoingPaymentState = 'FUNDING' | 'SENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'

/** What a card terminal told about a payment; `data` is the card's. */
export interface CardDetails {
  readonly requestId: string
  readonly data: Metadata
  readonly initiatedAt: string
}

/** Money that is to go out. Its ledger account has its id. */
export interface OutgoingPayment {
  readonly id: OutgoingPaymentId
  readonly tenantId: TenantId
  readonly walletAddressId: WalletAddressId
  readonly client?: string
  readonly quote: Quote
  readonly receiver: string
  readonly state: OutgoingPaymentState
  readonly error?: string
  readonly stateAttempts: number
  readonly debitAmount: Amount
  readonly receiveAmount: Amount
  /** What the ledger debited from it to the receiver. */
  readonly sentAmount: Amount
  readonly metadata?: Metadata
  readonly cardDetails?: CardDetails
  readonly grantId?: string
  /** Under the grant, before this payment. */
  readonly grantSpentDebitAmount?: Amount
  readonly grantSpentReceiveAmount?: Amount
  readonly createdAtMs: number
}

/** An incoming payment of this node or of another one, as a sender sees it. */
export interface Receiver {
  /** The incoming payment's URL. */
  readonly id: string
  readonly walletAddressUrl: string
  readonly asset: { readonly code: string; readonly scale: number }
  readonly completed: boolean
  readonly incomingAmount?: Amount
  readonly receivedAmount: Amount
  readonly expiresAtMs?: number
  readonly metadata?: Metadata
  readonly createdAtMs: number
  readonly updatedAtMs?: number
  /**
   * Here: this node's own payment. Otherwise how to reach it; `undefined` when it takes no more
   * money.
   */
  readonly local?: IncomingPaymentId
  /** Set with `local`: the asset that the node keeps the payment in. */
  readonly localAssetId?: AssetId
  readonly ilp?: { readonly ilpAddress: string; readonly sharedSecret: Uint8Array }
}
