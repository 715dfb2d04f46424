import { randomUUID } from 'node:crypto'
import type { TestAdminNode, TestTenant } from '../test-admin-node.ts'

/** Two wallet addresses, one of which pays the other. */
export interface PaymentPair {
  readonly from: TestWallet
  readonly to: TestWallet
}

interface TestWallet {
  readonly id: string
  readonly address: string
}

interface TestAmount {
  readonly value: string
  readonly assetCode: string
  readonly assetScale: number
}

/** Asks a wallet address to be paid; its id is a URL. */
export async function createReceiver(
  node: TestAdminNode,
  to: TestWallet,
  incomingAmount?: TestAmount,
): Promise<{ readonly id: string }> {
  const create = `mutation ($input: CreateReceiverInput!) {
    createReceiver(input: $input) { receiver { id } } }`
  const input = { walletAddressUrl: to.address, incomingAmount }
  return (await node.data(create, { input })).createReceiver.receiver
}

/** Quotes a payment. */
export async function createQuote(
  node: TestAdminNode,
  from: TestWallet,
  terms: { readonly receiver: string; readonly debitAmount?: TestAmount },
) {
  const create = `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { quote {
    id tenantId walletAddressId receiver createdAt expiresAt estimatedExchangeRate
    debitAmount { value assetCode assetScale } receiveAmount { value assetCode assetScale } } } }`
  const input = { walletAddressId: from.id, ...terms }
  return (await node.data(create, { input })).createQuote.quote
}

/** Pays a quote. */
export async function payQuote(
  node: TestAdminNode,
  from: TestWallet,
  quoteId: string,
  fields = 'id',
) {
  const create = `mutation ($input: CreateOutgoingPaymentInput!) {
    createOutgoingPayment(input: $input) { payment { ${fields} } } }`
  const input = { walletAddressId: from.id, quoteId, metadata: { order: 'o-1' } }
  return (await node.data(create, { input })).createOutgoingPayment.payment
}

/** Funds a payment, as the ASE does when it is told of it. */
export async function fund(
  node: TestAdminNode,
  outgoingPaymentId: string,
  tenant?: TestTenant,
): Promise<void> {
  const deposit = `mutation ($input: DepositOutgoingPaymentLiquidityInput!) {
    depositOutgoingPaymentLiquidity(input: $input) { success } }`
  const input = { outgoingPaymentId, idempotencyKey: randomUUID() }
  await node.data(deposit, { input }, tenant)
}
