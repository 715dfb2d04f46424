import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { closeConnection, pay, setupPayment, startQuote } from '@interledger/pay'
import PluginHttp from 'ilp-plugin-http'
import { systemRandom } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import { type Bank, startBank } from './test-bank.ts'
import { type OpenPaymentsClient, openClient } from './test-client.ts'
import { openFolder } from './test-folder.ts'
import {
  amountOf,
  createAsset,
  createPayment,
  createPeer,
  createWallet,
  incomingPayment,
  type OutgoingPayment,
  outgoingPayment,
  peerLiquidity,
} from './test-objects.ts'
import { untilKnown } from './test-packets.ts'
import { findPorts } from './test-ports.ts'
import { type ReceivingServer, startReceivingServer } from './test-receiving-server.ts'

const { default: Plugin } = PluginHttp

/** A peer of the node that is made of npm packages: ILP over HTTP, both ways. */
interface NpmPeer {
  readonly plugin: InstanceType<typeof Plugin>
  /** In the node's books. */
  readonly id: string
}

describe('npm packages as peers of a node', () => {
  const opened = new AsyncDisposableStack()
  let bank: Bank
  let usd: string
  let eur: string
  let shop: OpenPaymentsClient

  before(async () => {
    const folder = opened.use(await openFolder()).path
    bank = opened.use(await startBank({ folder, name: 'node' }))
    usd = await createAsset(bank.node.admin, { code: 'USD' })
    eur = await createAsset(bank.node.admin, { code: 'EUR' })
    shop = await openClient(bank.node, { name: 'shop', assetId: usd })
  })
  after(() => opened.disposeAsync())

  const openPeer = async (assetId: string, ilpAddress: string): Promise<NpmPeer> => {
    const [port = 0] = await findPorts(1)
    const [incomingToken, outgoingToken] = [systemRandom.uuid(), systemRandom.uuid()]
    const plugin = new Plugin({
      incoming: { port, staticToken: outgoingToken },
      outgoing: { url: bank.node.urls.CONNECTOR_PORT, staticToken: incomingToken },
    })
    await plugin.connect()
    opened.defer(() => plugin.disconnect())
    const endpoint = `http://127.0.0.1:${port}`
    const { admin } = bank.node
    const id = await createPeer(admin, {
      assetId,
      ilpAddress,
      endpoint,
      incomingToken,
      outgoingToken,
    })
    await untilKnown(bank.node.urls.CONNECTOR_PORT, incomingToken)
    return { plugin, id }
  }

  describe('@interledger/pay as the sender', () => {
    let peer: NpmPeer
    let inEuros: NpmPeer

    before(async () => {
      peer = await openPeer(usd, 'test.sender')
      inEuros = await openPeer(eur, 'test.euros')
    })

    /** An incoming payment of the node, and the credentials that it hands out. */
    const openIncoming = async (incomingAmount?: ReturnType<typeof amountOf>) => {
      const address = bank.node.walletAddress(`r-${systemRandom.uuid()}`)
      await createWallet(bank.node.admin, { assetId: usd, address })
      const { client } = shop
      const { authServer, resourceServer } = await client.walletAddress.get({ url: address })
      const grant = await client.grant.request(
        { url: authServer },
        { access_token: { access: [{ type: 'incoming-payment', actions: ['create', 'read'] }] } },
      )
      assert.ok('access_token' in grant && grant.access_token !== undefined)
      const payment = await client.incomingPayment.create(
        { url: resourceServer, accessToken: grant.access_token.value },
        { walletAddress: address, ...(incomingAmount && { incomingAmount }) },
      )
      const [method] = payment.methods
      assert.ok(method?.type === 'ilp')
      return {
        id: payment.id,
        destinationAddress: method.ilpAddress,
        sharedSecret: Buffer.from(method.sharedSecret, 'base64url'),
      }
    }

    const send = async (
      { plugin }: NpmPeer,
      options: {
        readonly to: Awaited<ReturnType<typeof openIncoming>>
        readonly target: { amountToSend: bigint } | { amountToDeliver: bigint }
        readonly assetCode?: string
      },
    ) => {
      const { to, target, assetCode = 'USD' } = options
      const destination = await setupPayment({ plugin, ...to })
      assert.deepEqual(destination.destinationAsset, { code: 'USD', scale: 2 })
      const quote = await startQuote({
        plugin,
        destination,
        sourceAsset: { code: assetCode, scale: 2 },
        prices: { USD: 1, EUR: 1.1 },
        ...target,
      })
      const paid = await pay({ plugin, destination, quote })
      await closeConnection(plugin, destination)
      assert.equal(paid.error, undefined)
      return { quote, paid }
    }

    test('pays a fixed amount into an open incoming payment', async () => {
      const to = await openIncoming()
      const beforeIt = await peerLiquidity(bank.node.admin, peer.id)
      const { paid } = await send(peer, { to, target: { amountToSend: 12_345n } })
      assert.equal(paid.amountSent, 12_345n)
      assert.equal(paid.amountDelivered, 12_345n)
      const received = await incomingPayment(bank.node.admin, to.id)
      assert.deepEqual(received.receivedAmount, amountOf(12_345))
      assert.equal(beforeIt - (await peerLiquidity(bank.node.admin, peer.id)), 12_345n)
    })

    test('delivers exactly what an incoming payment asks for, which completes it', async () => {
      const to = await openIncoming(amountOf(1000))
      const { paid } = await send(peer, { to, target: { amountToDeliver: 1000n } })
      assert.equal(paid.amountDelivered, 1000n)
      const received = await waitFor(async () => {
        const found = await incomingPayment(bank.node.admin, to.id)
        return found.state === 'COMPLETED' && found
      })
      assert.deepEqual(received.receivedAmount, amountOf(1000))
    })

    test('pays across currencies at the rate of the node', async () => {
      const to = await openIncoming()
      const target = { amountToSend: 10_000n }
      const { paid } = await send(inEuros, { to, target, assetCode: 'EUR' })
      assert.equal(paid.amountSent, 10_000n)
      assert.equal(paid.amountDelivered, 11_000n)
      const received = await incomingPayment(bank.node.admin, to.id)
      assert.deepEqual(received.receivedAmount, amountOf(11_000))
    })
  })

  describe('@interledger/stream-receiver as the receiver', () => {
    let server: ReceivingServer
    let serverInEuros: ReceivingServer
    let senderId: string

    before(async () => {
      const openServer = async (assetId: string, assetCode: string): Promise<ReceivingServer> => {
        const ilpAddress = `test.npm-${assetCode.toLowerCase()}`
        const made = opened.use(await startReceivingServer({ ilpAddress, assetCode }))
        const { plugin } = await openPeer(assetId, ilpAddress)
        plugin.registerDataHandler((prepare) => made.receive(prepare))
        return made
      }
      server = await openServer(usd, 'USD')
      serverInEuros = await openServer(eur, 'EUR')
      const address = bank.node.walletAddress('sender')
      senderId = await createWallet(bank.node.admin, { assetId: usd, address })
    })

    const payTo = async (
      receiver: string,
      amounts: { debitAmount?: object; receiveAmount?: object } = {},
    ) => {
      const { admin } = bank.node
      const input = { walletAddressId: senderId, receiver, ...amounts }
      const quote = await createPayment(admin, input as never)
      const payment = await waitFor(
        async (): Promise<OutgoingPayment | undefined> => {
          const found = await outgoingPayment(admin, quote.id)
          return ['COMPLETED', 'FAILED'].includes(found.state) ? found : undefined
        },
        { what: 'the payment to end', timeoutMs: 15_000 },
      )
      assert.equal(payment.state, 'COMPLETED', payment.error ?? '')
      return { quote, payment }
    }

    test('takes what its incoming payment asks for: fixed delivery', async () => {
      const incoming = server.open(amountOf(1000))
      const { quote, payment } = await payTo(incoming.url)
      // floor(1000 / 0.99) + 1
      assert.deepEqual(quote.debitAmount, amountOf(1011))
      assert.deepEqual(quote.receiveAmount, amountOf(1000))
      assert.deepEqual(payment.sentAmount, amountOf(1000))
      assert.equal(payment.liquidity, '11')
      assert.equal(incoming.received(), 1000n)
    })

    test('takes what a fixed send promises, and the sender keeps the rest', async () => {
      const incoming = server.open()
      const { quote, payment } = await payTo(incoming.url, { debitAmount: amountOf(1000) })
      // ceil((1000 - 1) * 0.99)
      assert.deepEqual(quote.receiveAmount, amountOf(990))
      assert.deepEqual(payment.sentAmount, amountOf(990))
      assert.equal(payment.liquidity, '10')
      assert.equal(incoming.received(), 990n)
    })

    test('takes a fixed delivery in another currency', async () => {
      const incoming = serverInEuros.open(amountOf(900, 'EUR'))
      const { quote, payment } = await payTo(incoming.url)
      assert.deepEqual(quote.debitAmount, amountOf(1011))
      assert.deepEqual(payment.sentAmount, amountOf(1000))
      assert.equal(incoming.received(), 900n)
    })

    test('takes a fixed send in another currency', async () => {
      const incoming = serverInEuros.open()
      const { quote, payment } = await payTo(incoming.url, { debitAmount: amountOf(1000) })
      // ceil((1000 - 1) * 0.9 * 0.99), which is 990 dollars at the real rate.
      assert.deepEqual(quote.receiveAmount, amountOf(891, 'EUR'))
      assert.deepEqual(payment.sentAmount, amountOf(990))
      assert.equal(incoming.received(), 891n)
    })

    test('takes an amount chosen by the sender, to the unit', async () => {
      const incoming = server.open()
      const { payment } = await payTo(incoming.url, { receiveAmount: amountOf(777) })
      assert.deepEqual(payment.sentAmount, amountOf(777))
      assert.equal(incoming.received(), 777n)
    })
  })
})
