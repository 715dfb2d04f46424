import type { TenantId, WalletAddressId } from '@kivuko/directory'
import type { Amount } from '@kivuko/money'
import type {
  CardDetails,
  IncomingPayment,
  IncomingPaymentId,
  Metadata,
  OutgoingPayment,
  OutgoingPaymentId,
  Quote,
  QuoteId,
  Receiver,
} from './resources.ts'

/** A page of resources, newest first unless `ascending`; at most `pageSizeMax` of them. */
export interface PageQuery {
  readonly first?: number
  readonly last?: number
  readonly after?: string
  readonly before?: string
  readonly ascending?: boolean
}

/** A part of a list, in the list's order. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

/** A filter as the admin API has it: keep what is in the one list and not in the other. */
export interface TextFilter {
  readonly in?: readonly string[]
  readonly notIn?: readonly string[]
}

/** Why something about an incoming payment was not done. */
export type IncomingPaymentRefusal =
  | 'UnknownWalletAddress'
  | 'InvalidAmount'
  | 'UnknownPayment'
  | 'InvalidState'
  | 'InvalidExpiry'
  | 'WrongState'
  | 'InactiveWalletAddress'
  | 'ActionNotPerformed'
  | 'AlreadyActioned'

/** An expected "no": what for the program, why for people. */
export interface Refused<Code extends string> {
  readonly refusal: Code
  /** For people: what is wrong and, where it helps, what was expected. */
  readonly description: string
  readonly details?: Readonly<Record<string, unknown>>
}

/**
 * What an incoming payment is made of. Left out: any amount, the longest expiry, and the wallet
 * address's tenant; `tenantId` refuses wallet addresses of others.
 */
export interface NewIncomingPayment {
  readonly walletAddressId: WalletAddressId
  readonly tenantId?: TenantId
  readonly client?: string
  readonly incomingAmount?: Amount
  readonly expiresAtMs?: number
  readonly metadata?: Metadata
  readonly initiatedBy: IncomingPayment['initiatedBy']
  readonly senderWalletAddress?: string
}

/** Money that is to come in. A `tenantId` makes resources of others unknown. */
export interface IncomingPayments {
  create(input: NewIncomingPayment): Promise<IncomingPayment | Refused<IncomingPaymentRefusal>>
  get(id: IncomingPaymentId, tenantId?: TenantId): Promise<IncomingPayment | undefined>
  list(
    query: PageQuery & {
      tenantId?: TenantId
      walletAddressId?: WalletAddressId
      client?: string
      initiatedBy?: TextFilter
    },
  ): Promise<Page<IncomingPayment>>
  complete(
    id: IncomingPaymentId,
    tenantId?: TenantId,
  ): Promise<IncomingPayment | Refused<IncomingPaymentRefusal>>
  update(input: {
    id: IncomingPaymentId
    tenantId?: TenantId
    metadata: Metadata
  }): Promise<IncomingPayment | Refused<IncomingPaymentRefusal>>
  /** The ASE's answer to a payment that waits to be approved. */
  decide(decision: {
    id: IncomingPaymentId
    tenantId?: TenantId
    approved: boolean
    reason?: string
  }): Promise<IncomingPayment | Refused<IncomingPaymentRefusal>>
  /** The ASE's answer to a packet with data that waits for it. */
  decidePartial(decision: {
    id: IncomingPaymentId
    tenantId?: TenantId
    partialId: string
    approved: boolean
    reason?: string
  }): Promise<true | Refused<'UnknownPayment' | 'AlreadyActioned'>>
  /**
   * Makes the open payments of a wallet address expire at that time at the latest: it is closing.
   */
  cutExpiry(cut: { walletAddressId: WalletAddressId; expiresAtMs: number }): Promise<void>
  /** New STREAM credentials for an open payment; `undefined` when it takes no more money. */
  credentials(
    payment: IncomingPayment,
  ): { ilpAddress: string; sharedSecret: Uint8Array } | undefined
}

/**
 * Why there is no quote. `NonPositiveReceiveAmount` tells the least debit that would do as
 * `details.minSendAmount`. `CouldNotFetchRates`: another time it may well do.
 */
export type QuoteRefusal =
  | 'UnknownWalletAddress'
  | 'InvalidAmount'
  | 'InvalidReceiver'
  | 'InactiveWalletAddress'
  | 'NonPositiveReceiveAmount'
  | 'CouldNotFetchRates'

/**
 * What is to be quoted: a debit, fees included, or a receipt; neither when the receiver names an
 * amount itself.
 */
export interface NewQuote {
  readonly walletAddressId: WalletAddressId
  readonly tenantId?: TenantId
  readonly client?: string
  readonly receiver: string
  readonly debitAmount?: Amount
  readonly receiveAmount?: Amount
}

/** What payments would cost and bring. A `tenantId` makes resources of others unknown. */
export interface Quotes {
  create(input: NewQuote): Promise<Quote | Refused<QuoteRefusal>>
  get(id: QuoteId, tenantId?: TenantId): Promise<Quote | undefined>
  list(
    query: PageQuery & { tenantId?: TenantId; walletAddressId: WalletAddressId },
  ): Promise<Page<Quote>>
}

/**
 * The grant that a client pays under, as introspection gave it (facts of GNAP and Open Payments).
 */
export interface SpendingGrant {
  readonly id: string
  readonly limits?: {
    readonly receiver?: string
    readonly debitAmount?: Amount
    readonly receiveAmount?: Amount
    readonly interval?: string
  }
}

/** Why an outgoing payment was not made. */
export type OutgoingPaymentRefusal =
  | QuoteRefusal
  | 'UnknownPayment'
  | 'UnknownQuote'
  | 'WrongState'
  | 'InvalidQuote'
  | 'NegativeReceiveAmount'
  | 'InsufficientGrant'
  | 'InvalidInterval'
  | 'OnlyOneGrantAmountAllowed'

/** What an outgoing payment is made of. */
export interface NewOutgoingPayment {
  readonly walletAddressId: WalletAddressId
  readonly tenantId?: TenantId
  readonly client?: string
  readonly grant?: SpendingGrant
  readonly metadata?: Metadata
  /** Of a card payment: told to the ASE as they are. */
  readonly cardDetails?: CardDetails
  /** A quote made before, or an incoming payment to quote for and pay at once. */
  readonly from:
    | { readonly quoteId: QuoteId }
    | { readonly incomingPayment: string; readonly debitAmount?: Amount }
}

/** Why a payment was not funded. `WrongState`: it was before, or cancelled. */
export type FundingRefusal =
  | 'UnknownPayment'
  | 'WrongState'
  | 'TransferExists'
  | 'InsufficientBalance'

/** Money that is to go out. A `tenantId` makes resources of others unknown. */
export interface OutgoingPayments {
  create(input: NewOutgoingPayment): Promise<OutgoingPayment | Refused<OutgoingPaymentRefusal>>
  get(id: OutgoingPaymentId, tenantId?: TenantId): Promise<OutgoingPayment | undefined>
  list(
    query: PageQuery & {
      tenantId?: TenantId
      walletAddressId?: TextFilter
      client?: string
      receiver?: TextFilter
      state?: TextFilter
    },
  ): Promise<Page<OutgoingPayment>>
  /** Deposits the whole debit amount and starts sending, in one transaction. */
  fund(input: {
    id: OutgoingPaymentId
    tenantId?: TenantId
    dataToTransmit?: string
  }): Promise<OutgoingPayment | Refused<FundingRefusal>>
  cancel(input: {
    id: OutgoingPaymentId
    tenantId?: TenantId
    reason?: string
    cardPaymentFailureReason?: string
  }): Promise<OutgoingPayment | Refused<'UnknownPayment' | 'WrongState'>>
  /** What was spent under a grant in its current interval, or in all. */
  grantSpent(
    grant: SpendingGrant,
  ): Promise<{ readonly debitAmount?: Amount; readonly receiveAmount?: Amount }>
}

/**
 * Why a receiver could not be read, made or completed. `NotFound` is what its own server says;
 * `Unavailable` says nothing about it: ask again later.
 */
export type ReceiverRefusal =
  | 'NotFound'
  | 'UnknownWalletAddress'
  | 'InvalidRequest'
  | 'InvalidGrant'
  | 'Unavailable'

/**
 * Incoming payments anywhere: this node's own by a read, others' through Open Payments with the
 * node's own grants.
 */
export interface Receivers {
  get(url: string): Promise<Receiver | Refused<ReceiverRefusal>>
  create(input: {
    walletAddressUrl: string
    tenantId?: TenantId
    incomingAmount?: Amount
    expiresAtMs?: number
    metadata?: Metadata
  }): Promise<Receiver | Refused<ReceiverRefusal | IncomingPaymentRefusal>>
  complete(url: string): Promise<Receiver | Refused<ReceiverRefusal | IncomingPaymentRefusal>>
}

/** Everything about payments that the interfaces offer. */
export interface Payments {
  readonly incoming: IncomingPayments
  readonly quotes: Quotes
  readonly outgoing: OutgoingPayments
  readonly receivers: Receivers
  /** Both directions together, newest first. */
  list(
    query: PageQuery & { tenantId?: TenantId; type?: TextFilter; walletAddressId?: TextFilter },
  ): Promise<
    Page<
      | { readonly type: 'INCOMING'; readonly payment: IncomingPayment }
      | { readonly type: 'OUTGOING'; readonly payment: OutgoingPayment }
    >
  >
}
