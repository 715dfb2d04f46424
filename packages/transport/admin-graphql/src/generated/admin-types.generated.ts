export type Maybe<T> = T | null
export type InputMaybe<T> = Maybe<T>
/** All built-in and custom scalars, mapped to their actual values */
export type Scalars = {
  ID: { input: string; output: string }
  String: { input: string; output: string }
  Boolean: { input: boolean; output: boolean }
  Int: { input: number; output: number }
  Float: { input: number; output: number }
  /** A whole number from 0 to 255. */
  UInt8: { input: number; output: number }
  /**
   * A whole number from 0 to 18446744073709551615. Given out as a decimal text; taken as a
   * text, or as a number up to 9007199254740991, beyond which numbers of JSON are not exact.
   */
  UInt64: { input: bigint; output: string }
  /** Any JSON object. */
  JSONObject: {
    input: Readonly<Record<string, unknown>>
    output: Readonly<Record<string, unknown>>
  }
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type Query = {
  readonly asset: Maybe<Asset>
  /** An asset of the caller's; null where there is none. */
  readonly assetByCodeAndScale: Maybe<Asset>
  /** `tenantId` is for the operator: one tenant's only. */
  readonly assets: AssetsConnection
  readonly peer: Maybe<Peer>
  /** Null where there is none. */
  readonly peerByAddressAndAsset: Maybe<Peer>
  readonly peers: PeersConnection
  readonly walletAddress: Maybe<WalletAddress>
  /** Null where there is none. */
  readonly walletAddressByUrl: Maybe<WalletAddress>
  readonly walletAddresses: WalletAddressesConnection
  readonly quote: Maybe<Quote>
  readonly outgoingPayment: Maybe<OutgoingPayment>
  readonly outgoingPayments: OutgoingPaymentConnection
  readonly incomingPayment: Maybe<IncomingPayment>
  readonly incomingPayments: IncomingPaymentConnection
  /**
   * Events of the types outgoing_payment.funded and outgoing_payment.cancelled, which go to
   * the card service, are there only when the filter asks for them.
   */
  readonly webhookEvents: WebhookEventsConnection
  /** Incoming and outgoing payments together. */
  readonly payments: PaymentConnection
  /**
   * The newest transfers of one account, on each side at most `limit` (20 if left out, at
   * most 100). The id is that of the asset, peer, wallet address or payment that the account
   * belongs to.
   */
  readonly accountingTransfers: AccountingTransferConnection
  /** An incoming payment of any node, by its URL. */
  readonly receiver: Maybe<Receiver>
  /** For the operator any tenant, for others only themselves. */
  readonly tenant: Tenant
  /** Who signed the request. */
  readonly whoami: WhoamiResponse
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryAssetArgs = {
  id: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryAssetByCodeAndScaleArgs = {
  code: Scalars['String']['input']
  scale: Scalars['UInt8']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryAssetsArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  tenantId?: InputMaybe<Scalars['String']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryPeerArgs = {
  id: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryPeerByAddressAndAssetArgs = {
  staticIlpAddress: Scalars['String']['input']
  assetId: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryPeersArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  tenantId?: InputMaybe<Scalars['ID']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryWalletAddressArgs = {
  id: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryWalletAddressByUrlArgs = {
  url: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryWalletAddressesArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  tenantId?: InputMaybe<Scalars['String']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryQuoteArgs = {
  id: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryOutgoingPaymentArgs = {
  id: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryOutgoingPaymentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  filter?: InputMaybe<OutgoingPaymentFilter>
  tenantId?: InputMaybe<Scalars['String']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryIncomingPaymentArgs = {
  id: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryIncomingPaymentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  filter?: InputMaybe<IncomingPaymentFilter>
  tenantId?: InputMaybe<Scalars['String']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryWebhookEventsArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  filter?: InputMaybe<WebhookEventFilter>
  tenantId?: InputMaybe<Scalars['String']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryPaymentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  filter?: InputMaybe<PaymentFilter>
  tenantId?: InputMaybe<Scalars['String']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryAccountingTransfersArgs = {
  id: Scalars['String']['input']
  limit?: InputMaybe<Scalars['Int']['input']>
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryReceiverArgs = {
  id: Scalars['String']['input']
}

/**
 * What the account servicing entity (ASE) may read. A tenant sees what is its own, the
 * operator sees what any tenant has. What is not there, or another tenant's, is an error
 * with the code NOT_FOUND, unless the field says otherwise.
 *
 * Lists come newest first, 20 at a time and at most 100. `first` and `after` go forward,
 * `last` and `before` backward; cursors are ids.
 */
export type QueryTenantArgs = {
  id: Scalars['String']['input']
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type Mutation = {
  /** A deleted asset with the same code and scale comes back. */
  readonly createAsset: AssetMutationResponse
  /** A threshold that is left out is taken away. */
  readonly updateAsset: AssetMutationResponse
  /** Refused while a peer or a wallet address uses the asset. */
  readonly deleteAsset: DeleteAssetMutationResponse
  readonly depositAssetLiquidity: Maybe<LiquidityMutationResponse>
  readonly createAssetLiquidityWithdrawal: Maybe<LiquidityMutationResponse>
  /** The peer belongs to the tenant of the asset. */
  readonly createPeer: CreatePeerMutationResponse
  /** What is left out stays; tokens and routes are replaced as a whole. */
  readonly updatePeer: UpdatePeerMutationResponse
  readonly deletePeer: DeletePeerMutationResponse
  readonly depositPeerLiquidity: Maybe<LiquidityMutationResponse>
  readonly createPeerLiquidityWithdrawal: Maybe<LiquidityMutationResponse>
  /** Ends a two-phase withdrawal: the money has left. */
  readonly postLiquidityWithdrawal: Maybe<LiquidityMutationResponse>
  /** Ends a two-phase withdrawal: the money comes back. */
  readonly voidLiquidityWithdrawal: Maybe<LiquidityMutationResponse>
  /** `address` is a full https URL or a path below the tenant's prefix. */
  readonly createWalletAddress: CreateWalletAddressMutationResponse
  /**
   * What is left out stays; additional properties are replaced as a whole. Open incoming
   * payments of an address that becomes inactive expire after the time of grace at the
   * latest.
   */
  readonly updateWalletAddress: UpdateWalletAddressMutationResponse
  readonly createWalletAddressKey: Maybe<CreateWalletAddressKeyMutationResponse>
  /** The key stays in the list, revoked. */
  readonly revokeWalletAddressKey: Maybe<RevokeWalletAddressKeyMutationResponse>
  readonly createIncomingPayment: IncomingPaymentResponse
  /** Creates an incoming payment at a wallet address of any node. */
  readonly createReceiver: CreateReceiverResponse
  readonly completeReceiver: CompleteReceiverResponse
  readonly updateIncomingPayment: IncomingPaymentResponse
  readonly createQuote: QuoteResponse
  /** Pays a quote; the payment has the quote's id. */
  readonly createOutgoingPayment: OutgoingPaymentResponse
  readonly cancelOutgoingPayment: OutgoingPaymentResponse
  /** Quotes and pays in one go. */
  readonly createOutgoingPaymentFromIncomingPayment: OutgoingPaymentResponse
  /** @deprecated Use depositOutgoingPaymentLiquidity. */
  readonly depositEventLiquidity: Maybe<LiquidityMutationResponse>
  /** @deprecated Use createIncomingPaymentWithdrawal or createOutgoingPaymentWithdrawal. */
  readonly withdrawEventLiquidity: Maybe<LiquidityMutationResponse>
  /**
   * Takes out what the payment received once it has ended. The withdrawal's id is that of
   * the webhook event that told of it, so it can be made once.
   */
  readonly createIncomingPaymentWithdrawal: Maybe<LiquidityMutationResponse>
  /**
   * Takes out what the payment has left once it has ended. The withdrawal's id is that of
   * the webhook event that told of it, so it can be made once.
   */
  readonly createOutgoingPaymentWithdrawal: Maybe<LiquidityMutationResponse>
  /** Funds the payment with its whole debit amount and starts sending. */
  readonly depositOutgoingPaymentLiquidity: Maybe<LiquidityMutationResponse>
  /** Takes out everything the wallet address holds. */
  readonly createWalletAddressWithdrawal: Maybe<WalletAddressWithdrawalMutationResponse>
  /** The newest fee of a type is in force, the others are history. */
  readonly setFee: SetFeeResponse
  /** The ASE's answer to a payment that waits to be approved. */
  readonly approveIncomingPayment: ApproveIncomingPaymentResponse
  /** The ASE's answer to a payment that waits to be approved. */
  readonly cancelIncomingPayment: CancelIncomingPaymentResponse
  /** The ASE's answer to a packet with data that waits for it: take the money. */
  readonly confirmPartialIncomingPayment: ConfirmPartialIncomingPaymentResponse
  /** The ASE's answer to a packet with data that waits for it: refuse the money. */
  readonly rejectPartialIncomingPayment: RejectPartialIncomingPaymentResponse
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateAssetArgs = {
  input: CreateAssetInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationUpdateAssetArgs = {
  input: UpdateAssetInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationDeleteAssetArgs = {
  input: DeleteAssetInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationDepositAssetLiquidityArgs = {
  input: DepositAssetLiquidityInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateAssetLiquidityWithdrawalArgs = {
  input: CreateAssetLiquidityWithdrawalInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreatePeerArgs = {
  input: CreatePeerInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationUpdatePeerArgs = {
  input: UpdatePeerInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationDeletePeerArgs = {
  input: DeletePeerInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationDepositPeerLiquidityArgs = {
  input: DepositPeerLiquidityInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreatePeerLiquidityWithdrawalArgs = {
  input: CreatePeerLiquidityWithdrawalInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationPostLiquidityWithdrawalArgs = {
  input: PostLiquidityWithdrawalInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationVoidLiquidityWithdrawalArgs = {
  input: VoidLiquidityWithdrawalInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateWalletAddressArgs = {
  input: CreateWalletAddressInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationUpdateWalletAddressArgs = {
  input: UpdateWalletAddressInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateWalletAddressKeyArgs = {
  input: CreateWalletAddressKeyInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationRevokeWalletAddressKeyArgs = {
  input: RevokeWalletAddressKeyInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateIncomingPaymentArgs = {
  input: CreateIncomingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateReceiverArgs = {
  input: CreateReceiverInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCompleteReceiverArgs = {
  input: CompleteReceiverInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationUpdateIncomingPaymentArgs = {
  input: UpdateIncomingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateQuoteArgs = {
  input: CreateQuoteInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateOutgoingPaymentArgs = {
  input: CreateOutgoingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCancelOutgoingPaymentArgs = {
  input: CancelOutgoingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateOutgoingPaymentFromIncomingPaymentArgs = {
  input: CreateOutgoingPaymentFromIncomingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationDepositEventLiquidityArgs = {
  input: DepositEventLiquidityInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationWithdrawEventLiquidityArgs = {
  input: WithdrawEventLiquidityInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateIncomingPaymentWithdrawalArgs = {
  input: CreateIncomingPaymentWithdrawalInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateOutgoingPaymentWithdrawalArgs = {
  input: CreateOutgoingPaymentWithdrawalInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationDepositOutgoingPaymentLiquidityArgs = {
  input: DepositOutgoingPaymentLiquidityInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCreateWalletAddressWithdrawalArgs = {
  input: CreateWalletAddressWithdrawalInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationSetFeeArgs = {
  input: SetFeeInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationApproveIncomingPaymentArgs = {
  input: ApproveIncomingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationCancelIncomingPaymentArgs = {
  input: CancelIncomingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationConfirmPartialIncomingPaymentArgs = {
  input: ConfirmPartialIncomingPaymentInput
}

/**
 * What the ASE may change. A mutation with an `idempotencyKey` that was done before, with
 * the same arguments, is not done again: its first result is given. Errors are not kept.
 */
export type MutationRejectPartialIncomingPaymentArgs = {
  input: RejectPartialIncomingPaymentInput
}

export type PageInfo = {
  readonly endCursor: Maybe<Scalars['String']['output']>
  readonly hasNextPage: Scalars['Boolean']['output']
  readonly hasPreviousPage: Scalars['Boolean']['output']
  readonly startCursor: Maybe<Scalars['String']['output']>
}

export type WhoamiResponse = {
  readonly id: Scalars['String']['output']
  readonly isOperator: Scalars['Boolean']['output']
}

export type AssetsConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<AssetEdge>
}

export type AssetEdge = {
  readonly node: Asset
  readonly cursor: Scalars['String']['output']
}

export type ApproveIncomingPaymentInput = {
  readonly id: Scalars['ID']['input']
}

export type CancelIncomingPaymentInput = {
  readonly id: Scalars['ID']['input']
  readonly cancellationReason?: InputMaybe<Scalars['String']['input']>
}

export type CreateAssetInput = {
  readonly code: Scalars['String']['input']
  readonly scale: Scalars['UInt8']['input']
  readonly withdrawalThreshold?: InputMaybe<Scalars['UInt64']['input']>
  readonly liquidityThreshold?: InputMaybe<Scalars['UInt64']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
  readonly tenantId?: InputMaybe<Scalars['ID']['input']>
}

export type UpdateAssetInput = {
  readonly id: Scalars['String']['input']
  readonly withdrawalThreshold?: InputMaybe<Scalars['UInt64']['input']>
  readonly liquidityThreshold?: InputMaybe<Scalars['UInt64']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type DeleteAssetInput = {
  readonly id: Scalars['ID']['input']
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type PeersConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<PeerEdge>
}

export type PeerEdge = {
  readonly node: Peer
  readonly cursor: Scalars['String']['output']
}

export type CreatePeerInput = {
  readonly maxPacketAmount?: InputMaybe<Scalars['UInt64']['input']>
  readonly http: HttpInput
  readonly assetId: Scalars['String']['input']
  readonly staticIlpAddress: Scalars['String']['input']
  readonly name?: InputMaybe<Scalars['String']['input']>
  readonly liquidityThreshold?: InputMaybe<Scalars['UInt64']['input']>
  /** Deposited when the peer is created. */
  readonly initialLiquidity?: InputMaybe<Scalars['UInt64']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
  readonly routes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
}

export type UpdatePeerInput = {
  readonly id: Scalars['String']['input']
  readonly maxPacketAmount?: InputMaybe<Scalars['UInt64']['input']>
  readonly http?: InputMaybe<HttpInput>
  readonly staticIlpAddress?: InputMaybe<Scalars['String']['input']>
  readonly name?: InputMaybe<Scalars['String']['input']>
  readonly liquidityThreshold?: InputMaybe<Scalars['UInt64']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
  readonly routes?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
}

export type HttpInput = {
  readonly incoming?: InputMaybe<HttpIncomingInput>
  readonly outgoing: HttpOutgoingInput
}

export type HttpIncomingInput = {
  /** Bearer tokens that the peer presents; each belongs to one peer. */
  readonly authTokens: ReadonlyArray<Scalars['String']['input']>
}

export type HttpOutgoingInput = {
  readonly authToken: Scalars['String']['input']
  readonly endpoint: Scalars['String']['input']
}

export type DepositPeerLiquidityInput = {
  readonly peerId: Scalars['String']['input']
  readonly amount: Scalars['UInt64']['input']
  readonly id: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
}

export type DepositAssetLiquidityInput = {
  readonly assetId: Scalars['String']['input']
  readonly amount: Scalars['UInt64']['input']
  readonly id: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
}

export type CreatePeerLiquidityWithdrawalInput = {
  readonly peerId: Scalars['String']['input']
  readonly amount: Scalars['UInt64']['input']
  readonly id: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
  readonly timeoutSeconds: Scalars['UInt64']['input']
}

export type CreateAssetLiquidityWithdrawalInput = {
  readonly assetId: Scalars['String']['input']
  readonly amount: Scalars['UInt64']['input']
  readonly id: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
  readonly timeoutSeconds: Scalars['UInt64']['input']
}

export type PostLiquidityWithdrawalInput = {
  readonly withdrawalId: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
}

export type VoidLiquidityWithdrawalInput = {
  readonly withdrawalId: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
}

export type DepositOutgoingPaymentLiquidityInput = {
  readonly outgoingPaymentId: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
  readonly dataToTransmit?: InputMaybe<Scalars['String']['input']>
}

export type CreateIncomingPaymentWithdrawalInput = {
  readonly incomingPaymentId: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
  readonly timeoutSeconds: Scalars['UInt64']['input']
}

export type CreateOutgoingPaymentWithdrawalInput = {
  readonly outgoingPaymentId: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
  readonly timeoutSeconds: Scalars['UInt64']['input']
}

export type DepositEventLiquidityInput = {
  readonly eventId: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
}

export type WithdrawEventLiquidityInput = {
  readonly eventId: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
}

export type CreateWalletAddressWithdrawalInput = {
  readonly walletAddressId: Scalars['String']['input']
  readonly id: Scalars['String']['input']
  readonly idempotencyKey: Scalars['String']['input']
  readonly timeoutSeconds: Scalars['UInt64']['input']
}

export type JwkInput = {
  readonly kid: Scalars['String']['input']
  readonly x: Scalars['String']['input']
  readonly alg: Alg
  readonly kty: Kty
  readonly crv: Crv
}

export type CreateWalletAddressKeyInput = {
  readonly walletAddressId: Scalars['String']['input']
  readonly jwk: JwkInput
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type RevokeWalletAddressKeyInput = {
  readonly id: Scalars['String']['input']
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type Asset = Model & {
  readonly id: Scalars['ID']['output']
  readonly code: Scalars['String']['output']
  readonly scale: Scalars['UInt8']['output']
  /** What the asset account can still pay out. */
  readonly liquidity: Maybe<Scalars['UInt64']['output']>
  /** Money of wallet addresses beyond this is told of at once. */
  readonly withdrawalThreshold: Maybe<Scalars['UInt64']['output']>
  /** An event tells when liquidity falls to this. */
  readonly liquidityThreshold: Maybe<Scalars['UInt64']['output']>
  /** The fee in force. */
  readonly receivingFee: Maybe<Fee>
  /** The fee in force. */
  readonly sendingFee: Maybe<Fee>
  readonly fees: Maybe<FeesConnection>
  readonly createdAt: Scalars['String']['output']
  readonly tenant: Maybe<Tenant>
}

export type AssetFeesArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
}

export type SortOrder = 'ASC' | 'DESC'

/** Why money was not put in or taken out. */
export type LiquidityError =
  | 'AlreadyPosted'
  | 'AlreadyVoided'
  | 'AmountZero'
  | 'InsufficientBalance'
  | 'InvalidId'
  | 'TransferExists'
  | 'UnknownAsset'
  | 'UnknownIncomingPayment'
  | 'UnknownOutgoingPayment'
  | 'UnknownPayment'
  | 'UnknownWalletAddress'
  | 'UnknownPeer'
  | 'UnknownTransfer'

export type Peer = Model & {
  readonly id: Scalars['ID']['output']
  readonly maxPacketAmount: Maybe<Scalars['UInt64']['output']>
  readonly http: Http
  readonly asset: Asset
  /** The peer's own ILP address. */
  readonly staticIlpAddress: Scalars['String']['output']
  readonly name: Maybe<Scalars['String']['output']>
  readonly liquidityThreshold: Maybe<Scalars['UInt64']['output']>
  readonly liquidity: Maybe<Scalars['UInt64']['output']>
  readonly createdAt: Scalars['String']['output']
  /** Prefixes of ILP addresses beside the static one that lead to this peer. */
  readonly routes: ReadonlyArray<Scalars['String']['output']>
  readonly tenant: Maybe<Tenant>
}

export type DeletePeerInput = {
  readonly id: Scalars['ID']['input']
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type Http = {
  readonly outgoing: HttpOutgoing
}

export type HttpOutgoing = {
  readonly authToken: Scalars['String']['output']
  readonly endpoint: Scalars['String']['output']
}

export type WalletAddressesConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<WalletAddressEdge>
}

export type WalletAddressEdge = {
  readonly node: WalletAddress
  readonly cursor: Scalars['String']['output']
}

export type WalletAddress = Model & {
  readonly id: Scalars['ID']['output']
  readonly asset: Asset
  readonly liquidity: Maybe<Scalars['UInt64']['output']>
  readonly address: Scalars['String']['output']
  readonly publicName: Maybe<Scalars['String']['output']>
  readonly incomingPayments: Maybe<IncomingPaymentConnection>
  readonly quotes: Maybe<QuoteConnection>
  readonly outgoingPayments: Maybe<OutgoingPaymentConnection>
  readonly createdAt: Scalars['String']['output']
  readonly status: WalletAddressStatus
  readonly walletAddressKeys: Maybe<WalletAddressKeyConnection>
  readonly additionalProperties: Maybe<ReadonlyArray<Maybe<AdditionalProperty>>>
  readonly tenant: Maybe<Tenant>
}

export type WalletAddressIncomingPaymentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
  filter?: InputMaybe<IncomingPaymentFilter>
}

export type WalletAddressQuotesArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
}

export type WalletAddressOutgoingPaymentsArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
}

export type WalletAddressWalletAddressKeysArgs = {
  after?: InputMaybe<Scalars['String']['input']>
  before?: InputMaybe<Scalars['String']['input']>
  first?: InputMaybe<Scalars['Int']['input']>
  last?: InputMaybe<Scalars['Int']['input']>
  sortOrder?: InputMaybe<SortOrder>
}

export type AdditionalProperty = {
  readonly key: Scalars['String']['output']
  readonly value: Scalars['String']['output']
  readonly visibleInOpenPayments: Scalars['Boolean']['output']
}

export type WalletAddressKeyConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<WalletAddressKeyEdge>
}

export type WalletAddressKeyEdge = {
  readonly node: WalletAddressKey
  readonly cursor: Scalars['String']['output']
}

export type WalletAddressStatus = 'INACTIVE' | 'ACTIVE'

export type IncomingPaymentConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<IncomingPaymentEdge>
}

export type IncomingPaymentEdge = {
  readonly node: IncomingPayment
  readonly cursor: Scalars['String']['output']
}

export type IncomingPaymentFilter = {
  readonly initiatedBy?: InputMaybe<FilterString>
}

export type BasePayment = {
  readonly id: Scalars['ID']['output']
  readonly walletAddressId: Scalars['ID']['output']
  readonly metadata: Maybe<Scalars['JSONObject']['output']>
  readonly createdAt: Scalars['String']['output']
  readonly client: Maybe<Scalars['String']['output']>
}

export type IncomingPayment = BasePayment &
  Model & {
    readonly id: Scalars['ID']['output']
    readonly url: Scalars['String']['output']
    readonly walletAddressId: Scalars['ID']['output']
    readonly client: Maybe<Scalars['String']['output']>
    /** What was received and not yet taken out. */
    readonly liquidity: Maybe<Scalars['UInt64']['output']>
    readonly state: IncomingPaymentState
    readonly expiresAt: Scalars['String']['output']
    readonly incomingAmount: Maybe<Amount>
    readonly receivedAmount: Amount
    readonly metadata: Maybe<Scalars['JSONObject']['output']>
    readonly createdAt: Scalars['String']['output']
    readonly senderWalletAddress: Maybe<Scalars['String']['output']>
    readonly tenant: Maybe<Tenant>
    readonly cancellationReason: Maybe<Scalars['String']['output']>
    readonly cancelledAt: Maybe<Scalars['String']['output']>
  }

export type Receiver = {
  /** The URL of the incoming payment. */
  readonly id: Scalars['String']['output']
  readonly walletAddressUrl: Scalars['String']['output']
  readonly completed: Scalars['Boolean']['output']
  readonly incomingAmount: Maybe<Amount>
  readonly receivedAmount: Amount
  readonly expiresAt: Maybe<Scalars['String']['output']>
  readonly metadata: Maybe<Scalars['JSONObject']['output']>
  readonly createdAt: Scalars['String']['output']
}

export type IncomingPaymentState = 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'EXPIRED'

/** An amount in the smallest unit of its asset. */
export type Amount = {
  readonly value: Scalars['UInt64']['output']
  readonly assetCode: Scalars['String']['output']
  readonly assetScale: Scalars['UInt8']['output']
}

export type OutgoingPaymentConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<OutgoingPaymentEdge>
}

export type OutgoingPaymentEdge = {
  readonly node: OutgoingPayment
  readonly cursor: Scalars['String']['output']
}

export type OutgoingPaymentFilter = {
  readonly receiver?: InputMaybe<FilterString>
  readonly walletAddressId?: InputMaybe<FilterString>
  readonly state?: InputMaybe<FilterString>
}

export type OutgoingPayment = BasePayment &
  Model & {
    readonly id: Scalars['ID']['output']
    readonly walletAddressId: Scalars['ID']['output']
    readonly client: Maybe<Scalars['String']['output']>
    /** What was deposited and is neither sent nor taken out. */
    readonly liquidity: Maybe<Scalars['UInt64']['output']>
    readonly state: OutgoingPaymentState
    readonly error: Maybe<Scalars['String']['output']>
    /** Tries to send since the payment came into its state. */
    readonly stateAttempts: Scalars['Int']['output']
    readonly debitAmount: Amount
    readonly receiveAmount: Amount
    readonly receiver: Scalars['String']['output']
    readonly metadata: Maybe<Scalars['JSONObject']['output']>
    readonly quote: Maybe<Quote>
    /** What has left the payment towards the receiver. */
    readonly sentAmount: Amount
    readonly createdAt: Scalars['String']['output']
    readonly grantId: Maybe<Scalars['String']['output']>
    readonly tenant: Maybe<Tenant>
  }

export type OutgoingPaymentState = 'FUNDING' | 'SENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'

export type PaymentConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<PaymentEdge>
}

export type PaymentEdge = {
  readonly node: Payment
  readonly cursor: Scalars['String']['output']
}

export type Payment = BasePayment &
  Model & {
    readonly id: Scalars['ID']['output']
    readonly type: PaymentType
    readonly walletAddressId: Scalars['ID']['output']
    readonly client: Maybe<Scalars['String']['output']>
    readonly state: Scalars['String']['output']
    readonly liquidity: Maybe<Scalars['UInt64']['output']>
    readonly metadata: Maybe<Scalars['JSONObject']['output']>
    readonly createdAt: Scalars['String']['output']
    readonly tenant: Maybe<Tenant>
  }

export type PaymentType = 'INCOMING' | 'OUTGOING'

export type PaymentFilter = {
  readonly type?: InputMaybe<FilterString>
  readonly walletAddressId?: InputMaybe<FilterString>
}

export type AccountingTransferConnection = {
  readonly debits: ReadonlyArray<AccountingTransfer>
  readonly credits: ReadonlyArray<AccountingTransfer>
}

export type AccountingTransfer = Model & {
  readonly id: Scalars['ID']['output']
  /** The account that gives. */
  readonly debitAccountId: Scalars['ID']['output']
  /** The account that gets. */
  readonly creditAccountId: Scalars['ID']['output']
  readonly amount: Scalars['UInt64']['output']
  readonly transferType: TransferType
  readonly ledger: Scalars['UInt8']['output']
  readonly createdAt: Scalars['String']['output']
  readonly state: TransferState
  readonly expiresAt: Maybe<Scalars['String']['output']>
}

export type TransferState =
  | 'PENDING'
  | 'POSTED'
  /** Given back, or its time is over. */
  | 'VOIDED'

export type TransferType = 'DEPOSIT' | 'WITHDRAWAL' | 'TRANSFER'

export type QuoteConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<QuoteEdge>
}

export type QuoteEdge = {
  readonly node: Quote
  readonly cursor: Scalars['String']['output']
}

export type Quote = {
  readonly id: Scalars['ID']['output']
  readonly tenantId: Scalars['ID']['output']
  readonly walletAddressId: Scalars['ID']['output']
  readonly receiver: Scalars['String']['output']
  /** Everything the sender pays, fees included. */
  readonly debitAmount: Amount
  readonly receiveAmount: Amount
  readonly createdAt: Scalars['String']['output']
  readonly expiresAt: Scalars['String']['output']
  readonly estimatedExchangeRate: Maybe<Scalars['Float']['output']>
}

export type AmountInput = {
  readonly value: Scalars['UInt64']['input']
  readonly assetCode: Scalars['String']['input']
  readonly assetScale: Scalars['UInt8']['input']
}

export type CreateQuoteInput = {
  readonly walletAddressId: Scalars['String']['input']
  readonly debitAmount?: InputMaybe<AmountInput>
  readonly receiveAmount?: InputMaybe<AmountInput>
  readonly receiver: Scalars['String']['input']
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type QuoteResponse = {
  readonly quote: Maybe<Quote>
}

export type CreateOutgoingPaymentInput = {
  readonly walletAddressId: Scalars['String']['input']
  readonly quoteId: Scalars['String']['input']
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type CardDetailsInput = {
  readonly data: Scalars['JSONObject']['input']
  readonly requestId: Scalars['String']['input']
  readonly initiatedAt: Scalars['String']['input']
}

export type CancelOutgoingPaymentInput = {
  readonly id: Scalars['ID']['input']
  readonly reason?: InputMaybe<Scalars['String']['input']>
  readonly cardPaymentFailureReason?: InputMaybe<CardPaymentFailureReason>
}

export type CardPaymentFailureReason = 'invalid_signature' | 'invalid_request'

export type CreateOutgoingPaymentFromIncomingPaymentInput = {
  readonly walletAddressId: Scalars['String']['input']
  readonly incomingPayment: Scalars['String']['input']
  readonly debitAmount?: InputMaybe<AmountInput>
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
  readonly cardDetails?: InputMaybe<CardDetailsInput>
}

export type CreateIncomingPaymentInput = {
  readonly walletAddressId: Scalars['String']['input']
  readonly expiresAt?: InputMaybe<Scalars['String']['input']>
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>
  readonly incomingAmount?: InputMaybe<AmountInput>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
  readonly isCardPayment?: InputMaybe<Scalars['Boolean']['input']>
  readonly senderWalletAddress?: InputMaybe<Scalars['String']['input']>
}

export type CreateReceiverInput = {
  readonly walletAddressUrl: Scalars['String']['input']
  readonly expiresAt?: InputMaybe<Scalars['String']['input']>
  readonly incomingAmount?: InputMaybe<AmountInput>
  readonly metadata?: InputMaybe<Scalars['JSONObject']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

export type CompleteReceiverInput = {
  readonly incomingPaymentUrl: Scalars['String']['input']
}

export type UpdateIncomingPaymentInput = {
  readonly id: Scalars['ID']['input']
  readonly metadata: Scalars['JSONObject']['input']
}

export type OutgoingPaymentResponse = {
  readonly payment: Maybe<OutgoingPayment>
}

export type IncomingPaymentResponse = {
  readonly payment: Maybe<IncomingPayment>
}

export type CreateReceiverResponse = {
  readonly receiver: Maybe<Receiver>
}

export type CompleteReceiverResponse = {
  readonly receiver: Maybe<Receiver>
}

export type CreateWalletAddressInput = {
  readonly tenantId?: InputMaybe<Scalars['ID']['input']>
  readonly assetId: Scalars['String']['input']
  readonly address: Scalars['String']['input']
  readonly publicName?: InputMaybe<Scalars['String']['input']>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
  readonly additionalProperties?: InputMaybe<ReadonlyArray<AdditionalPropertyInput>>
}

export type AdditionalPropertyInput = {
  readonly key: Scalars['String']['input']
  readonly value: Scalars['String']['input']
  readonly visibleInOpenPayments: Scalars['Boolean']['input']
}

export type UpdateWalletAddressInput = {
  readonly id: Scalars['ID']['input']
  readonly publicName?: InputMaybe<Scalars['String']['input']>
  readonly status?: InputMaybe<WalletAddressStatus>
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
  readonly additionalProperties?: InputMaybe<ReadonlyArray<AdditionalPropertyInput>>
}

/** JWK `alg` (RFC 8037). */
export type Alg = 'EdDSA'

export type Kty = 'OKP'

export type Crv = 'Ed25519'

export type Jwk = {
  readonly kid: Scalars['String']['output']
  readonly x: Scalars['String']['output']
  readonly alg: Alg
  readonly kty: Kty
  readonly crv: Crv
}

export type WalletAddressKey = Model & {
  readonly id: Scalars['ID']['output']
  readonly walletAddressId: Scalars['ID']['output']
  readonly jwk: Jwk
  readonly revoked: Scalars['Boolean']['output']
  readonly createdAt: Scalars['String']['output']
}

export type WalletAddressWithdrawal = {
  readonly id: Scalars['ID']['output']
  readonly amount: Scalars['UInt64']['output']
  readonly walletAddress: WalletAddress
}

export type WebhookEvent = Model & {
  /** The idempotency key of the receiver. */
  readonly id: Scalars['ID']['output']
  readonly tenant: Maybe<Tenant>
  readonly type: Scalars['String']['output']
  /** What the ASE was sent. */
  readonly data: Scalars['JSONObject']['output']
  readonly createdAt: Scalars['String']['output']
}

export type WebhookEventsConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<WebhookEventsEdge>
}

export type WebhookEventsEdge = {
  readonly node: WebhookEvent
  readonly cursor: Scalars['String']['output']
}

export type FeeType = 'SENDING' | 'RECEIVING'

export type Fee = Model & {
  readonly id: Scalars['ID']['output']
  readonly assetId: Scalars['ID']['output']
  readonly type: FeeType
  readonly fixed: Scalars['UInt64']['output']
  readonly basisPoints: Scalars['Int']['output']
  readonly createdAt: Scalars['String']['output']
}

export type SetFeeInput = {
  readonly assetId: Scalars['ID']['input']
  readonly type: FeeType
  readonly fee: FeeDetails
  readonly idempotencyKey?: InputMaybe<Scalars['String']['input']>
}

/** ceil(amount * basisPoints / 10000) + fixed. */
export type FeeDetails = {
  readonly fixed: Scalars['UInt64']['input']
  readonly basisPoints: Scalars['Int']['input']
}

export type FeesConnection = {
  readonly pageInfo: PageInfo
  readonly edges: ReadonlyArray<FeeEdge>
}

export type FeeEdge = {
  readonly node: Fee
  readonly cursor: Scalars['String']['output']
}

export type WebhookEventFilter = {
  readonly type?: InputMaybe<FilterString>
}

/** Keeps what is in the one list and not in the other. */
export type FilterString = {
  readonly in?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
  readonly notIn?: InputMaybe<ReadonlyArray<Scalars['String']['input']>>
}

export type Model = {
  readonly id: Scalars['ID']['output']
  readonly createdAt: Scalars['String']['output']
}

export type CreateWalletAddressMutationResponse = {
  readonly walletAddress: Maybe<WalletAddress>
}

export type UpdateWalletAddressMutationResponse = {
  readonly walletAddress: Maybe<WalletAddress>
}

export type AssetMutationResponse = {
  readonly asset: Maybe<Asset>
}

export type DeleteAssetMutationResponse = {
  readonly asset: Maybe<Asset>
}

export type CreatePeerMutationResponse = {
  readonly peer: Maybe<Peer>
}

export type UpdatePeerMutationResponse = {
  readonly peer: Maybe<Peer>
}

export type DeletePeerMutationResponse = {
  readonly success: Scalars['Boolean']['output']
}

export type LiquidityMutationResponse = {
  readonly success: Scalars['Boolean']['output']
}

export type WalletAddressWithdrawalMutationResponse = {
  readonly withdrawal: Maybe<WalletAddressWithdrawal>
}

export type CreateWalletAddressKeyMutationResponse = {
  readonly walletAddressKey: Maybe<WalletAddressKey>
}

export type RevokeWalletAddressKeyMutationResponse = {
  readonly walletAddressKey: Maybe<WalletAddressKey>
}

export type SetFeeResponse = {
  readonly fee: Maybe<Fee>
}

export type ApproveIncomingPaymentResponse = {
  readonly payment: Maybe<IncomingPayment>
}

export type CancelIncomingPaymentResponse = {
  readonly payment: Maybe<IncomingPayment>
}

export type Tenant = Model & {
  readonly id: Scalars['ID']['output']
  readonly email: Maybe<Scalars['String']['output']>
  readonly apiSecret: Scalars['String']['output']
  readonly idpConsentUrl: Maybe<Scalars['String']['output']>
  readonly idpSecret: Maybe<Scalars['String']['output']>
  readonly publicName: Maybe<Scalars['String']['output']>
  readonly createdAt: Scalars['String']['output']
  readonly deletedAt: Maybe<Scalars['String']['output']>
  readonly settings: ReadonlyArray<TenantSetting>
}

export type TenantSettingKey =
  | 'EXCHANGE_RATES_URL'
  | 'WEBHOOK_URL'
  | 'WEBHOOK_TIMEOUT'
  | 'WEBHOOK_MAX_RETRY'
  | 'WALLET_ADDRESS_URL'
  | 'ILP_ADDRESS'

export type TenantSetting = {
  readonly key: TenantSettingKey
  readonly value: Scalars['String']['output']
}

export type ConfirmPartialIncomingPaymentInput = {
  readonly incomingPaymentId: Scalars['ID']['input']
  readonly partialIncomingPaymentId: Scalars['ID']['input']
}

export type ConfirmPartialIncomingPaymentResponse = {
  readonly success: Scalars['Boolean']['output']
}

export type RejectPartialIncomingPaymentInput = {
  readonly incomingPaymentId: Scalars['ID']['input']
  readonly partialIncomingPaymentId: Scalars['ID']['input']
  readonly reason?: InputMaybe<Scalars['String']['input']>
}

export type RejectPartialIncomingPaymentResponse = {
  readonly success: Scalars['Boolean']['output']
}
