import type * as types from './admin-types.generated.ts'
import type { GraphQLResolveInfo, GraphQLScalarType, GraphQLScalarTypeConfig } from 'graphql'
import type { AssetNode } from '../nodes/asset-node.ts'
import type { IncomingPaymentNode } from '../nodes/incoming-payment-node.ts'
import type { OutgoingPaymentNode } from '../nodes/outgoing-payment-node.ts'
import type { PaymentNode } from '../nodes/payment-node.ts'
import type { PeerNode } from '../nodes/peer-node.ts'
import type { WalletAddressNode } from '../nodes/wallet-address-node.ts'
import type { WebhookEventNode } from '../nodes/webhook-event-node.ts'
import type { AdminContext } from '../admin-context.ts'
export type Omit<T, K extends keyof T> = Pick<T, Exclude<keyof T, K>>
export type RequireFields<T, K extends keyof T> = Omit<T, K> & { [P in K]-?: NonNullable<T[P]> }

export type ResolverTypeWrapper<T> = Promise<T> | T

export type Resolver<
  TResult,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = ResolverFn<TResult, TParent, TContext, TArgs>

export type ResolverFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => Promise<TResult> | TResult

export type SubscriptionSubscribeFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => AsyncIterable<TResult> | Promise<AsyncIterable<TResult>>

export type SubscriptionResolveFn<TResult, TParent, TContext, TArgs> = (
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>

export interface SubscriptionSubscriberObject<
  TResult,
  TKey extends string,
  TParent,
  TContext,
  TArgs,
> {
  subscribe: SubscriptionSubscribeFn<{ [key in TKey]: TResult }, TParent, TContext, TArgs>
  resolve?: SubscriptionResolveFn<TResult, { [key in TKey]: TResult }, TContext, TArgs>
}

export interface SubscriptionResolverObject<TResult, TParent, TContext, TArgs> {
  subscribe: SubscriptionSubscribeFn<any, TParent, TContext, TArgs>
  resolve: SubscriptionResolveFn<TResult, any, TContext, TArgs>
}

export type SubscriptionObject<TResult, TKey extends string, TParent, TContext, TArgs> =
  | SubscriptionSubscriberObject<TResult, TKey, TParent, TContext, TArgs>
  | SubscriptionResolverObject<TResult, TParent, TContext, TArgs>

export type SubscriptionResolver<
  TResult,
  TKey extends string,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> =
  | ((...args: any[]) => SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>)
  | SubscriptionObject<TResult, TKey, TParent, TContext, TArgs>

export type TypeResolveFn<
  TTypes,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
> = (
  parent: TParent,
  context: TContext,
  info: GraphQLResolveInfo,
) => types.Maybe<TTypes> | Promise<types.Maybe<TTypes>>

export type IsTypeOfResolverFn<
  T = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
> = (obj: T, context: TContext, info: GraphQLResolveInfo) => boolean | Promise<boolean>

export type NextResolverFn<T> = () => Promise<T>

export type DirectiveResolverFn<
  TResult = Record<PropertyKey, never>,
  TParent = Record<PropertyKey, never>,
  TContext = Record<PropertyKey, never>,
  TArgs = Record<PropertyKey, never>,
> = (
  next: NextResolverFn<TResult>,
  parent: TParent,
  args: TArgs,
  context: TContext,
  info: GraphQLResolveInfo,
) => TResult | Promise<TResult>

/** Mapping of interface types */
export type ResolversInterfaceTypes<_RefType extends Record<string, unknown>> = {
  BasePayment: IncomingPaymentNode | OutgoingPaymentNode | PaymentNode
  Model:
    | AssetNode
    | PeerNode
    | WalletAddressNode
    | IncomingPaymentNode
    | OutgoingPaymentNode
    | PaymentNode
    | types.AccountingTransfer
    | types.WalletAddressKey
    | WebhookEventNode
    | types.Fee
    | types.Tenant
}

/** Mapping between all available schema types and the resolvers types */
export type ResolversTypes = {
  Query: ResolverTypeWrapper<Record<PropertyKey, never>>
  String: ResolverTypeWrapper<types.Scalars['String']['output']>
  Int: ResolverTypeWrapper<types.Scalars['Int']['output']>
  ID: ResolverTypeWrapper<types.Scalars['ID']['output']>
  Mutation: ResolverTypeWrapper<Record<PropertyKey, never>>
  PageInfo: ResolverTypeWrapper<types.PageInfo>
  Boolean: ResolverTypeWrapper<types.Scalars['Boolean']['output']>
  WhoamiResponse: ResolverTypeWrapper<types.WhoamiResponse>
  AssetsConnection: ResolverTypeWrapper<
    Omit<types.AssetsConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['AssetEdge']> }
  >
  AssetEdge: ResolverTypeWrapper<Omit<types.AssetEdge, 'node'> & { node: ResolversTypes['Asset'] }>
  ApproveIncomingPaymentInput: types.ApproveIncomingPaymentInput
  CancelIncomingPaymentInput: types.CancelIncomingPaymentInput
  CreateAssetInput: types.CreateAssetInput
  UpdateAssetInput: types.UpdateAssetInput
  DeleteAssetInput: types.DeleteAssetInput
  PeersConnection: ResolverTypeWrapper<
    Omit<types.PeersConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PeerEdge']> }
  >
  PeerEdge: ResolverTypeWrapper<Omit<types.PeerEdge, 'node'> & { node: ResolversTypes['Peer'] }>
  CreatePeerInput: types.CreatePeerInput
  UpdatePeerInput: types.UpdatePeerInput
  HttpInput: types.HttpInput
  HttpIncomingInput: types.HttpIncomingInput
  HttpOutgoingInput: types.HttpOutgoingInput
  DepositPeerLiquidityInput: types.DepositPeerLiquidityInput
  DepositAssetLiquidityInput: types.DepositAssetLiquidityInput
  CreatePeerLiquidityWithdrawalInput: types.CreatePeerLiquidityWithdrawalInput
  CreateAssetLiquidityWithdrawalInput: types.CreateAssetLiquidityWithdrawalInput
  PostLiquidityWithdrawalInput: types.PostLiquidityWithdrawalInput
  VoidLiquidityWithdrawalInput: types.VoidLiquidityWithdrawalInput
  DepositOutgoingPaymentLiquidityInput: types.DepositOutgoingPaymentLiquidityInput
  CreateIncomingPaymentWithdrawalInput: types.CreateIncomingPaymentWithdrawalInput
  CreateOutgoingPaymentWithdrawalInput: types.CreateOutgoingPaymentWithdrawalInput
  DepositEventLiquidityInput: types.DepositEventLiquidityInput
  WithdrawEventLiquidityInput: types.WithdrawEventLiquidityInput
  CreateWalletAddressWithdrawalInput: types.CreateWalletAddressWithdrawalInput
  JwkInput: types.JwkInput
  CreateWalletAddressKeyInput: types.CreateWalletAddressKeyInput
  RevokeWalletAddressKeyInput: types.RevokeWalletAddressKeyInput
  Asset: ResolverTypeWrapper<AssetNode>
  SortOrder: types.SortOrder
  LiquidityError: types.LiquidityError
  Peer: ResolverTypeWrapper<PeerNode>
  DeletePeerInput: types.DeletePeerInput
  Http: ResolverTypeWrapper<types.Http>
  HttpOutgoing: ResolverTypeWrapper<types.HttpOutgoing>
  WalletAddressesConnection: ResolverTypeWrapper<
    Omit<types.WalletAddressesConnection, 'edges'> & {
      edges: ReadonlyArray<ResolversTypes['WalletAddressEdge']>
    }
  >
  WalletAddressEdge: ResolverTypeWrapper<
    Omit<types.WalletAddressEdge, 'node'> & { node: ResolversTypes['WalletAddress'] }
  >
  WalletAddress: ResolverTypeWrapper<WalletAddressNode>
  AdditionalProperty: ResolverTypeWrapper<types.AdditionalProperty>
  WalletAddressKeyConnection: ResolverTypeWrapper<types.WalletAddressKeyConnection>
  WalletAddressKeyEdge: ResolverTypeWrapper<types.WalletAddressKeyEdge>
  WalletAddressStatus: types.WalletAddressStatus
  IncomingPaymentConnection: ResolverTypeWrapper<
    Omit<types.IncomingPaymentConnection, 'edges'> & {
      edges: ReadonlyArray<ResolversTypes['IncomingPaymentEdge']>
    }
  >
  IncomingPaymentEdge: ResolverTypeWrapper<
    Omit<types.IncomingPaymentEdge, 'node'> & { node: ResolversTypes['IncomingPayment'] }
  >
  IncomingPaymentFilter: types.IncomingPaymentFilter
  BasePayment: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['BasePayment']>
  IncomingPayment: ResolverTypeWrapper<IncomingPaymentNode>
  Receiver: ResolverTypeWrapper<types.Receiver>
  IncomingPaymentState: types.IncomingPaymentState
  Amount: ResolverTypeWrapper<types.Amount>
  OutgoingPaymentConnection: ResolverTypeWrapper<
    Omit<types.OutgoingPaymentConnection, 'edges'> & {
      edges: ReadonlyArray<ResolversTypes['OutgoingPaymentEdge']>
    }
  >
  OutgoingPaymentEdge: ResolverTypeWrapper<
    Omit<types.OutgoingPaymentEdge, 'node'> & { node: ResolversTypes['OutgoingPayment'] }
  >
  OutgoingPaymentFilter: types.OutgoingPaymentFilter
  OutgoingPayment: ResolverTypeWrapper<OutgoingPaymentNode>
  OutgoingPaymentState: types.OutgoingPaymentState
  PaymentConnection: ResolverTypeWrapper<
    Omit<types.PaymentConnection, 'edges'> & { edges: ReadonlyArray<ResolversTypes['PaymentEdge']> }
  >
  PaymentEdge: ResolverTypeWrapper<
    Omit<types.PaymentEdge, 'node'> & { node: ResolversTypes['Payment'] }
  >
  Payment: ResolverTypeWrapper<PaymentNode>
  PaymentType: types.PaymentType
  PaymentFilter: types.PaymentFilter
  AccountingTransferConnection: ResolverTypeWrapper<types.AccountingTransferConnection>
  AccountingTransfer: ResolverTypeWrapper<types.AccountingTransfer>
  TransferState: types.TransferState
  TransferType: types.TransferType
  QuoteConnection: ResolverTypeWrapper<types.QuoteConnection>
  QuoteEdge: ResolverTypeWrapper<types.QuoteEdge>
  Quote: ResolverTypeWrapper<types.Quote>
  Float: ResolverTypeWrapper<types.Scalars['Float']['output']>
  AmountInput: types.AmountInput
  CreateQuoteInput: types.CreateQuoteInput
  QuoteResponse: ResolverTypeWrapper<types.QuoteResponse>
  CreateOutgoingPaymentInput: types.CreateOutgoingPaymentInput
  CardDetailsInput: types.CardDetailsInput
  CancelOutgoingPaymentInput: types.CancelOutgoingPaymentInput
  CardPaymentFailureReason: types.CardPaymentFailureReason
  CreateOutgoingPaymentFromIncomingPaymentInput: types.CreateOutgoingPaymentFromIncomingPaymentInput
  CreateIncomingPaymentInput: types.CreateIncomingPaymentInput
  CreateReceiverInput: types.CreateReceiverInput
  CompleteReceiverInput: types.CompleteReceiverInput
  UpdateIncomingPaymentInput: types.UpdateIncomingPaymentInput
  OutgoingPaymentResponse: ResolverTypeWrapper<
    Omit<types.OutgoingPaymentResponse, 'payment'> & {
      payment?: types.Maybe<ResolversTypes['OutgoingPayment']>
    }
  >
  IncomingPaymentResponse: ResolverTypeWrapper<
    Omit<types.IncomingPaymentResponse, 'payment'> & {
      payment?: types.Maybe<ResolversTypes['IncomingPayment']>
    }
  >
  CreateReceiverResponse: ResolverTypeWrapper<types.CreateReceiverResponse>
  CompleteReceiverResponse: ResolverTypeWrapper<types.CompleteReceiverResponse>
  CreateWalletAddressInput: types.CreateWalletAddressInput
  AdditionalPropertyInput: types.AdditionalPropertyInput
  UpdateWalletAddressInput: types.UpdateWalletAddressInput
  Alg: types.Alg
  Kty: types.Kty
  Crv: types.Crv
  Jwk: ResolverTypeWrapper<types.Jwk>
  WalletAddressKey: ResolverTypeWrapper<types.WalletAddressKey>
  WalletAddressWithdrawal: ResolverTypeWrapper<
    Omit<types.WalletAddressWithdrawal, 'walletAddress'> & {
      walletAddress: ResolversTypes['WalletAddress']
    }
  >
  WebhookEvent: ResolverTypeWrapper<WebhookEventNode>
  WebhookEventsConnection: ResolverTypeWrapper<
    Omit<types.WebhookEventsConnection, 'edges'> & {
      edges: ReadonlyArray<ResolversTypes['WebhookEventsEdge']>
    }
  >
  WebhookEventsEdge: ResolverTypeWrapper<
    Omit<types.WebhookEventsEdge, 'node'> & { node: ResolversTypes['WebhookEvent'] }
  >
  FeeType: types.FeeType
  Fee: ResolverTypeWrapper<types.Fee>
  SetFeeInput: types.SetFeeInput
  FeeDetails: types.FeeDetails
  FeesConnection: ResolverTypeWrapper<types.FeesConnection>
  FeeEdge: ResolverTypeWrapper<types.FeeEdge>
  WebhookEventFilter: types.WebhookEventFilter
  FilterString: types.FilterString
  Model: ResolverTypeWrapper<ResolversInterfaceTypes<ResolversTypes>['Model']>
  CreateWalletAddressMutationResponse: ResolverTypeWrapper<
    Omit<types.CreateWalletAddressMutationResponse, 'walletAddress'> & {
      walletAddress?: types.Maybe<ResolversTypes['WalletAddress']>
    }
  >
  UpdateWalletAddressMutationResponse: ResolverTypeWrapper<
    Omit<types.UpdateWalletAddressMutationResponse, 'walletAddress'> & {
      walletAddress?: types.Maybe<ResolversTypes['WalletAddress']>
    }
  >
  AssetMutationResponse: ResolverTypeWrapper<
    Omit<types.AssetMutationResponse, 'asset'> & { asset?: types.Maybe<ResolversTypes['Asset']> }
  >
  DeleteAssetMutationResponse: ResolverTypeWrapper<
    Omit<types.DeleteAssetMutationResponse, 'asset'> & {
      asset?: types.Maybe<ResolversTypes['Asset']>
    }
  >
  CreatePeerMutationResponse: ResolverTypeWrapper<
    Omit<types.CreatePeerMutationResponse, 'peer'> & { peer?: types.Maybe<ResolversTypes['Peer']> }
  >
  UpdatePeerMutationResponse: ResolverTypeWrapper<
    Omit<types.UpdatePeerMutationResponse, 'peer'> & { peer?: types.Maybe<ResolversTypes['Peer']> }
  >
  DeletePeerMutationResponse: ResolverTypeWrapper<types.DeletePeerMutationResponse>
  LiquidityMutationResponse: ResolverTypeWrapper<types.LiquidityMutationResponse>
  WalletAddressWithdrawalMutationResponse: ResolverTypeWrapper<
    Omit<types.WalletAddressWithdrawalMutationResponse, 'withdrawal'> & {
      withdrawal?: types.Maybe<ResolversTypes['WalletAddressWithdrawal']>
    }
  >
  CreateWalletAddressKeyMutationResponse: ResolverTypeWrapper<types.CreateWalletAddressKeyMutationResponse>
  RevokeWalletAddressKeyMutationResponse: ResolverTypeWrapper<types.RevokeWalletAddressKeyMutationResponse>
  SetFeeResponse: ResolverTypeWrapper<types.SetFeeResponse>
  ApproveIncomingPaymentResponse: ResolverTypeWrapper<
    Omit<types.ApproveIncomingPaymentResponse, 'payment'> & {
      payment?: types.Maybe<ResolversTypes['IncomingPayment']>
    }
  >
  CancelIncomingPaymentResponse: ResolverTypeWrapper<
    Omit<types.CancelIncomingPaymentResponse, 'payment'> & {
      payment?: types.Maybe<ResolversTypes['IncomingPayment']>
    }
  >
  Tenant: ResolverTypeWrapper<types.Tenant>
  TenantSettingKey: types.TenantSettingKey
  TenantSetting: ResolverTypeWrapper<types.TenantSetting>
  ConfirmPartialIncomingPaymentInput: types.ConfirmPartialIncomingPaymentInput
  ConfirmPartialIncomingPaymentResponse: ResolverTypeWrapper<types.ConfirmPartialIncomingPaymentResponse>
  RejectPartialIncomingPaymentInput: types.RejectPartialIncomingPaymentInput
  RejectPartialIncomingPaymentResponse: ResolverTypeWrapper<types.RejectPartialIncomingPaymentResponse>
  UInt8: ResolverTypeWrapper<types.Scalars['UInt8']['output']>
  UInt64: ResolverTypeWrapper<types.Scalars['UInt64']['output']>
  JSONObject: ResolverTypeWrapper<types.Scalars['JSONObject']['output']>
}

/** Mapping between all available schema types and the resolvers parents */
export type ResolversParentTypes = {
  Query: Record<PropertyKey, never>
  String: types.Scalars['String']['output']
  Int: types.Scalars['Int']['output']
  ID: types.Scalars['ID']['output']
  Mutation: Record<PropertyKey, never>
  PageInfo: types.PageInfo
  Boolean: types.Scalars['Boolean']['output']
  WhoamiResponse: types.WhoamiResponse
  AssetsConnection: Omit<types.AssetsConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['AssetEdge']>
  }
  AssetEdge: Omit<types.AssetEdge, 'node'> & { node: ResolversParentTypes['Asset'] }
  ApproveIncomingPaymentInput: types.ApproveIncomingPaymentInput
  CancelIncomingPaymentInput: types.CancelIncomingPaymentInput
  CreateAssetInput: types.CreateAssetInput
  UpdateAssetInput: types.UpdateAssetInput
  DeleteAssetInput: types.DeleteAssetInput
  PeersConnection: Omit<types.PeersConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['PeerEdge']>
  }
  PeerEdge: Omit<types.PeerEdge, 'node'> & { node: ResolversParentTypes['Peer'] }
  CreatePeerInput: types.CreatePeerInput
  UpdatePeerInput: types.UpdatePeerInput
  HttpInput: types.HttpInput
  HttpIncomingInput: types.HttpIncomingInput
  HttpOutgoingInput: types.HttpOutgoingInput
  DepositPeerLiquidityInput: types.DepositPeerLiquidityInput
  DepositAssetLiquidityInput: types.DepositAssetLiquidityInput
  CreatePeerLiquidityWithdrawalInput: types.CreatePeerLiquidityWithdrawalInput
  CreateAssetLiquidityWithdrawalInput: types.CreateAssetLiquidityWithdrawalInput
  PostLiquidityWithdrawalInput: types.PostLiquidityWithdrawalInput
  VoidLiquidityWithdrawalInput: types.VoidLiquidityWithdrawalInput
  DepositOutgoingPaymentLiquidityInput: types.DepositOutgoingPaymentLiquidityInput
  CreateIncomingPaymentWithdrawalInput: types.CreateIncomingPaymentWithdrawalInput
  CreateOutgoingPaymentWithdrawalInput: types.CreateOutgoingPaymentWithdrawalInput
  DepositEventLiquidityInput: types.DepositEventLiquidityInput
  WithdrawEventLiquidityInput: types.WithdrawEventLiquidityInput
  CreateWalletAddressWithdrawalInput: types.CreateWalletAddressWithdrawalInput
  JwkInput: types.JwkInput
  CreateWalletAddressKeyInput: types.CreateWalletAddressKeyInput
  RevokeWalletAddressKeyInput: types.RevokeWalletAddressKeyInput
  Asset: AssetNode
  Peer: PeerNode
  DeletePeerInput: types.DeletePeerInput
  Http: types.Http
  HttpOutgoing: types.HttpOutgoing
  WalletAddressesConnection: Omit<types.WalletAddressesConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['WalletAddressEdge']>
  }
  WalletAddressEdge: Omit<types.WalletAddressEdge, 'node'> & {
    node: ResolversParentTypes['WalletAddress']
  }
  WalletAddress: WalletAddressNode
  AdditionalProperty: types.AdditionalProperty
  WalletAddressKeyConnection: types.WalletAddressKeyConnection
  WalletAddressKeyEdge: types.WalletAddressKeyEdge
  IncomingPaymentConnection: Omit<types.IncomingPaymentConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['IncomingPaymentEdge']>
  }
  IncomingPaymentEdge: Omit<types.IncomingPaymentEdge, 'node'> & {
    node: ResolversParentTypes['IncomingPayment']
  }
  IncomingPaymentFilter: types.IncomingPaymentFilter
  BasePayment: ResolversInterfaceTypes<ResolversParentTypes>['BasePayment']
  IncomingPayment: IncomingPaymentNode
  Receiver: types.Receiver
  Amount: types.Amount
  OutgoingPaymentConnection: Omit<types.OutgoingPaymentConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['OutgoingPaymentEdge']>
  }
  OutgoingPaymentEdge: Omit<types.OutgoingPaymentEdge, 'node'> & {
    node: ResolversParentTypes['OutgoingPayment']
  }
  OutgoingPaymentFilter: types.OutgoingPaymentFilter
  OutgoingPayment: OutgoingPaymentNode
  PaymentConnection: Omit<types.PaymentConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['PaymentEdge']>
  }
  PaymentEdge: Omit<types.PaymentEdge, 'node'> & { node: ResolversParentTypes['Payment'] }
  Payment: PaymentNode
  PaymentFilter: types.PaymentFilter
  AccountingTransferConnection: types.AccountingTransferConnection
  AccountingTransfer: types.AccountingTransfer
  QuoteConnection: types.QuoteConnection
  QuoteEdge: types.QuoteEdge
  Quote: types.Quote
  Float: types.Scalars['Float']['output']
  AmountInput: types.AmountInput
  CreateQuoteInput: types.CreateQuoteInput
  QuoteResponse: types.QuoteResponse
  CreateOutgoingPaymentInput: types.CreateOutgoingPaymentInput
  CardDetailsInput: types.CardDetailsInput
  CancelOutgoingPaymentInput: types.CancelOutgoingPaymentInput
  CreateOutgoingPaymentFromIncomingPaymentInput: types.CreateOutgoingPaymentFromIncomingPaymentInput
  CreateIncomingPaymentInput: types.CreateIncomingPaymentInput
  CreateReceiverInput: types.CreateReceiverInput
  CompleteReceiverInput: types.CompleteReceiverInput
  UpdateIncomingPaymentInput: types.UpdateIncomingPaymentInput
  OutgoingPaymentResponse: Omit<types.OutgoingPaymentResponse, 'payment'> & {
    payment?: types.Maybe<ResolversParentTypes['OutgoingPayment']>
  }
  IncomingPaymentResponse: Omit<types.IncomingPaymentResponse, 'payment'> & {
    payment?: types.Maybe<ResolversParentTypes['IncomingPayment']>
  }
  CreateReceiverResponse: types.CreateReceiverResponse
  CompleteReceiverResponse: types.CompleteReceiverResponse
  CreateWalletAddressInput: types.CreateWalletAddressInput
  AdditionalPropertyInput: types.AdditionalPropertyInput
  UpdateWalletAddressInput: types.UpdateWalletAddressInput
  Jwk: types.Jwk
  WalletAddressKey: types.WalletAddressKey
  WalletAddressWithdrawal: Omit<types.WalletAddressWithdrawal, 'walletAddress'> & {
    walletAddress: ResolversParentTypes['WalletAddress']
  }
  WebhookEvent: WebhookEventNode
  WebhookEventsConnection: Omit<types.WebhookEventsConnection, 'edges'> & {
    edges: ReadonlyArray<ResolversParentTypes['WebhookEventsEdge']>
  }
  WebhookEventsEdge: Omit<types.WebhookEventsEdge, 'node'> & {
    node: ResolversParentTypes['WebhookEvent']
  }
  Fee: types.Fee
  SetFeeInput: types.SetFeeInput
  FeeDetails: types.FeeDetails
  FeesConnection: types.FeesConnection
  FeeEdge: types.FeeEdge
  WebhookEventFilter: types.WebhookEventFilter
  FilterString: types.FilterString
  Model: ResolversInterfaceTypes<ResolversParentTypes>['Model']
  CreateWalletAddressMutationResponse: Omit<
    types.CreateWalletAddressMutationResponse,
    'walletAddress'
  > & { walletAddress?: types.Maybe<ResolversParentTypes['WalletAddress']> }
  UpdateWalletAddressMutationResponse: Omit<
    types.UpdateWalletAddressMutationResponse,
    'walletAddress'
  > & { walletAddress?: types.Maybe<ResolversParentTypes['WalletAddress']> }
  AssetMutationResponse: Omit<types.AssetMutationResponse, 'asset'> & {
    asset?: types.Maybe<ResolversParentTypes['Asset']>
  }
  DeleteAssetMutationResponse: Omit<types.DeleteAssetMutationResponse, 'asset'> & {
    asset?: types.Maybe<ResolversParentTypes['Asset']>
  }
  CreatePeerMutationResponse: Omit<types.CreatePeerMutationResponse, 'peer'> & {
    peer?: types.Maybe<ResolversParentTypes['Peer']>
  }
  UpdatePeerMutationResponse: Omit<types.UpdatePeerMutationResponse, 'peer'> & {
    peer?: types.Maybe<ResolversParentTypes['Peer']>
  }
  DeletePeerMutationResponse: types.DeletePeerMutationResponse
  LiquidityMutationResponse: types.LiquidityMutationResponse
  WalletAddressWithdrawalMutationResponse: Omit<
    types.WalletAddressWithdrawalMutationResponse,
    'withdrawal'
  > & { withdrawal?: types.Maybe<ResolversParentTypes['WalletAddressWithdrawal']> }
  CreateWalletAddressKeyMutationResponse: types.CreateWalletAddressKeyMutationResponse
  RevokeWalletAddressKeyMutationResponse: types.RevokeWalletAddressKeyMutationResponse
  SetFeeResponse: types.SetFeeResponse
  ApproveIncomingPaymentResponse: Omit<types.ApproveIncomingPaymentResponse, 'payment'> & {
    payment?: types.Maybe<ResolversParentTypes['IncomingPayment']>
  }
  CancelIncomingPaymentResponse: Omit<types.CancelIncomingPaymentResponse, 'payment'> & {
    payment?: types.Maybe<ResolversParentTypes['IncomingPayment']>
  }
  Tenant: types.Tenant
  TenantSetting: types.TenantSetting
  ConfirmPartialIncomingPaymentInput: types.ConfirmPartialIncomingPaymentInput
  ConfirmPartialIncomingPaymentResponse: types.ConfirmPartialIncomingPaymentResponse
  RejectPartialIncomingPaymentInput: types.RejectPartialIncomingPaymentInput
  RejectPartialIncomingPaymentResponse: types.RejectPartialIncomingPaymentResponse
  UInt8: types.Scalars['UInt8']['output']
  UInt64: types.Scalars['UInt64']['output']
  JSONObject: types.Scalars['JSONObject']['output']
}

export type QueryResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Query'] = ResolversParentTypes['Query'],
> = {
  asset?: Resolver<
    types.Maybe<ResolversTypes['Asset']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryAssetArgs, 'id'>
  >
  assetByCodeAndScale?: Resolver<
    types.Maybe<ResolversTypes['Asset']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryAssetByCodeAndScaleArgs, 'code' | 'scale'>
  >
  assets?: Resolver<
    ResolversTypes['AssetsConnection'],
    ParentType,
    ContextType,
    Partial<types.QueryAssetsArgs>
  >
  peer?: Resolver<
    types.Maybe<ResolversTypes['Peer']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryPeerArgs, 'id'>
  >
  peerByAddressAndAsset?: Resolver<
    types.Maybe<ResolversTypes['Peer']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryPeerByAddressAndAssetArgs, 'staticIlpAddress' | 'assetId'>
  >
  peers?: Resolver<
    ResolversTypes['PeersConnection'],
    ParentType,
    ContextType,
    Partial<types.QueryPeersArgs>
  >
  walletAddress?: Resolver<
    types.Maybe<ResolversTypes['WalletAddress']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryWalletAddressArgs, 'id'>
  >
  walletAddressByUrl?: Resolver<
    types.Maybe<ResolversTypes['WalletAddress']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryWalletAddressByUrlArgs, 'url'>
  >
  walletAddresses?: Resolver<
    ResolversTypes['WalletAddressesConnection'],
    ParentType,
    ContextType,
    Partial<types.QueryWalletAddressesArgs>
  >
  quote?: Resolver<
    types.Maybe<ResolversTypes['Quote']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryQuoteArgs, 'id'>
  >
  outgoingPayment?: Resolver<
    types.Maybe<ResolversTypes['OutgoingPayment']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryOutgoingPaymentArgs, 'id'>
  >
  outgoingPayments?: Resolver<
    ResolversTypes['OutgoingPaymentConnection'],
    ParentType,
    ContextType,
    Partial<types.QueryOutgoingPaymentsArgs>
  >
  incomingPayment?: Resolver<
    types.Maybe<ResolversTypes['IncomingPayment']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryIncomingPaymentArgs, 'id'>
  >
  incomingPayments?: Resolver<
    ResolversTypes['IncomingPaymentConnection'],
    ParentType,
    ContextType,
    Partial<types.QueryIncomingPaymentsArgs>
  >
  webhookEvents?: Resolver<
    ResolversTypes['WebhookEventsConnection'],
    ParentType,
    ContextType,
    Partial<types.QueryWebhookEventsArgs>
  >
  payments?: Resolver<
    ResolversTypes['PaymentConnection'],
    ParentType,
    ContextType,
    Partial<types.QueryPaymentsArgs>
  >
  accountingTransfers?: Resolver<
    ResolversTypes['AccountingTransferConnection'],
    ParentType,
    ContextType,
    RequireFields<types.QueryAccountingTransfersArgs, 'id'>
  >
  receiver?: Resolver<
    types.Maybe<ResolversTypes['Receiver']>,
    ParentType,
    ContextType,
    RequireFields<types.QueryReceiverArgs, 'id'>
  >
  tenant?: Resolver<
    ResolversTypes['Tenant'],
    ParentType,
    ContextType,
    RequireFields<types.QueryTenantArgs, 'id'>
  >
  whoami?: Resolver<ResolversTypes['WhoamiResponse'], ParentType, ContextType>
}

export type MutationResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Mutation'] = ResolversParentTypes['Mutation'],
> = {
  createAsset?: Resolver<
    ResolversTypes['AssetMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateAssetArgs, 'input'>
  >
  updateAsset?: Resolver<
    ResolversTypes['AssetMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationUpdateAssetArgs, 'input'>
  >
  deleteAsset?: Resolver<
    ResolversTypes['DeleteAssetMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationDeleteAssetArgs, 'input'>
  >
  depositAssetLiquidity?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationDepositAssetLiquidityArgs, 'input'>
  >
  createAssetLiquidityWithdrawal?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateAssetLiquidityWithdrawalArgs, 'input'>
  >
  createPeer?: Resolver<
    ResolversTypes['CreatePeerMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreatePeerArgs, 'input'>
  >
  updatePeer?: Resolver<
    ResolversTypes['UpdatePeerMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationUpdatePeerArgs, 'input'>
  >
  deletePeer?: Resolver<
    ResolversTypes['DeletePeerMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationDeletePeerArgs, 'input'>
  >
  depositPeerLiquidity?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationDepositPeerLiquidityArgs, 'input'>
  >
  createPeerLiquidityWithdrawal?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationCreatePeerLiquidityWithdrawalArgs, 'input'>
  >
  postLiquidityWithdrawal?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationPostLiquidityWithdrawalArgs, 'input'>
  >
  voidLiquidityWithdrawal?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationVoidLiquidityWithdrawalArgs, 'input'>
  >
  createWalletAddress?: Resolver<
    ResolversTypes['CreateWalletAddressMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateWalletAddressArgs, 'input'>
  >
  updateWalletAddress?: Resolver<
    ResolversTypes['UpdateWalletAddressMutationResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationUpdateWalletAddressArgs, 'input'>
  >
  createWalletAddressKey?: Resolver<
    types.Maybe<ResolversTypes['CreateWalletAddressKeyMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateWalletAddressKeyArgs, 'input'>
  >
  revokeWalletAddressKey?: Resolver<
    types.Maybe<ResolversTypes['RevokeWalletAddressKeyMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationRevokeWalletAddressKeyArgs, 'input'>
  >
  createIncomingPayment?: Resolver<
    ResolversTypes['IncomingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateIncomingPaymentArgs, 'input'>
  >
  createReceiver?: Resolver<
    ResolversTypes['CreateReceiverResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateReceiverArgs, 'input'>
  >
  completeReceiver?: Resolver<
    ResolversTypes['CompleteReceiverResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCompleteReceiverArgs, 'input'>
  >
  updateIncomingPayment?: Resolver<
    ResolversTypes['IncomingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationUpdateIncomingPaymentArgs, 'input'>
  >
  createQuote?: Resolver<
    ResolversTypes['QuoteResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateQuoteArgs, 'input'>
  >
  createOutgoingPayment?: Resolver<
    ResolversTypes['OutgoingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateOutgoingPaymentArgs, 'input'>
  >
  cancelOutgoingPayment?: Resolver<
    ResolversTypes['OutgoingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCancelOutgoingPaymentArgs, 'input'>
  >
  createOutgoingPaymentFromIncomingPayment?: Resolver<
    ResolversTypes['OutgoingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateOutgoingPaymentFromIncomingPaymentArgs, 'input'>
  >
  depositEventLiquidity?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationDepositEventLiquidityArgs, 'input'>
  >
  withdrawEventLiquidity?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationWithdrawEventLiquidityArgs, 'input'>
  >
  createIncomingPaymentWithdrawal?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateIncomingPaymentWithdrawalArgs, 'input'>
  >
  createOutgoingPaymentWithdrawal?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateOutgoingPaymentWithdrawalArgs, 'input'>
  >
  depositOutgoingPaymentLiquidity?: Resolver<
    types.Maybe<ResolversTypes['LiquidityMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationDepositOutgoingPaymentLiquidityArgs, 'input'>
  >
  createWalletAddressWithdrawal?: Resolver<
    types.Maybe<ResolversTypes['WalletAddressWithdrawalMutationResponse']>,
    ParentType,
    ContextType,
    RequireFields<types.MutationCreateWalletAddressWithdrawalArgs, 'input'>
  >
  setFee?: Resolver<
    ResolversTypes['SetFeeResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationSetFeeArgs, 'input'>
  >
  approveIncomingPayment?: Resolver<
    ResolversTypes['ApproveIncomingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationApproveIncomingPaymentArgs, 'input'>
  >
  cancelIncomingPayment?: Resolver<
    ResolversTypes['CancelIncomingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationCancelIncomingPaymentArgs, 'input'>
  >
  confirmPartialIncomingPayment?: Resolver<
    ResolversTypes['ConfirmPartialIncomingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationConfirmPartialIncomingPaymentArgs, 'input'>
  >
  rejectPartialIncomingPayment?: Resolver<
    ResolversTypes['RejectPartialIncomingPaymentResponse'],
    ParentType,
    ContextType,
    RequireFields<types.MutationRejectPartialIncomingPaymentArgs, 'input'>
  >
}

export type PageInfoResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['PageInfo'] = ResolversParentTypes['PageInfo'],
> = {
  endCursor?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  hasNextPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  hasPreviousPage?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  startCursor?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
}

export type WhoamiResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WhoamiResponse'] = ResolversParentTypes['WhoamiResponse'],
> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  isOperator?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
}

export type AssetsConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['AssetsConnection'] = ResolversParentTypes['AssetsConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['AssetEdge']>, ParentType, ContextType>
}

export type AssetEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['AssetEdge'] = ResolversParentTypes['AssetEdge'],
> = {
  node?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type PeersConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['PeersConnection'] = ResolversParentTypes['PeersConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['PeerEdge']>, ParentType, ContextType>
}

export type PeerEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['PeerEdge'] = ResolversParentTypes['PeerEdge'],
> = {
  node?: Resolver<ResolversTypes['Peer'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type AssetResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Asset'] = ResolversParentTypes['Asset'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  code?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  scale?: Resolver<ResolversTypes['UInt8'], ParentType, ContextType>
  liquidity?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  withdrawalThreshold?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  liquidityThreshold?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  receivingFee?: Resolver<types.Maybe<ResolversTypes['Fee']>, ParentType, ContextType>
  sendingFee?: Resolver<types.Maybe<ResolversTypes['Fee']>, ParentType, ContextType>
  fees?: Resolver<
    types.Maybe<ResolversTypes['FeesConnection']>,
    ParentType,
    ContextType,
    Partial<types.AssetFeesArgs>
  >
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  tenant?: Resolver<types.Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type PeerResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Peer'] = ResolversParentTypes['Peer'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  maxPacketAmount?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  http?: Resolver<ResolversTypes['Http'], ParentType, ContextType>
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>
  staticIlpAddress?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  name?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  liquidityThreshold?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  liquidity?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  routes?: Resolver<ReadonlyArray<ResolversTypes['String']>, ParentType, ContextType>
  tenant?: Resolver<types.Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type HttpResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Http'] = ResolversParentTypes['Http'],
> = {
  outgoing?: Resolver<ResolversTypes['HttpOutgoing'], ParentType, ContextType>
}

export type HttpOutgoingResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['HttpOutgoing'] = ResolversParentTypes['HttpOutgoing'],
> = {
  authToken?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  endpoint?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type WalletAddressesConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WalletAddressesConnection'] = ResolversParentTypes['WalletAddressesConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['WalletAddressEdge']>, ParentType, ContextType>
}

export type WalletAddressEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WalletAddressEdge'] = ResolversParentTypes['WalletAddressEdge'],
> = {
  node?: Resolver<ResolversTypes['WalletAddress'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type WalletAddressResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['WalletAddress'] = ResolversParentTypes['WalletAddress'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  asset?: Resolver<ResolversTypes['Asset'], ParentType, ContextType>
  liquidity?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  address?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  publicName?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  incomingPayments?: Resolver<
    types.Maybe<ResolversTypes['IncomingPaymentConnection']>,
    ParentType,
    ContextType,
    Partial<types.WalletAddressIncomingPaymentsArgs>
  >
  quotes?: Resolver<
    types.Maybe<ResolversTypes['QuoteConnection']>,
    ParentType,
    ContextType,
    Partial<types.WalletAddressQuotesArgs>
  >
  outgoingPayments?: Resolver<
    types.Maybe<ResolversTypes['OutgoingPaymentConnection']>,
    ParentType,
    ContextType,
    Partial<types.WalletAddressOutgoingPaymentsArgs>
  >
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  status?: Resolver<ResolversTypes['WalletAddressStatus'], ParentType, ContextType>
  walletAddressKeys?: Resolver<
    types.Maybe<ResolversTypes['WalletAddressKeyConnection']>,
    ParentType,
    ContextType,
    Partial<types.WalletAddressWalletAddressKeysArgs>
  >
  additionalProperties?: Resolver<
    types.Maybe<ReadonlyArray<types.Maybe<ResolversTypes['AdditionalProperty']>>>,
    ParentType,
    ContextType
  >
  tenant?: Resolver<types.Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type AdditionalPropertyResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['AdditionalProperty'] = ResolversParentTypes['AdditionalProperty'],
> = {
  key?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  visibleInOpenPayments?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
}

export type WalletAddressKeyConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WalletAddressKeyConnection'] = ResolversParentTypes['WalletAddressKeyConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['WalletAddressKeyEdge']>, ParentType, ContextType>
}

export type WalletAddressKeyEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WalletAddressKeyEdge'] = ResolversParentTypes['WalletAddressKeyEdge'],
> = {
  node?: Resolver<ResolversTypes['WalletAddressKey'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type IncomingPaymentConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['IncomingPaymentConnection'] = ResolversParentTypes['IncomingPaymentConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['IncomingPaymentEdge']>, ParentType, ContextType>
}

export type IncomingPaymentEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['IncomingPaymentEdge'] = ResolversParentTypes['IncomingPaymentEdge'],
> = {
  node?: Resolver<ResolversTypes['IncomingPayment'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type BasePaymentResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['BasePayment'] = ResolversParentTypes['BasePayment'],
> = {
  __resolveType: TypeResolveFn<
    'IncomingPayment' | 'OutgoingPayment' | 'Payment',
    ParentType,
    ContextType
  >
}

export type IncomingPaymentResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['IncomingPayment'] = ResolversParentTypes['IncomingPayment'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  url?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  walletAddressId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  client?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  liquidity?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  state?: Resolver<ResolversTypes['IncomingPaymentState'], ParentType, ContextType>
  expiresAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  incomingAmount?: Resolver<types.Maybe<ResolversTypes['Amount']>, ParentType, ContextType>
  receivedAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>
  metadata?: Resolver<types.Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  senderWalletAddress?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  tenant?: Resolver<types.Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>
  cancellationReason?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  cancelledAt?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type ReceiverResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Receiver'] = ResolversParentTypes['Receiver'],
> = {
  id?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  walletAddressUrl?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  completed?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  incomingAmount?: Resolver<types.Maybe<ResolversTypes['Amount']>, ParentType, ContextType>
  receivedAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>
  expiresAt?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  metadata?: Resolver<types.Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type AmountResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Amount'] = ResolversParentTypes['Amount'],
> = {
  value?: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>
  assetCode?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  assetScale?: Resolver<ResolversTypes['UInt8'], ParentType, ContextType>
}

export type OutgoingPaymentConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['OutgoingPaymentConnection'] = ResolversParentTypes['OutgoingPaymentConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['OutgoingPaymentEdge']>, ParentType, ContextType>
}

export type OutgoingPaymentEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['OutgoingPaymentEdge'] = ResolversParentTypes['OutgoingPaymentEdge'],
> = {
  node?: Resolver<ResolversTypes['OutgoingPayment'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type OutgoingPaymentResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['OutgoingPayment'] = ResolversParentTypes['OutgoingPayment'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  walletAddressId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  client?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  liquidity?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  state?: Resolver<ResolversTypes['OutgoingPaymentState'], ParentType, ContextType>
  error?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  stateAttempts?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  debitAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>
  receiveAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>
  receiver?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  metadata?: Resolver<types.Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>
  quote?: Resolver<types.Maybe<ResolversTypes['Quote']>, ParentType, ContextType>
  sentAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  grantId?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  tenant?: Resolver<types.Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type PaymentConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['PaymentConnection'] = ResolversParentTypes['PaymentConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['PaymentEdge']>, ParentType, ContextType>
}

export type PaymentEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['PaymentEdge'] = ResolversParentTypes['PaymentEdge'],
> = {
  node?: Resolver<ResolversTypes['Payment'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type PaymentResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Payment'] = ResolversParentTypes['Payment'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  type?: Resolver<ResolversTypes['PaymentType'], ParentType, ContextType>
  walletAddressId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  client?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  state?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  liquidity?: Resolver<types.Maybe<ResolversTypes['UInt64']>, ParentType, ContextType>
  metadata?: Resolver<types.Maybe<ResolversTypes['JSONObject']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  tenant?: Resolver<types.Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type AccountingTransferConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['AccountingTransferConnection'] = ResolversParentTypes['AccountingTransferConnection'],
> = {
  debits?: Resolver<ReadonlyArray<ResolversTypes['AccountingTransfer']>, ParentType, ContextType>
  credits?: Resolver<ReadonlyArray<ResolversTypes['AccountingTransfer']>, ParentType, ContextType>
}

export type AccountingTransferResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['AccountingTransfer'] = ResolversParentTypes['AccountingTransfer'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  debitAccountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  creditAccountId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  amount?: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>
  transferType?: Resolver<ResolversTypes['TransferType'], ParentType, ContextType>
  ledger?: Resolver<ResolversTypes['UInt8'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  state?: Resolver<ResolversTypes['TransferState'], ParentType, ContextType>
  expiresAt?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type QuoteConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['QuoteConnection'] = ResolversParentTypes['QuoteConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['QuoteEdge']>, ParentType, ContextType>
}

export type QuoteEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['QuoteEdge'] = ResolversParentTypes['QuoteEdge'],
> = {
  node?: Resolver<ResolversTypes['Quote'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type QuoteResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Quote'] = ResolversParentTypes['Quote'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  tenantId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  walletAddressId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  receiver?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  debitAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>
  receiveAmount?: Resolver<ResolversTypes['Amount'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  expiresAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  estimatedExchangeRate?: Resolver<types.Maybe<ResolversTypes['Float']>, ParentType, ContextType>
}

export type QuoteResponseResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['QuoteResponse'] = ResolversParentTypes['QuoteResponse'],
> = {
  quote?: Resolver<types.Maybe<ResolversTypes['Quote']>, ParentType, ContextType>
}

export type OutgoingPaymentResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['OutgoingPaymentResponse'] = ResolversParentTypes['OutgoingPaymentResponse'],
> = {
  payment?: Resolver<types.Maybe<ResolversTypes['OutgoingPayment']>, ParentType, ContextType>
}

export type IncomingPaymentResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['IncomingPaymentResponse'] = ResolversParentTypes['IncomingPaymentResponse'],
> = {
  payment?: Resolver<types.Maybe<ResolversTypes['IncomingPayment']>, ParentType, ContextType>
}

export type CreateReceiverResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['CreateReceiverResponse'] = ResolversParentTypes['CreateReceiverResponse'],
> = {
  receiver?: Resolver<types.Maybe<ResolversTypes['Receiver']>, ParentType, ContextType>
}

export type CompleteReceiverResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['CompleteReceiverResponse'] = ResolversParentTypes['CompleteReceiverResponse'],
> = {
  receiver?: Resolver<types.Maybe<ResolversTypes['Receiver']>, ParentType, ContextType>
}

export type JwkResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Jwk'] = ResolversParentTypes['Jwk'],
> = {
  kid?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  x?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  alg?: Resolver<ResolversTypes['Alg'], ParentType, ContextType>
  kty?: Resolver<ResolversTypes['Kty'], ParentType, ContextType>
  crv?: Resolver<ResolversTypes['Crv'], ParentType, ContextType>
}

export type WalletAddressKeyResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WalletAddressKey'] = ResolversParentTypes['WalletAddressKey'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  walletAddressId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  jwk?: Resolver<ResolversTypes['Jwk'], ParentType, ContextType>
  revoked?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type WalletAddressWithdrawalResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WalletAddressWithdrawal'] = ResolversParentTypes['WalletAddressWithdrawal'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  amount?: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>
  walletAddress?: Resolver<ResolversTypes['WalletAddress'], ParentType, ContextType>
}

export type WebhookEventResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['WebhookEvent'] = ResolversParentTypes['WebhookEvent'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  tenant?: Resolver<types.Maybe<ResolversTypes['Tenant']>, ParentType, ContextType>
  type?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  data?: Resolver<ResolversTypes['JSONObject'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type WebhookEventsConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WebhookEventsConnection'] = ResolversParentTypes['WebhookEventsConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['WebhookEventsEdge']>, ParentType, ContextType>
}

export type WebhookEventsEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WebhookEventsEdge'] = ResolversParentTypes['WebhookEventsEdge'],
> = {
  node?: Resolver<ResolversTypes['WebhookEvent'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type FeeResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Fee'] = ResolversParentTypes['Fee'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  assetId?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  type?: Resolver<ResolversTypes['FeeType'], ParentType, ContextType>
  fixed?: Resolver<ResolversTypes['UInt64'], ParentType, ContextType>
  basisPoints?: Resolver<ResolversTypes['Int'], ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type FeesConnectionResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['FeesConnection'] = ResolversParentTypes['FeesConnection'],
> = {
  pageInfo?: Resolver<ResolversTypes['PageInfo'], ParentType, ContextType>
  edges?: Resolver<ReadonlyArray<ResolversTypes['FeeEdge']>, ParentType, ContextType>
}

export type FeeEdgeResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['FeeEdge'] = ResolversParentTypes['FeeEdge'],
> = {
  node?: Resolver<ResolversTypes['Fee'], ParentType, ContextType>
  cursor?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type ModelResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Model'] = ResolversParentTypes['Model'],
> = {
  __resolveType: TypeResolveFn<
    | 'Asset'
    | 'Peer'
    | 'WalletAddress'
    | 'IncomingPayment'
    | 'OutgoingPayment'
    | 'Payment'
    | 'AccountingTransfer'
    | 'WalletAddressKey'
    | 'WebhookEvent'
    | 'Fee'
    | 'Tenant',
    ParentType,
    ContextType
  >
}

export type CreateWalletAddressMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['CreateWalletAddressMutationResponse'] = ResolversParentTypes['CreateWalletAddressMutationResponse'],
> = {
  walletAddress?: Resolver<types.Maybe<ResolversTypes['WalletAddress']>, ParentType, ContextType>
}

export type UpdateWalletAddressMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['UpdateWalletAddressMutationResponse'] = ResolversParentTypes['UpdateWalletAddressMutationResponse'],
> = {
  walletAddress?: Resolver<types.Maybe<ResolversTypes['WalletAddress']>, ParentType, ContextType>
}

export type AssetMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['AssetMutationResponse'] = ResolversParentTypes['AssetMutationResponse'],
> = {
  asset?: Resolver<types.Maybe<ResolversTypes['Asset']>, ParentType, ContextType>
}

export type DeleteAssetMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['DeleteAssetMutationResponse'] = ResolversParentTypes['DeleteAssetMutationResponse'],
> = {
  asset?: Resolver<types.Maybe<ResolversTypes['Asset']>, ParentType, ContextType>
}

export type CreatePeerMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['CreatePeerMutationResponse'] = ResolversParentTypes['CreatePeerMutationResponse'],
> = {
  peer?: Resolver<types.Maybe<ResolversTypes['Peer']>, ParentType, ContextType>
}

export type UpdatePeerMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['UpdatePeerMutationResponse'] = ResolversParentTypes['UpdatePeerMutationResponse'],
> = {
  peer?: Resolver<types.Maybe<ResolversTypes['Peer']>, ParentType, ContextType>
}

export type DeletePeerMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['DeletePeerMutationResponse'] = ResolversParentTypes['DeletePeerMutationResponse'],
> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
}

export type LiquidityMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['LiquidityMutationResponse'] = ResolversParentTypes['LiquidityMutationResponse'],
> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
}

export type WalletAddressWithdrawalMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['WalletAddressWithdrawalMutationResponse'] = ResolversParentTypes['WalletAddressWithdrawalMutationResponse'],
> = {
  withdrawal?: Resolver<
    types.Maybe<ResolversTypes['WalletAddressWithdrawal']>,
    ParentType,
    ContextType
  >
}

export type CreateWalletAddressKeyMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['CreateWalletAddressKeyMutationResponse'] = ResolversParentTypes['CreateWalletAddressKeyMutationResponse'],
> = {
  walletAddressKey?: Resolver<
    types.Maybe<ResolversTypes['WalletAddressKey']>,
    ParentType,
    ContextType
  >
}

export type RevokeWalletAddressKeyMutationResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['RevokeWalletAddressKeyMutationResponse'] = ResolversParentTypes['RevokeWalletAddressKeyMutationResponse'],
> = {
  walletAddressKey?: Resolver<
    types.Maybe<ResolversTypes['WalletAddressKey']>,
    ParentType,
    ContextType
  >
}

export type SetFeeResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['SetFeeResponse'] = ResolversParentTypes['SetFeeResponse'],
> = {
  fee?: Resolver<types.Maybe<ResolversTypes['Fee']>, ParentType, ContextType>
}

export type ApproveIncomingPaymentResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['ApproveIncomingPaymentResponse'] = ResolversParentTypes['ApproveIncomingPaymentResponse'],
> = {
  payment?: Resolver<types.Maybe<ResolversTypes['IncomingPayment']>, ParentType, ContextType>
}

export type CancelIncomingPaymentResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['CancelIncomingPaymentResponse'] = ResolversParentTypes['CancelIncomingPaymentResponse'],
> = {
  payment?: Resolver<types.Maybe<ResolversTypes['IncomingPayment']>, ParentType, ContextType>
}

export type TenantResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['Tenant'] = ResolversParentTypes['Tenant'],
> = {
  id?: Resolver<ResolversTypes['ID'], ParentType, ContextType>
  email?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  apiSecret?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  idpConsentUrl?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  idpSecret?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  publicName?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  createdAt?: Resolver<ResolversTypes['String'], ParentType, ContextType>
  deletedAt?: Resolver<types.Maybe<ResolversTypes['String']>, ParentType, ContextType>
  settings?: Resolver<ReadonlyArray<ResolversTypes['TenantSetting']>, ParentType, ContextType>
  __isTypeOf?: IsTypeOfResolverFn<ParentType, ContextType>
}

export type TenantSettingResolvers<
  ContextType = AdminContext,
  ParentType extends ResolversParentTypes['TenantSetting'] = ResolversParentTypes['TenantSetting'],
> = {
  key?: Resolver<ResolversTypes['TenantSettingKey'], ParentType, ContextType>
  value?: Resolver<ResolversTypes['String'], ParentType, ContextType>
}

export type ConfirmPartialIncomingPaymentResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['ConfirmPartialIncomingPaymentResponse'] = ResolversParentTypes['ConfirmPartialIncomingPaymentResponse'],
> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
}

export type RejectPartialIncomingPaymentResponseResolvers<
  ContextType = AdminContext,
  ParentType extends
    ResolversParentTypes['RejectPartialIncomingPaymentResponse'] = ResolversParentTypes['RejectPartialIncomingPaymentResponse'],
> = {
  success?: Resolver<ResolversTypes['Boolean'], ParentType, ContextType>
}

export interface UInt8ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UInt8'], any> {
  name: 'UInt8'
}

export interface UInt64ScalarConfig extends GraphQLScalarTypeConfig<ResolversTypes['UInt64'], any> {
  name: 'UInt64'
}

export interface JsonObjectScalarConfig
  extends GraphQLScalarTypeConfig<ResolversTypes['JSONObject'], any> {
  name: 'JSONObject'
}

export type Resolvers<ContextType = AdminContext> = {
  Query?: QueryResolvers<ContextType>
  Mutation?: MutationResolvers<ContextType>
  PageInfo?: PageInfoResolvers<ContextType>
  WhoamiResponse?: WhoamiResponseResolvers<ContextType>
  AssetsConnection?: AssetsConnectionResolvers<ContextType>
  AssetEdge?: AssetEdgeResolvers<ContextType>
  PeersConnection?: PeersConnectionResolvers<ContextType>
  PeerEdge?: PeerEdgeResolvers<ContextType>
  Asset?: AssetResolvers<ContextType>
  Peer?: PeerResolvers<ContextType>
  Http?: HttpResolvers<ContextType>
  HttpOutgoing?: HttpOutgoingResolvers<ContextType>
  WalletAddressesConnection?: WalletAddressesConnectionResolvers<ContextType>
  WalletAddressEdge?: WalletAddressEdgeResolvers<ContextType>
  WalletAddress?: WalletAddressResolvers<ContextType>
  AdditionalProperty?: AdditionalPropertyResolvers<ContextType>
  WalletAddressKeyConnection?: WalletAddressKeyConnectionResolvers<ContextType>
  WalletAddressKeyEdge?: WalletAddressKeyEdgeResolvers<ContextType>
  IncomingPaymentConnection?: IncomingPaymentConnectionResolvers<ContextType>
  IncomingPaymentEdge?: IncomingPaymentEdgeResolvers<ContextType>
  BasePayment?: BasePaymentResolvers<ContextType>
  IncomingPayment?: IncomingPaymentResolvers<ContextType>
  Receiver?: ReceiverResolvers<ContextType>
  Amount?: AmountResolvers<ContextType>
  OutgoingPaymentConnection?: OutgoingPaymentConnectionResolvers<ContextType>
  OutgoingPaymentEdge?: OutgoingPaymentEdgeResolvers<ContextType>
  OutgoingPayment?: OutgoingPaymentResolvers<ContextType>
  PaymentConnection?: PaymentConnectionResolvers<ContextType>
  PaymentEdge?: PaymentEdgeResolvers<ContextType>
  Payment?: PaymentResolvers<ContextType>
  AccountingTransferConnection?: AccountingTransferConnectionResolvers<ContextType>
  AccountingTransfer?: AccountingTransferResolvers<ContextType>
  QuoteConnection?: QuoteConnectionResolvers<ContextType>
  QuoteEdge?: QuoteEdgeResolvers<ContextType>
  Quote?: QuoteResolvers<ContextType>
  QuoteResponse?: QuoteResponseResolvers<ContextType>
  OutgoingPaymentResponse?: OutgoingPaymentResponseResolvers<ContextType>
  IncomingPaymentResponse?: IncomingPaymentResponseResolvers<ContextType>
  CreateReceiverResponse?: CreateReceiverResponseResolvers<ContextType>
  CompleteReceiverResponse?: CompleteReceiverResponseResolvers<ContextType>
  Jwk?: JwkResolvers<ContextType>
  WalletAddressKey?: WalletAddressKeyResolvers<ContextType>
  WalletAddressWithdrawal?: WalletAddressWithdrawalResolvers<ContextType>
  WebhookEvent?: WebhookEventResolvers<ContextType>
  WebhookEventsConnection?: WebhookEventsConnectionResolvers<ContextType>
  WebhookEventsEdge?: WebhookEventsEdgeResolvers<ContextType>
  Fee?: FeeResolvers<ContextType>
  FeesConnection?: FeesConnectionResolvers<ContextType>
  FeeEdge?: FeeEdgeResolvers<ContextType>
  Model?: ModelResolvers<ContextType>
  CreateWalletAddressMutationResponse?: CreateWalletAddressMutationResponseResolvers<ContextType>
  UpdateWalletAddressMutationResponse?: UpdateWalletAddressMutationResponseResolvers<ContextType>
  AssetMutationResponse?: AssetMutationResponseResolvers<ContextType>
  DeleteAssetMutationResponse?: DeleteAssetMutationResponseResolvers<ContextType>
  CreatePeerMutationResponse?: CreatePeerMutationResponseResolvers<ContextType>
  UpdatePeerMutationResponse?: UpdatePeerMutationResponseResolvers<ContextType>
  DeletePeerMutationResponse?: DeletePeerMutationResponseResolvers<ContextType>
  LiquidityMutationResponse?: LiquidityMutationResponseResolvers<ContextType>
  WalletAddressWithdrawalMutationResponse?: WalletAddressWithdrawalMutationResponseResolvers<ContextType>
  CreateWalletAddressKeyMutationResponse?: CreateWalletAddressKeyMutationResponseResolvers<ContextType>
  RevokeWalletAddressKeyMutationResponse?: RevokeWalletAddressKeyMutationResponseResolvers<ContextType>
  SetFeeResponse?: SetFeeResponseResolvers<ContextType>
  ApproveIncomingPaymentResponse?: ApproveIncomingPaymentResponseResolvers<ContextType>
  CancelIncomingPaymentResponse?: CancelIncomingPaymentResponseResolvers<ContextType>
  Tenant?: TenantResolvers<ContextType>
  TenantSetting?: TenantSettingResolvers<ContextType>
  ConfirmPartialIncomingPaymentResponse?: ConfirmPartialIncomingPaymentResponseResolvers<ContextType>
  RejectPartialIncomingPaymentResponse?: RejectPartialIncomingPaymentResponseResolvers<ContextType>
  UInt8?: GraphQLScalarType
  UInt64?: GraphQLScalarType
  JSONObject?: GraphQLScalarType
}
