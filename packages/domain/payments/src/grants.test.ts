import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { WalletAddress } from '@kivuko/directory'
import { waitFor } from '@kivuko/testing'
import type { SpendingGrant } from './payments.ts'
import { createTestNode, expectMade, expectRefusal, type TestNode } from './test-node.ts'

const usd = (value: bigint) => ({ value, code: 'USD', scale: 2 })

async function createScene(settings = {}) {
  const node = await createTestNode({ host: 'alpha.test', settings })
  const asset = await node.makeAsset('USD')
  const alice = await node.makeWallet('alice', asset)
  const bob = await node.makeWallet('bob', asset)
  return { node, alice, bob, [Symbol.asyncDispose]: () => node[Symbol.asyncDispose]() }
}

async function quoteFor(
  node: TestNode,
  at: { from: WalletAddress; to: WalletAddress; value: bigint },
) {
  const { from, to, value } = at
  const walletAddressUrl = to.url
  const receiver = expectMade(await node.payments.receivers.create({ walletAddressUrl }))
  return expectMade(
    await node.payments.quotes.create({
      walletAddressId: from.id,
      receiver: receiver.id,
      debitAmount: usd(value),
    }),
  )
}

async function create(node: TestNode, at: Parameters<typeof quoteFor>[1], grant: SpendingGrant) {
  const { id: quoteId } = await quoteFor(node, at)
  return await node.payments.outgoing.create({
    walletAddressId: at.from.id,
    grant,
    from: { quoteId },
  })
}

describe('the grant that payments are made under', () => {
  it('is never overspent, however many payments are made at once', async () => {
    await using scene = await createScene()
    const { node, alice: from, bob: to } = scene
    const grant = { id: 'grant-1', limits: { debitAmount: usd(100n) } }
    const at = { from, to, value: 30n }
    const quotes = await Promise.all([1, 2, 3, 4, 5, 6].map(() => quoteFor(node, at)))
    const answers = await Promise.all(
      quotes.map(({ id: quoteId }) =>
        node.payments.outgoing.create({ walletAddressId: from.id, grant, from: { quoteId } }),
      ),
    )
    const made = answers.filter((answer) => !('refusal' in answer))
    assert.equal(made.length, 3)
    const refused = answers.filter((answer) => 'refusal' in answer)
    assert.deepEqual(new Set(refused.map(expectRefusal)), new Set(['InsufficientGrant']))
    const spent = await node.payments.outgoing.grantSpent(grant)
    assert.equal(spent.debitAmount?.value, 90n)
    assert.equal(spent.receiveAmount?.value, 90n)
  })

  it('tells each payment what was spent before it', async () => {
    await using scene = await createScene()
    const { node, alice: from, bob: to } = scene
    const grant = { id: 'grant-1' }
    const first = expectMade(await create(node, { from, to, value: 30n }, grant))
    const second = expectMade(await create(node, { from, to, value: 50n }, grant))
    assert.equal(first.grantSpentDebitAmount?.value, 0n)
    assert.equal(second.grantSpentDebitAmount?.value, 30n)
    const read = await node.payments.outgoing.get(second.id)
    assert.equal(read?.grantSpentReceiveAmount?.value, 30n)
    assert.equal(read?.grantId, 'grant-1')
  })

  it('gets back what a cancelled or failed payment did not spend', async () => {
    await using scene = await createScene({ sendAttemptsMax: 1 })
    const { node, alice: from, bob } = scene
    const eve = await node.makeWallet('eve', await node.makeAsset('EUR'))
    const grant = { id: 'grant-1', limits: { debitAmount: usd(100n) } }
    const cancelled = expectMade(await create(node, { from, to: bob, value: 60n }, grant))
    expectMade(await node.payments.outgoing.cancel({ id: cancelled.id }))
    const failing = expectMade(await create(node, { from, to: eve, value: 90n }, grant))
    expectMade(await node.payments.outgoing.fund({ id: failing.id }))
    await waitFor(async () => (await node.payments.outgoing.get(failing.id))?.state === 'FAILED')
    const spent = await node.payments.outgoing.grantSpent(grant)
    assert.equal(spent.debitAmount?.value, 0n)
    expectMade(await create(node, { from, to: bob, value: 100n }, grant))
  })

  it('begins anew with each interval', async () => {
    await using scene = await createScene()
    const { node, alice: from, bob: to } = scene
    const interval = (start: string) => ({ debitAmount: usd(50n), interval: `R/${start}/PT1S` })
    const grant = { id: 'grant-1', limits: interval('2020-01-01T00:00:00Z') }
    const at = { from, to, value: 50n }
    const quotes = await Promise.all([1, 2].map(() => quoteFor(node, at)))
    for (const { id: quoteId } of quotes) {
      await waitFor(async () => {
        const from1 = { walletAddressId: from.id, grant, from: { quoteId } }
        return !('refusal' in (await node.payments.outgoing.create(from1)))
      })
    }
  })

  it('is not touched by a payment that is refused for another reason', async () => {
    await using scene = await createScene()
    const { node, alice: from, bob: to } = scene
    const grant = { id: 'grant-1', limits: { debitAmount: usd(100n) } }
    const { id: quoteId } = await quoteFor(node, { from, to, value: 40n })
    const input = { walletAddressId: from.id, grant, from: { quoteId } }
    expectMade(await node.payments.outgoing.create(input))
    assert.equal(expectRefusal(await node.payments.outgoing.create(input)), 'InvalidQuote')
    const spent = await node.payments.outgoing.grantSpent(grant)
    assert.equal(spent.debitAmount?.value, 40n)
  })
})
