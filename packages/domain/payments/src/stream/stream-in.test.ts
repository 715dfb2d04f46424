import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Asset, Peer, WalletAddress } from '@kivuko/directory'
import { parseIlpAddress } from '@kivuko/ilp'
import { systemRandom as random } from '@kivuko/random'
import {
  createStreamReceiver,
  createStreamSender,
  decodeReceipt,
  type PaymentOutcome,
  type StreamCredentials,
} from '@kivuko/stream'
import { waitFor } from '@kivuko/testing'
import type { PaymentSettings } from '../payment-settings.ts'
import type { IncomingPayment } from '../resources.ts'
import { createTestNode, expectMade, type TestNode } from '../test-node.ts'
import { driveMachine } from './drive-machine.ts'

interface Scene extends AsyncDisposable {
  readonly node: TestNode
  readonly peer: Peer
  readonly asset: Asset
  readonly bob: WalletAddress
  readonly streamSecret: Uint8Array
}

async function createScene(settings: Partial<PaymentSettings> = {}): Promise<Scene> {
  const streamSecret = random.bytes(32)
  const node = await createTestNode({ host: 'alpha.test', settings, streamSecret })
  const asset = await node.makeAsset('USD')
  const peer = await node.makePeer(asset, 'test.beta', { send() {} })
  const bob = await node.makeWallet('bob', asset)
  const dispose = () => node[Symbol.asyncDispose]()
  return { node, peer, asset, bob, streamSecret, [Symbol.asyncDispose]: dispose }
}

async function make({ node, bob }: Scene, value?: bigint): Promise<IncomingPayment> {
  return expectMade(
    await node.payments.incoming.create({
      walletAddressId: bob.id,
      initiatedBy: 'ADMIN',
      ...(value !== undefined && { incomingAmount: { value, code: 'USD', scale: 2 } }),
    }),
  )
}

function credentialsOf({ node }: Scene, payment: IncomingPayment): StreamCredentials {
  const made = node.payments.incoming.credentials(payment) ?? assert.fail('no credentials')
  return { ilpAddress: parseIlpAddress(made.ilpAddress), sharedSecret: made.sharedSecret }
}

/** Sends `amount`, in packets of at most `packet`, as a peer's customer does. */
async function send(
  { node, peer }: Scene,
  {
    to,
    amount,
    packet,
    data,
  }: {
    to: StreamCredentials
    amount: bigint
    packet?: bigint
    data?: string
  },
): Promise<PaymentOutcome> {
  const one = { num: 1n, den: 1n }
  return await driveMachine({
    machine: createStreamSender({
      credentials: to,
      target: { kind: 'fixed-send', amount },
      minExchangeRate: one,
      rate: { low: one, high: one },
      randomBytes: (length) => random.bytes(length),
      ...(packet !== undefined && { maxPacketAmount: packet }),
      ...(data !== undefined && { data: Buffer.from(data) }),
    }),
    inject: ({ prepare }, done) =>
      node.connector.handle(peer.id, Buffer.from(prepare), (bytes) =>
        done({ kind: 'reply', bytes }),
      ),
    clock: node.clock,
  })
}

describe('money that comes in over STREAM', () => {
  it('is the payment’s, and completes it', async () => {
    await using scene = await createScene()
    const payment = await make(scene, 100n)
    const to = credentialsOf(scene, payment)
    const outcome = await send(scene, { to, amount: 100n, packet: 30n })
    assert.equal(outcome.kind, 'complete')
    const read = await waitFor(async () => {
      const now = await scene.node.payments.incoming.get(payment.id)
      return now?.state === 'COMPLETED' && now
    })
    assert.equal(read.receivedAmount, 100n)
    await scene.node.assertBooks()
  })

  it('is taken whole by the packet that crosses the amount, and refused after it', async () => {
    await using scene = await createScene()
    const payment = await make(scene, 50n)
    const to = credentialsOf(scene, payment)
    assert.equal((await send(scene, { to, amount: 80n })).kind, 'complete')
    await waitFor(async () => {
      const now = await scene.node.payments.incoming.get(payment.id)
      return now?.state === 'COMPLETED'
    })
    const refused = await send(scene, { to, amount: 10n })
    assert.equal(refused.kind, 'failed')
    assert.equal(refused.kind === 'failed' && refused.code, 'F02')
    const read = await scene.node.payments.incoming.get(payment.id)
    assert.equal(read?.receivedAmount, 80n)
  })

  it('is refused for what is nobody’s', async () => {
    await using scene = await createScene()
    const stranger = createStreamReceiver({
      serverSecret: random.bytes(32),
      serverAddress: parseIlpAddress(scene.node.ilpAddress),
      randomBytes: (length) => random.bytes(length),
    })
    const to = stranger.credentials({ paymentTag: random.uuid() })
    const refused = await send(scene, { to, amount: 10n })
    assert.equal(refused.kind === 'failed' && refused.code, 'F02')
  })

  it('reaches a wallet address without a payment, on an account of its own', async () => {
    await using scene = await createScene()
    const spsp = createStreamReceiver({
      serverSecret: scene.streamSecret,
      serverAddress: parseIlpAddress(scene.node.ilpAddress),
      randomBytes: (length) => random.bytes(length),
    })
    const to = spsp.credentials({ paymentTag: scene.bob.id })
    assert.equal((await send(scene, { to, amount: 70n, packet: 20n })).kind, 'complete')
    assert.equal(await scene.node.balance(scene.bob.id), 70n)
  })

  it('is receipted with the connection’s total where a verifier asks for it', async () => {
    await using scene = await createScene()
    const receiver = createStreamReceiver({
      serverSecret: scene.streamSecret,
      serverAddress: parseIlpAddress(scene.node.ilpAddress),
      randomBytes: (length) => random.bytes(length),
    })
    const payment = await make(scene)
    const receiptSetup = { nonce: random.bytes(16), secret: random.bytes(32) }
    const to = receiver.credentials({ paymentTag: payment.id, receiptSetup })
    const outcome = await send(scene, { to, amount: 50n, packet: 20n })
    const receipt = decodeReceipt(outcome.progress.receipt ?? assert.fail('no receipt'))
    assert.equal(receipt.totalReceived, 50n)
  })

  it('comes to the address of a tenant of its own, known by the seal alone', async () => {
    await using scene = await createScene()
    const tenant = createStreamReceiver({
      serverSecret: scene.streamSecret,
      serverAddress: parseIlpAddress(`${scene.node.ilpAddress}.some.tenant`),
      randomBytes: (length) => random.bytes(length),
    })
    const payment = await make(scene)
    const to = tenant.credentials({ paymentTag: payment.id })
    assert.equal((await send(scene, { to, amount: 5n })).kind, 'complete')
    assert.equal(await scene.node.balance(payment.id), 5n)
  })
})

describe('a packet with data for the ASE', () => {
  const settings = { partialDecision: { waitMsMax: 1_500, safetyMarginMs: 100 } }

  async function asked({ node }: Scene, payment: IncomingPayment): Promise<string> {
    const event = await waitFor(async () => {
      const events = await node.events(payment.id)
      return events.find(({ type }) => type === 'incoming_payment.partial_payment_received')
    })
    assert.equal(event.data['dataFromSender'], 'for the ASE')
    return String(event.data['partialIncomingPaymentId'])
  }

  it('is taken when the ASE approves it', async () => {
    await using scene = await createScene(settings)
    const payment = await make(scene)
    const to = credentialsOf(scene, payment)
    const sending = send(scene, { to, amount: 9n, data: 'for the ASE' })
    const partialId = await asked(scene, payment)
    const decision = { id: payment.id, partialId, approved: true }
    assert.equal(await scene.node.payments.incoming.decidePartial(decision), true)
    assert.equal((await sending).kind, 'complete')
    assert.equal(await scene.node.balance(payment.id), 9n)
  })

  it('is declined for good when the ASE rejects it, with its reason', async () => {
    await using scene = await createScene(settings)
    const payment = await make(scene)
    const to = credentialsOf(scene, payment)
    const sending = send(scene, { to, amount: 9n, data: 'for the ASE' })
    const partialId = await asked(scene, payment)
    const reason = 'sanctioned'
    const decision = { id: payment.id, partialId, approved: false, reason }
    assert.equal(await scene.node.payments.incoming.decidePartial(decision), true)
    const outcome = await sending
    assert.ok(outcome.kind === 'failed' && outcome.error === 'ApplicationError')
    assert.equal(Buffer.from(outcome.reason ?? []).toString(), reason)
    assert.equal(outcome.retryable, false)
    assert.equal(await scene.node.balance(payment.id), 0n)
  })

  it('is declined when the ASE says nothing in time', async () => {
    await using scene = await createScene({
      partialDecision: { waitMsMax: 100, safetyMarginMs: 100 },
    })
    const payment = await make(scene)
    const to = credentialsOf(scene, payment)
    const outcome = await send(scene, { to, amount: 9n, data: 'for the ASE' })
    assert.equal(outcome.kind === 'failed' && outcome.error, 'ApplicationError')
  })
})
