import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { systemRandom as random } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import { createTestNode, expectMade, type TestNode } from './test-node.ts'

/** Another process of the same node. */
async function createSibling(node: TestNode, settings = {}): Promise<TestNode> {
  const { postgres, operatorId, host } = node
  return await createTestNode({ host, postgres, operatorId, settings })
}

async function createScene(settings = {}) {
  const node = await createTestNode({ host: 'alpha.test', settings })
  const usd = await node.makeAsset('USD')
  const alice = await node.makeWallet('alice', usd)
  const bob = await node.makeWallet('bob', usd)
  const create = async (value: bigint) => {
    const receiver = await node.payments.receivers.create({
      walletAddressUrl: bob.url,
      incomingAmount: { value, code: 'USD', scale: 2 },
    })
    const from = { incomingPayment: expectMade(receiver).id }
    return expectMade(await node.payments.outgoing.create({ walletAddressId: alice.id, from }))
  }
  return { node, create, bob, [Symbol.asyncDispose]: () => node[Symbol.asyncDispose]() }
}

describe('several processes on one database', () => {
  it('share the payments, and send each of them once', async () => {
    await using scene = await createScene()
    const { node } = scene
    await using sibling = await createSibling(node)
    const values = Array.from({ length: 24 }, (_, index) => BigInt(index + 1))
    const payments = await Promise.all(values.map((value) => scene.create(value)))
    await Promise.all(
      payments.map(({ id }, index) => {
        const { outgoing } = (index % 2 === 0 ? node : sibling).payments
        return outgoing.fund({ id })
      }),
    )
    await waitFor(async () => {
      const state = { in: ['COMPLETED'] }
      const { items } = await node.payments.outgoing.list({ first: 100, state })
      return items.length === payments.length
    })
    for (const { id, debitAmount } of payments) {
      const { debits } = await node.ledger.transfers({ accountId: id as never, limit: 10 })
      assert.deepEqual(
        debits.map(({ amount }) => amount),
        [debitAmount.value],
      )
    }
    await node.assertBooks()
  })

  it('leave a payment to whoever has room for it', async () => {
    await using scene = await createScene({ sendersMax: 0 })
    const payment = await scene.create(10n)
    await using sibling = await createSibling(scene.node)
    expectMade(await scene.node.payments.outgoing.fund({ id: payment.id }))
    await waitFor(async () => {
      const now = await sibling.payments.outgoing.get(payment.id)
      return now?.state === 'COMPLETED'
    })
  })

  it('follow credits once, whoever hears of them', async () => {
    await using scene = await createScene()
    await using sibling = await createSibling(scene.node)
    const payments = await Promise.all([5n, 6n, 7n, 8n].map((value) => scene.create(value)))
    await Promise.all(payments.map(({ id }) => sibling.payments.outgoing.fund({ id })))
    const offers = await waitFor(async () => {
      const events = await sibling.webhooks.events({ limit: 100 })
      const found = events.filter(({ type }) => type === 'incoming_payment.completed')
      return found.length === 4 && found
    })
    const amounts = offers.map(({ withdrawal }) => withdrawal?.amount ?? 0n)
    assert.equal(
      amounts.reduce((sum, amount) => sum + amount),
      26n,
    )
  })

  it('tell each other that a payment takes no more money', async () => {
    await using scene = await createScene()
    const secret = random.bytes(32)
    const { postgres, operatorId, host } = scene.node
    const shared = { host, postgres, operatorId, streamSecret: secret }
    await using one = await createTestNode(shared)
    await using other = await createTestNode(shared)
    const made = expectMade(
      await one.payments.incoming.create({ walletAddressId: scene.bob.id, initiatedBy: 'ADMIN' }),
    )
    const credentials = one.payments.incoming.credentials(made) ?? assert.fail()
    const open = async () => {
      const prepare = { destination: credentials.ilpAddress, amount: 1n } as never
      return await other.payments.streamIn.open(prepare)
    }
    assert.equal((await open()) instanceof Uint8Array, false)
    expectMade(await one.payments.incoming.complete(made.id))
    await waitFor(async () => (await open()) instanceof Uint8Array, { timeoutMs: 2_000 })
  })
})
