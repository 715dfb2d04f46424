import type { AdminPorts } from '../admin-ports.ts'
import type {
  AssetResolvers,
  IncomingPaymentResolvers,
  MutationResolvers,
  OutgoingPaymentResolvers,
  PaymentResolvers,
  PeerResolvers,
  QueryResolvers,
  WalletAddressResolvers,
  WebhookEventResolvers,
} from '../generated/admin-resolvers.generated.ts'
import type { AssetNode } from '../nodes/asset-node.ts'
import type { IncomingPaymentNode } from '../nodes/incoming-payment-node.ts'
import type { OutgoingPaymentNode } from '../nodes/outgoing-payment-node.ts'
import type { PaymentNode } from '../nodes/payment-node.ts'
import type { PeerNode } from '../nodes/peer-node.ts'
import type { WalletAddressNode } from '../nodes/wallet-address-node.ts'
import type { WebhookEventNode } from '../nodes/webhook-event-node.ts'
import { accountingTransferResolvers } from './accounting-transfers.ts'
import { assetResolvers } from './assets.ts'
import { feeResolvers } from './fees.ts'
import { incomingPaymentResolvers } from './incoming-payments.ts'
import { liquidityResolvers } from './liquidity.ts'
import { outgoingPaymentResolvers } from './outgoing-payments.ts'
import { partialPaymentResolvers } from './partial-payments.ts'
import { paymentLiquidityResolvers } from './payment-liquidity.ts'
import { paymentResolvers } from './payments.ts'
import { peerResolvers } from './peers.ts'
import { quoteResolvers } from './quotes.ts'
import { receiverResolvers } from './receivers.ts'
import { tenantResolvers } from './tenants.ts'
import { walletAddressKeyResolvers } from './wallet-address-keys.ts'
import { walletAddressLiquidityResolvers } from './wallet-address-liquidity.ts'
import { walletAddressResolvers } from './wallet-addresses.ts'
import { webhookEventResolvers } from './webhook-events.ts'

/**
 * Every query, every mutation and every field that a node leaves out is answered: the compiler
 * finds one that is not.
 */
export interface AdminResolvers {
  readonly Query: Required<QueryResolvers>
  readonly Mutation: Required<MutationResolvers>
  readonly Asset: Answers<AssetResolvers, AssetNode>
  readonly Peer: Answers<PeerResolvers, PeerNode>
  readonly WalletAddress: Answers<WalletAddressResolvers, WalletAddressNode>
  readonly IncomingPayment: Answers<IncomingPaymentResolvers, IncomingPaymentNode>
  readonly OutgoingPayment: Answers<OutgoingPaymentResolvers, OutgoingPaymentNode>
  readonly Payment: Answers<PaymentResolvers, PaymentNode>
  readonly WebhookEvent: Answers<WebhookEventResolvers, WebhookEventNode>
}

/** A resolver for each field of a type that its node does not have. */
type Answers<TypeResolvers, Node> = Required<Omit<TypeResolvers, keyof Node | '__isTypeOf'>>

/** Puts together what each resource answers. */
export function createResolvers(ports: AdminPorts): AdminResolvers {
  const assets = assetResolvers(ports)
  const fees = feeResolvers(ports)
  const peers = peerResolvers(ports)
  const wallets = walletAddressResolvers(ports)
  const keys = walletAddressKeyResolvers(ports)
  const incoming = incomingPaymentResolvers(ports)
  const quotes = quoteResolvers(ports)
  const outgoing = outgoingPaymentResolvers(ports)
  const payments = paymentResolvers(ports)
  const receivers = receiverResolvers(ports)
  const events = webhookEventResolvers(ports)
  return {
    Query: {
      ...assets.Query,
      ...peers.Query,
      ...wallets.Query,
      ...incoming.Query,
      ...quotes.Query,
      ...outgoing.Query,
      ...payments.Query,
      ...receivers.Query,
      ...events.Query,
      ...accountingTransferResolvers(ports).Query,
      ...tenantResolvers(ports).Query,
    },
    Mutation: {
      ...assets.Mutation,
      ...fees.Mutation,
      ...peers.Mutation,
      ...wallets.Mutation,
      ...keys.Mutation,
      ...incoming.Mutation,
      ...partialPaymentResolvers(ports).Mutation,
      ...quotes.Mutation,
      ...outgoing.Mutation,
      ...receivers.Mutation,
      ...liquidityResolvers(ports).Mutation,
      ...paymentLiquidityResolvers(ports).Mutation,
      ...walletAddressLiquidityResolvers(ports).Mutation,
    },
    Asset: { ...assets.Asset, ...fees.Asset },
    Peer: peers.Peer,
    WalletAddress: {
      ...wallets.WalletAddress,
      ...keys.WalletAddress,
      ...incoming.WalletAddress,
      ...quotes.WalletAddress,
      ...outgoing.WalletAddress,
    },
    IncomingPayment: incoming.IncomingPayment,
    OutgoingPayment: outgoing.OutgoingPayment,
    Payment: payments.Payment,
    WebhookEvent: events.WebhookEvent,
  }
}
