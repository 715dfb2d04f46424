import { randomUUID } from 'node:crypto'
import type { TestAdminNode, TestTenant } from '../test-admin-node.ts'

/** Creates an asset through the API; its code is one of its own unless it is named. */
export async function makeAsset(
  node: TestAdminNode,
  { code = randomUUID().slice(0, 8) }: { readonly code?: string } = {},
  tenant?: TestTenant,
): Promise<{ readonly id: string; readonly code: string }> {
  const create = `mutation { createAsset(input: { code: "${code}", scale: 2 }) {
    asset { id code } } }`
  return (await node.data(create, {}, tenant)).createAsset.asset
}

/** Creates a peer through the API, for the tenant of its asset. */
export async function makePeer(
  node: TestAdminNode,
  assetId: string,
  { authTokens = [] }: { readonly authTokens?: readonly string[] } = {},
): Promise<{ readonly id: string; readonly staticIlpAddress: string }> {
  const outgoing = { endpoint: 'https://peer.test', authToken: 'out' }
  const input = {
    assetId,
    staticIlpAddress: `test.${randomUUID()}`,
    http: { outgoing, incoming: { authTokens } },
  }
  const create = `mutation ($input: CreatePeerInput!) {
    createPeer(input: $input) { peer { id staticIlpAddress } } }`
  return (await node.data(create, { input })).createPeer.peer
}

/** Creates a wallet address through the API, at a URL of its own. */
export async function makeWallet(
  node: TestAdminNode,
  assetId: string,
  tenant?: TestTenant,
): Promise<{ readonly id: string; readonly address: string }> {
  const create = `mutation { createWalletAddress(input: {
    assetId: "${assetId}", address: "https://alpha.test/${randomUUID()}" }) {
    walletAddress { id address } } }`
  return (await node.data(create, {}, tenant)).createWalletAddress.walletAddress
}

/** Puts money into an asset or a peer through the API. */
export async function deposit(
  node: TestAdminNode,
  into: { readonly assetId: string } | { readonly peerId: string },
  amount: number,
): Promise<void> {
  const kind = 'assetId' in into ? 'Asset' : 'Peer'
  const input = { ...into, amount, id: randomUUID(), idempotencyKey: randomUUID() }
  await node.data(
    `mutation ($input: Deposit${kind}LiquidityInput!) {
      deposit${kind}Liquidity(input: $input) { success } }`,
    { input },
  )
}
