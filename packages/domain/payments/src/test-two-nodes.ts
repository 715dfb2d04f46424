import { type Clock, systemClock } from '@kivuko/clock'
import type { Postgres } from '@kivuko/postgres'
import type { Asset, WalletAddress } from '@kivuko/directory'
import { waitFor } from '@kivuko/testing'
import type { PaymentSettings } from './payment-settings.ts'
import type { OutgoingPayment, OutgoingPaymentState, Receiver } from './resources.ts'
import {
  createLink,
  createTestNetwork,
  type LinkFault,
  type TestLink,
  type TestNetwork,
} from './test-network.ts'
import { createTestNode, expectMade, type TestNode } from './test-node.ts'

/** Two nodes that are peers: Alice at the one pays Bob at the other. */
export interface TwoNodes extends AsyncDisposable {
  readonly network: TestNetwork
  readonly alpha: TestNode
  readonly beta: TestNode
  readonly alice: WalletAddress
  readonly bob: WalletAddress
  readonly usd: Asset
  readonly toBeta: TestLink
}

/** Makes the nodes, each on a database of its own. */
export async function createTwoNodes(
  options: {
    readonly settings?: Partial<PaymentSettings>
    readonly betaCode?: string
    readonly clock?: Clock
    /** The first node's database, if it is to be watched. */
    readonly postgres?: Postgres
    /** The most that one packet from the first to the second may carry. */
    readonly maxPacketAmount?: bigint
    readonly faultOf?: (packet: number) => LinkFault | undefined
  } = {},
): Promise<TwoNodes> {
  const { settings = {}, betaCode = 'USD', faultOf, clock = systemClock } = options
  await using stack = new AsyncDisposableStack()
  const network = createTestNetwork()
  const { http } = network
  const alpha = stack.use(
    await createTestNode({
      host: 'alpha.test',
      http,
      clock,
      settings,
      ...(options.postgres !== undefined && { postgres: options.postgres }),
    }),
  )
  const beta = stack.use(await createTestNode({ host: 'beta.test', http, clock }))
  network.nodes.push(alpha, beta)
  const usd = await alpha.makeAsset('USD')
  const betaAsset = await beta.makeAsset(betaCode)
  const made = { atAlpha: '', atBeta: '' }
  const toBeta = createLink({
    to: () => ({ node: beta, peerId: made.atBeta }),
    ...(faultOf !== undefined && { faultOf }),
  })
  const toAlpha = createLink({ to: () => ({ node: alpha, peerId: made.atAlpha }) })
  // The link carries what beta keeps its books in.
  const linkAsset = betaCode === 'USD' ? usd : await alpha.makeAsset(betaCode)
  await alpha.deposit(linkAsset.accountId, linkAsset, 10n ** 12n)
  made.atAlpha = (await alpha.makePeer(linkAsset, beta.ilpAddress, toBeta)).id
  made.atBeta = (
    await beta.makePeer(betaAsset, alpha.ilpAddress, toAlpha, options.maxPacketAmount)
  ).id
  const alice = await alpha.makeWallet('alice', usd)
  const bob = await beta.makeWallet('bob', betaAsset)
  const owned = stack.move()
  return {
    network,
    alpha,
    beta,
    alice,
    bob,
    usd,
    toBeta,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** Makes an incoming payment of Bob's, as Alice's node does it. */
export async function receive({ alpha, bob }: TwoNodes, value?: bigint): Promise<Receiver> {
  const { code, scale } = bob.asset
  return expectMade(
    await alpha.payments.receivers.create({
      walletAddressUrl: bob.url,
      ...(value !== undefined && { incomingAmount: { value, code, scale } }),
    }),
  )
}

/** Quotes and funds a payment of Alice's. */
export async function pay(
  { alpha, alice, toBeta }: TwoNodes,
  to: { receiver: string; debit?: bigint },
): Promise<OutgoingPayment> {
  const quote = expectMade(
    await alpha.payments.quotes.create({
      walletAddressId: alice.id,
      receiver: to.receiver,
      ...(to.debit !== undefined && { debitAmount: { value: to.debit, code: 'USD', scale: 2 } }),
    }),
  )
  const from = { quoteId: quote.id }
  const payment = await alpha.payments.outgoing.create({ walletAddressId: alice.id, from })
  // Probes are behind us: what is sent from now on is money.
  toBeta.isFaulty = true
  return expectMade(await alpha.payments.outgoing.fund({ id: expectMade(payment).id }))
}

/** Waits for the payment's end. */
export async function ended(
  { alpha }: Pick<TwoNodes, 'alpha'>,
  { id }: Pick<OutgoingPayment, 'id'>,
  state: OutgoingPaymentState = 'COMPLETED',
): Promise<OutgoingPayment> {
  return await waitFor(
    async () => {
      const payment = await alpha.payments.outgoing.get(id)
      return payment?.state === state && payment
    },
    { what: `the payment to be ${state}`, timeoutMs: 20_000 },
  )
}
