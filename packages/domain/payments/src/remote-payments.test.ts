import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { waitFor } from '@kivuko/testing'
import { expectMade, expectRefusal } from './test-node.ts'
import { createTwoNodes, ended, pay, receive } from './test-two-nodes.ts'

describe('a payment to another node', () => {
  it('delivers a fixed amount, and leaves what the slippage did not need', async () => {
    await using scene = await createTwoNodes()
    const receiver = await receive(scene, 1_000n)
    const sent = await ended(scene, await pay(scene, { receiver: receiver.id }))
    assert.equal(sent.debitAmount.value, 1_011n)
    assert.equal(sent.sentAmount.value, 1_000n)
    const events = await scene.alpha.events(sent.id)
    assert.deepEqual(
      events.map(({ type }) => type),
      ['outgoing_payment.created', 'outgoing_payment.completed'],
    )
    assert.deepEqual(events[1]?.withdrawal, { accountId: sent.id, amount: 11n })
    const id = receiver.id.split('/').at(-1) as never
    await waitFor(async () => (await scene.beta.payments.incoming.get(id))?.state === 'COMPLETED')
    await scene.alpha.assertBooks()
    await scene.beta.assertBooks()
  })

  it('delivers at least what a fixed debit was quoted for', async () => {
    await using scene = await createTwoNodes()
    const receiver = await receive(scene)
    const sent = await ended(scene, await pay(scene, { receiver: receiver.id, debit: 1_000n }))
    assert.equal(sent.receiveAmount.value, 990n)
    assert.equal(sent.sentAmount.value, 990n)
    const again = expectMade(await scene.alpha.payments.receivers.get(receiver.id))
    assert.equal(again.receivedAmount.value, 990n)
  })

  it('crosses assets at the probed rate', async () => {
    await using scene = await createTwoNodes({ betaCode: 'EUR' })
    const receiver = await receive(scene, 900n)
    const sent = await ended(scene, await pay(scene, { receiver: receiver.id }))
    assert.equal(sent.debitAmount.value, 1_011n)
    assert.equal(sent.sentAmount.value, 1_000n)
    await scene.alpha.assertBooks()
  })

  it('asks for one grant for all, and for another when it is refused', async () => {
    await using scene = await createTwoNodes()
    const { network } = scene
    const receivers = await Promise.all([1n, 2n, 3n].map((value) => receive(scene, value)))
    const grants = () => network.requests.filter((request) => request === 'POST /auth').length
    assert.equal(grants(), 1)
    network.refuseTokens = true
    const read = await scene.alpha.payments.receivers.get(receivers[0]?.id ?? '')
    assert.equal(expectMade(read).incomingAmount?.value, 1n)
    assert.equal(grants(), 2)
  })

  it('refuses a quote for a receiver that is complete, unknown or unreadable', async () => {
    await using scene = await createTwoNodes()
    const { alpha, alice, network } = scene
    const receiver = await receive(scene, 100n)
    const quote = async (url: string) => {
      const made = await alpha.payments.quotes.create({ walletAddressId: alice.id, receiver: url })
      return expectRefusal(made)
    }
    const unknown = receiver.id.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000')
    assert.equal(await quote(unknown), 'InvalidReceiver')
    network.isDown = true
    assert.equal(await quote(receiver.id), 'InvalidReceiver')
    const refused = await alpha.payments.receivers.get(receiver.id)
    assert.equal(expectRefusal(refused), 'Unavailable')
    network.isDown = false
    expectMade(await alpha.payments.receivers.complete(receiver.id))
    assert.equal(await quote(receiver.id), 'InvalidReceiver')
  })
})
