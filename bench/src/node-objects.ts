import type { Random } from '@kivuko/random'
import { type AdminApi, textAt } from './admin-api.ts'
import { documents } from './admin-documents.ts'

/** More money than a bench moves. */
const plenty = '1000000000000000'

/** The scale of every asset of the benches. */
export const assetScale = 9

/** Makes an asset, with liquidity for payments into and out of it; gives its id. */
export async function createAsset(
  admin: AdminApi,
  { code, random }: { code: string; random: Random },
): Promise<string> {
  const made = await admin.call(documents.createAsset, { input: { code, scale: assetScale } })
  const assetId = textAt(made, 'createAsset.asset.id')
  await admin.call(documents.depositAsset, {
    input: { assetId, amount: plenty, id: random.uuid(), idempotencyKey: random.uuid() },
  })
  return assetId
}

/** Makes a peer that has plenty to send and to receive; gives its id. */
export async function createPeer(
  admin: AdminApi,
  peer: {
    assetId: string
    ilpAddress: string
    endpoint: string
    outgoingToken: string
    incomingToken: string
  },
): Promise<string> {
  const made = await admin.call(documents.createPeer, {
    input: {
      assetId: peer.assetId,
      staticIlpAddress: peer.ilpAddress,
      http: {
        incoming: { authTokens: [peer.incomingToken] },
        outgoing: { authToken: peer.outgoingToken, endpoint: peer.endpoint },
      },
      initialLiquidity: plenty,
    },
  })
  return textAt(made, 'createPeer.peer.id')
}

/** What a peer has to spend. */
export async function peerLiquidity(admin: AdminApi, id: string): Promise<bigint> {
  return BigInt(textAt(await admin.call(documents.peerLiquidity, { id }), 'peer.liquidity'))
}

/** Makes a wallet address; gives its id. */
export async function createWalletAddress(
  admin: AdminApi,
  { assetId, address }: { assetId: string; address: string },
): Promise<string> {
  const made = await admin.call(documents.createWalletAddress, { input: { assetId, address } })
  return textAt(made, 'createWalletAddress.walletAddress.id')
}

/** Makes an incoming payment without amount; gives its id. */
export async function createIncomingPayment(
  admin: AdminApi,
  walletAddressId: string,
): Promise<string> {
  const made = await admin.call(documents.createIncomingPayment, { input: { walletAddressId } })
  return textAt(made, 'createIncomingPayment.payment.id')
}

/** What an incoming payment has received. */
export async function receivedBy(admin: AdminApi, id: string): Promise<bigint> {
  const found = await admin.call(documents.received, { id })
  return BigInt(textAt(found, 'incomingPayment.receivedAmount.value'))
}
