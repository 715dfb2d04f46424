import { systemRandom } from '@kivuko/random'
import { type FundingAse, startFundingAse } from './test-ase.ts'
import { type Settings, startTestNode, type TestNode } from './test-node.ts'
import { createAsset, createPeer, createWallet, type PeerToMake } from './test-objects.ts'
import { untilKnown } from './test-packets.ts'

/** A node and the account servicing entity that runs it. */
export interface Bank extends AsyncDisposable {
  readonly node: TestNode
  readonly ase: FundingAse
}

/** Starts a node whose payments are funded as soon as they are made. */
export async function startBank(options: {
  readonly folder: string
  readonly name: string
  readonly settings?: Settings
}): Promise<Bank> {
  await using opened = new AsyncDisposableStack()
  const signatureSecret = systemRandom.uuid()
  const ase = opened.use(await startFundingAse(signatureSecret))
  const node = opened.use(
    await startTestNode({
      ...options,
      settings: {
        SIGNATURE_SECRET: signatureSecret,
        WEBHOOK_URL: ase.webhookUrl,
        EXCHANGE_RATES_URL: ase.ratesUrl,
        ...options.settings,
      },
    }),
  )
  ase.fundThrough(node.admin)
  const owned = opened.move()
  return { node, ase, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

/** The peers that two nodes have made: each in the books of the node that is named. */
export interface Peering {
  readonly peerOfFirst: string
  readonly peerOfSecond: string
}

/** Makes two nodes peers of each other, in an asset that both have. */
export async function peerNodes(
  [first, second]: readonly [PeeringSide, PeeringSide],
  limits: Pick<PeerToMake, 'liquidity' | 'maxPacketAmount'> = {},
): Promise<Peering> {
  const toFirst = systemRandom.uuid()
  const toSecond = systemRandom.uuid()
  const peerOfFirst = await createPeer(first.node.admin, {
    assetId: first.assetId,
    ilpAddress: second.node.ilpAddress,
    endpoint: second.node.urls.CONNECTOR_PORT,
    incomingToken: toFirst,
    outgoingToken: toSecond,
    ...limits,
  })
  const peerOfSecond = await createPeer(second.node.admin, {
    assetId: second.assetId,
    ilpAddress: first.node.ilpAddress,
    endpoint: first.node.urls.CONNECTOR_PORT,
    incomingToken: toSecond,
    outgoingToken: toFirst,
    ...limits,
  })
  await untilKnown(first.node.urls.CONNECTOR_PORT, toFirst)
  await untilKnown(second.node.urls.CONNECTOR_PORT, toSecond)
  return { peerOfFirst, peerOfSecond }
}

/** One of two peers, and the asset in its books that they settle in. */
export interface PeeringSide {
  readonly node: TestNode
  readonly assetId: string
}

/** Two banks that are peers in USD, with a wallet address at each. */
export interface Pair extends AsyncDisposable, Peering {
  readonly one: Bank & { readonly usd: string; readonly walletId: string; readonly wallet: string }
  readonly two: Bank & { readonly usd: string; readonly walletId: string; readonly wallet: string }
}

/** Starts two banks and makes them peers. */
export async function startPair(
  folder: string,
  limits: Parameters<typeof peerNodes>[1] = {},
): Promise<Pair> {
  await using opened = new AsyncDisposableStack()
  const [one, two] = await Promise.all([
    openSide(opened, { folder, name: 'one' }),
    openSide(opened, { folder, name: 'two' }),
  ])
  const side = ({ node, usd: assetId }: Pair['one']): PeeringSide => ({ node, assetId })
  const peering = await peerNodes([side(one), side(two)], limits)
  const owned = opened.move()
  return { one, two, ...peering, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function openSide(
  opened: AsyncDisposableStack,
  options: { readonly folder: string; readonly name: string },
): Promise<Pair['one']> {
  const bank = opened.use(await startBank(options))
  const { admin } = bank.node
  const usd = await createAsset(admin, { code: 'USD' })
  const wallet = bank.node.walletAddress(`${options.name}-customer`)
  const walletId = await createWallet(admin, { assetId: usd, address: wallet })
  return { ...bank, usd, wallet, walletId }
}
