import { systemRandom } from '@kivuko/random'
import type { Admin } from './test-admin.ts'

/** An amount as every interface writes it. */
export interface Amount {
  readonly value: string
  readonly assetCode: string
  readonly assetScale: number
}

const amountFields = '{ value assetCode assetScale }'

/** Makes an asset, of scale 2, that can pay out `liquidity`; gives its id. */
export async function createAsset(
  admin: Admin,
  { code, liquidity = '1000000000' }: { readonly code: string; readonly liquidity?: string },
): Promise<string> {
  const made = await admin.call<{ createAsset: { asset: { id: string } } }>(
    `mutation ($input: CreateAssetInput!) { createAsset(input: $input) { asset { id } } }`,
    { input: { code, scale: 2 } },
  )
  const { id } = made.createAsset.asset
  if (liquidity !== '0') await depositAsset(admin, { assetId: id, amount: liquidity })
  return id
}

/** Pays into an asset's account. */
export async function depositAsset(
  admin: Admin,
  { assetId, amount }: { readonly assetId: string; readonly amount: string },
): Promise<void> {
  await admin.call(
    `mutation ($input: DepositAssetLiquidityInput!) {
      depositAssetLiquidity(input: $input) { success }
    }`,
    { input: { assetId, amount, id: systemRandom.uuid(), idempotencyKey: systemRandom.uuid() } },
  )
}

/** What an asset's account can still pay out. */
export async function assetLiquidity(admin: Admin, id: string): Promise<bigint> {
  const found = await admin.call<{ asset: { liquidity: string } }>(
    `query ($id: String!) { asset(id: $id) { liquidity } }`,
    { id },
  )
  return BigInt(found.asset.liquidity)
}

/** A peer as `createPeer` takes it. */
export interface PeerToMake {
  readonly assetId: string
  readonly ilpAddress: string
  readonly endpoint: string
  readonly incomingToken: string
  readonly outgoingToken: string
  readonly liquidity?: string
  readonly maxPacketAmount?: string
}

/** Makes a peer; gives its id. */
export async function createPeer(admin: Admin, peer: PeerToMake): Promise<string> {
  const made = await admin.call<{ createPeer: { peer: { id: string } } }>(
    `mutation ($input: CreatePeerInput!) { createPeer(input: $input) { peer { id } } }`,
    {
      input: {
        assetId: peer.assetId,
        staticIlpAddress: peer.ilpAddress,
        http: {
          incoming: { authTokens: [peer.incomingToken] },
          outgoing: { authToken: peer.outgoingToken, endpoint: peer.endpoint },
        },
        initialLiquidity: peer.liquidity ?? '100000000',
        ...(peer.maxPacketAmount !== undefined && { maxPacketAmount: peer.maxPacketAmount }),
      },
    },
  )
  return made.createPeer.peer.id
}

/** What a peer can still send. */
export async function peerLiquidity(admin: Admin, id: string): Promise<bigint> {
  const found = await admin.call<{ peer: { liquidity: string } }>(
    `query ($id: String!) { peer(id: $id) { liquidity } }`,
    { id },
  )
  return BigInt(found.peer.liquidity)
}

/** Makes a wallet address; gives its id. */
export async function createWallet(
  admin: Admin,
  wallet: { readonly assetId: string; readonly address: string; readonly publicName?: string },
): Promise<string> {
  const made = await admin.call<{ createWalletAddress: { walletAddress: { id: string } } }>(
    `mutation ($input: CreateWalletAddressInput!) {
      createWalletAddress(input: $input) { walletAddress { id } }
    }`,
    { input: wallet },
  )
  return made.createWalletAddress.walletAddress.id
}

/** Makes an incoming payment at a wallet address of any node; gives its URL. */
export async function createReceiver(
  admin: Admin,
  input: { readonly walletAddressUrl: string; readonly incomingAmount?: Amount },
): Promise<string> {
  const made = await admin.call<{ createReceiver: { receiver: { id: string } } }>(
    `mutation ($input: CreateReceiverInput!) {
      createReceiver(input: $input) { receiver { id } }
    }`,
    { input },
  )
  return made.createReceiver.receiver.id
}

/** A quote, as far as tests look at it. */
export interface Quote {
  readonly id: string
  readonly debitAmount: Amount
  readonly receiveAmount: Amount
}

/** What is to be paid from a wallet address to an incoming payment. */
export interface PaymentToMake {
  readonly walletAddressId: string
  readonly receiver: string
  readonly debitAmount?: Amount
  readonly receiveAmount?: Amount
}

/** Quotes a payment. */
export async function createQuote(admin: Admin, input: PaymentToMake): Promise<Quote> {
  const made = await admin.call<{ createQuote: { quote: Quote } }>(
    `mutation ($input: CreateQuoteInput!) {
      createQuote(input: $input) {
        quote { id debitAmount ${amountFields} receiveAmount ${amountFields} }
      }
    }`,
    { input },
  )
  return made.createQuote.quote
}

/** Quotes a payment and begins it: it waits to be funded. Gives its quote; the ids are the same. */
export async function createPayment(admin: Admin, input: PaymentToMake): Promise<Quote> {
  const quote = await createQuote(admin, input)
  await admin.call(
    `mutation ($input: CreateOutgoingPaymentInput!) {
      createOutgoingPayment(input: $input) { payment { id } }
    }`,
    { input: { walletAddressId: input.walletAddressId, quoteId: quote.id } },
  )
  return quote
}

/** Funds an outgoing payment, as an ASE does when it is told of one. */
export async function fundPayment(
  admin: Admin,
  { id, key }: { readonly id: string; readonly key: string },
): Promise<void> {
  await admin.call(
    `mutation ($input: DepositOutgoingPaymentLiquidityInput!) {
      depositOutgoingPaymentLiquidity(input: $input) { success }
    }`,
    { input: { outgoingPaymentId: id, idempotencyKey: key } },
  )
}

/** An outgoing payment, as far as tests look at it. */
export interface OutgoingPayment {
  readonly id: string
  readonly state: 'FUNDING' | 'SENDING' | 'COMPLETED' | 'FAILED' | 'CANCELLED'
  readonly error: string | null
  readonly stateAttempts: number
  readonly receiver: string
  readonly liquidity: string | null
  readonly debitAmount: Amount
  readonly receiveAmount: Amount
  readonly sentAmount: Amount
}

const outgoingFields = `
  id state error stateAttempts receiver liquidity
  debitAmount ${amountFields} receiveAmount ${amountFields} sentAmount ${amountFields}
`

/** Reads an outgoing payment. */
export async function outgoingPayment(admin: Admin, id: string): Promise<OutgoingPayment> {
  const found = await admin.call<{ outgoingPayment: OutgoingPayment }>(
    `query ($id: String!) { outgoingPayment(id: $id) { ${outgoingFields} } }`,
    { id },
  )
  return found.outgoingPayment
}

/** An incoming payment, as far as tests look at it. */
export interface IncomingPayment {
  readonly id: string
  readonly state: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'EXPIRED'
  readonly liquidity: string | null
  readonly incomingAmount: Amount | null
  readonly receivedAmount: Amount
}

/** Reads an incoming payment of this node by its id or URL. */
export async function incomingPayment(admin: Admin, urlOrId: string): Promise<IncomingPayment> {
  const found = await admin.call<{ incomingPayment: IncomingPayment }>(
    `query ($id: String!) {
      incomingPayment(id: $id) {
        id state liquidity incomingAmount ${amountFields} receivedAmount ${amountFields}
      }
    }`,
    { id: urlOrId.slice(urlOrId.lastIndexOf('/') + 1) },
  )
  return found.incomingPayment
}

/** An amount of two decimal places. */
export function amountOf(value: bigint | number | string, assetCode = 'USD'): Amount {
  return { value: String(value), assetCode, assetScale: 2 }
}
