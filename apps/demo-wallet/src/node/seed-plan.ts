import type { AssetUnit } from '@kivuko/money'
import type { Secret } from '@kivuko/log'
import type { Ed25519Jwk } from '@kivuko/signatures'
import type { WalletConfig } from '../config.ts'

/** What the node has to know before the wallet's customers can pay and be paid. */
export interface SeedPlan {
  readonly asset: AssetUnit
  /** Paid in once for each asset, in its smallest unit. */
  readonly assetLiquidity: bigint
  readonly addresses: readonly PlannedAddress[]
  readonly peer: PlannedPeer | undefined
}

/** A wallet address and what it is for. */
export interface PlannedAddress {
  /** The account's id. */
  readonly account: string
  readonly url: string
  readonly publicName: string
  /** There when the customer is a client too: other servers check its requests with this key. */
  readonly key: Ed25519Jwk | undefined
}

/** Another node, and how the two of them know each other. */
export interface PlannedPeer {
  readonly name: string
  readonly ilpAddress: string
  readonly endpoint: string
  readonly incomingToken: Secret
  readonly outgoingToken: Secret
  readonly asset: AssetUnit
  /** What the peer can send to begin with. */
  readonly liquidity: bigint
}

/** The plan that the configuration describes. */
export function planSeed(config: WalletConfig): SeedPlan {
  const { assetCode: code, assetScale: scale, assetLiquidity, accounts } = config
  const addresses = accounts.map(({ id, name }) => ({
    account: id,
    url: walletAddressOf(config, id),
    publicName: name,
    key: id === config.clientAccount ? config.clientJwk : undefined,
  }))
  return { asset: { code, scale }, assetLiquidity, addresses, peer: planPeer(config) }
}

/** The wallet address of an account. */
export function walletAddressOf(
  { walletAddressPrefix }: Pick<WalletConfig, 'walletAddressPrefix'>,
  account: string,
): string {
  return `${walletAddressPrefix}/${account}`
}

function planPeer(config: WalletConfig): PlannedPeer | undefined {
  const { peerName: name, peerIlpAddress: ilpAddress, peerEndpoint: endpoint } = config
  const { peerIncomingToken: incomingToken, peerOutgoingToken: outgoingToken } = config
  if (name === undefined || ilpAddress === undefined || endpoint === undefined) return undefined
  if (incomingToken === undefined || outgoingToken === undefined) return undefined
  const asset = { code: config.peerAssetCode, scale: config.peerAssetScale }
  const liquidity = config.peerLiquidity
  return { name, ilpAddress, endpoint, incomingToken, outgoingToken, asset, liquidity }
}
