import { randomUUID } from 'node:crypto'
import type { AssetId } from '@kivuko/directory'
import type { AccountId, TransferId } from '@kivuko/ledger'
import { waitFor } from '@kivuko/testing'
import { deposit, makeAsset, makePeer, makeWallet } from './resolvers/test-directory.ts'
import { createQuote, createReceiver, fund, payQuote } from './resolvers/test-payments.ts'
import type { TestAdminNode, TestTenant } from './test-admin-node.ts'

/** Something that has a webhook event. */
interface Told {
  readonly id: string
  readonly eventId: string
}

/** One of everything that a tenant can have, made by the operator for it. */
export interface Owned {
  readonly tenant: TestTenant
  readonly asset: { readonly id: string; readonly code: string }
  readonly unused: { readonly id: string }
  readonly peer: { readonly id: string; readonly staticIlpAddress: string }
  readonly unusedPeer: { readonly id: string }
  readonly wallet: { readonly id: string; readonly address: string }
  readonly creditedWallet: { readonly id: string }
  readonly keyId: string
  /** Incoming payments that are open. */
  readonly incomingId: string
  readonly decidedId: string
  readonly cancelledId: string
  /** One that can be paid, and a quote for that. */
  readonly receiver: string
  readonly quoteId: string
  /** Outgoing payments that are not funded yet. */
  readonly fundableId: string
  readonly fundableByEvent: Told
  readonly cancellableId: string
  /** Payments that ended, with money in them. */
  readonly received: Told
  readonly receivedOther: Told
  readonly leftId: string
  /** Withdrawals of two phases. */
  readonly postableId: string
  readonly voidableId: string
}

/** Makes a tenant that has one of everything. */
export async function makeOwned(node: TestAdminNode): Promise<Owned> {
  const tenant = await node.makeTenant()
  const asset = await makeAsset(node, {}, tenant)
  const peer = await makePeer(node, asset.id)
  const wallet = await makeWallet(node, asset.id, tenant)
  await deposit(node, { assetId: asset.id }, 1_000)
  await deposit(node, { peerId: peer.id }, 1_000)
  await setFee(node, asset.id)
  const payments = await makePayments(node, { wallet, code: asset.code })
  return {
    tenant,
    asset,
    peer,
    wallet,
    ...payments,
    unused: await makeAsset(node, {}, tenant),
    unusedPeer: await makePeer(node, asset.id),
    creditedWallet: await makeCreditedWallet(node, asset.id, tenant),
    keyId: await makeKey(node, wallet.id),
    postableId: await withdrawInTwoPhases(node, asset.id),
    voidableId: await withdrawInTwoPhases(node, asset.id),
  }
}

interface PayingWallet {
  readonly wallet: { readonly id: string; readonly address: string }
  readonly code: string
}

/** The wallet address pays itself. */
async function makePayments(node: TestAdminNode, paying: PayingWallet) {
  const { wallet } = paying
  const payable = await createReceiver(node, wallet, money(paying))
  const quote = await createQuote(node, wallet, { receiver: payable.id })
  const ended = [await payInFull(node, paying), await payInFull(node, paying)] as const
  const fundable = await makePayment(node, paying)
  return {
    incomingId: await makeIncoming(node, wallet.id),
    decidedId: await makeIncoming(node, wallet.id),
    cancelledId: await makeIncoming(node, wallet.id),
    receiver: payable.id,
    quoteId: String(quote.id),
    fundableId: (await makePayment(node, paying)).id,
    fundableByEvent: await told(node, fundable.id, 'outgoing_payment.created'),
    cancellableId: (await makePayment(node, paying)).id,
    received: await told(node, ended[0].incomingId, 'incoming_payment.completed'),
    receivedOther: await told(node, ended[1].incomingId, 'incoming_payment.completed'),
    leftId: ended[0].id,
  }
}

async function makePayment(
  node: TestAdminNode,
  paying: PayingWallet,
): Promise<{ readonly id: string; readonly incomingId: string }> {
  const receiver = await createReceiver(node, paying.wallet, money(paying))
  const quote = await createQuote(node, paying.wallet, { receiver: receiver.id })
  const payment = await payQuote(node, paying.wallet, quote.id)
  return { id: payment.id, incomingId: receiver.id.split('/').at(-1) ?? '' }
}

async function payInFull(node: TestAdminNode, paying: PayingWallet) {
  const payment = await makePayment(node, paying)
  await fund(node, payment.id)
  const query = `{ p: outgoingPayment(id: "${payment.id}") { state } }`
  await waitFor(async () => (await node.data(query)).p.state === 'COMPLETED')
  return payment
}

function money({ code }: PayingWallet) {
  return { value: '5', assetCode: code, assetScale: 2 }
}

async function makeIncoming(node: TestAdminNode, walletAddressId: string): Promise<string> {
  const create = `mutation { r: createIncomingPayment(input: {
    walletAddressId: "${walletAddressId}" }) { payment { id } } }`
  return (await node.data(create)).r.payment.id
}

async function told(node: TestAdminNode, id: string, type: string): Promise<Told> {
  const [event] = await waitFor(async () => {
    const text = 'select id from webhooks.events where resource_id = $1 and type = $2'
    const rows = await node.postgres.query({ text, values: [id, type] })
    return rows.length > 0 && rows
  })
  return { id, eventId: String(event?.['id']) }
}

/** What the fee takes is left in payments that ended. */
async function setFee(node: TestAdminNode, assetId: string): Promise<void> {
  await node.data(`mutation { setFee(input: { assetId: "${assetId}", type: SENDING,
    fee: { fixed: 1, basisPoints: 0 } }) { fee { id } } }`)
}

async function makeKey(node: TestAdminNode, walletAddressId: string): Promise<string> {
  const x = Buffer.alloc(32, 1).toString('base64url')
  const create = `mutation { r: createWalletAddressKey(input: {
    walletAddressId: "${walletAddressId}",
    jwk: { kid: "k", x: "${x}", alg: EdDSA, kty: OKP, crv: Ed25519 } }) {
    walletAddressKey { id } } }`
  return (await node.data(create)).r.walletAddressKey.id
}

async function withdrawInTwoPhases(node: TestAdminNode, assetId: string): Promise<string> {
  const id = randomUUID()
  await node.data(`mutation { createAssetLiquidityWithdrawal(input: { assetId: "${assetId}",
    amount: 1, id: "${id}", idempotencyKey: "${id}", timeoutSeconds: 600 }) { success } }`)
  return id
}

/** A wallet address that was paid without an incoming payment. */
export async function makeCreditedWallet(
  node: TestAdminNode,
  assetId: string,
  tenant?: TestTenant,
): Promise<{ readonly id: string }> {
  const wallet = await makeWallet(node, assetId, tenant)
  const asset = await node.directory.asset(assetId as AssetId)
  if (!asset) throw new Error('the asset is gone')
  const id = wallet.id as AccountId
  await node.ledger.createAccounts([{ id, ledger: asset.ledger, kind: 'wallet-address' }])
  const refusal = await node.ledger.apply([
    {
      kind: 'transfer',
      code: 'deposit',
      id: randomUUID() as TransferId,
      debitId: asset.settlementId,
      creditId: id,
      amount: 17n,
    },
  ])
  if (refusal) throw new Error(`not credited: ${refusal.refusal}`)
  return wallet
}
