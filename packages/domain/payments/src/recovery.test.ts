import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId } from '@kivuko/ledger'
import { waitFor } from '@kivuko/testing'
import { packetFateMs } from './outgoing/recover-deliveries.ts'
import { createJumpClock } from './test-clock.ts'
import type { LinkFault } from './test-network.ts'
import { createTestNode, expectMade } from './test-node.ts'
import { createTwoNodes, ended, pay, receive, type TwoNodes } from './test-two-nodes.ts'

/** Beyond the time at which the fate of packets sent before is certain. */
const certainMs = packetFateMs + 1_000

async function untilUncertain({ alpha }: TwoNodes, id: string): Promise<void> {
  await waitFor(async () => (await alpha.ledger.openPendings(id as AccountId)).length > 0, {
    what: 'a packet of unknown fate',
  })
  await waitFor(async () => {
    const payment = await alpha.payments.outgoing.get(id as never)
    return payment?.stateAttempts === 1
  })
}

function faults(...list: (LinkFault | undefined)[]): (packet: number) => LinkFault | undefined {
  return (packet) => list[packet]
}

async function received({ alpha }: TwoNodes, url: string): Promise<bigint> {
  return expectMade(await alpha.payments.receivers.get(url)).receivedAmount.value
}

describe('a packet whose answer is lost', () => {
  it('is booked when the receiver has its money, and the payment is complete', async () => {
    const clock = createJumpClock()
    await using scene = await createTwoNodes({ clock, faultOf: faults('answer-lost') })
    const receiver = await receive(scene, 1_000n)
    const payment = await pay(scene, { receiver: receiver.id })
    await untilUncertain(scene, payment.id)
    const waiting = await scene.alpha.payments.outgoing.get(payment.id)
    assert.equal(waiting?.state, 'SENDING')
    assert.equal(waiting?.error, 'UncertainDelivery')
    clock.jump(certainMs)
    const sent = await ended(scene, payment)
    assert.equal(sent.sentAmount.value, 1_000n)
    assert.equal(await received(scene, receiver.id), 1_000n)
    assert.equal(await scene.alpha.balance(payment.id), 11n)
    await scene.alpha.assertBooks()
    await scene.beta.assertBooks()
  })

  it('is sent again when it never arrived, and delivered once', async () => {
    const clock = createJumpClock()
    await using scene = await createTwoNodes({ clock, faultOf: faults('lost') })
    const receiver = await receive(scene, 1_000n)
    const payment = await pay(scene, { receiver: receiver.id })
    await untilUncertain(scene, payment.id)
    clock.jump(certainMs)
    const sent = await ended(scene, payment)
    assert.equal(sent.sentAmount.value, 1_000n)
    assert.equal(await received(scene, receiver.id), 1_000n)
    await scene.alpha.assertBooks()
  })

  it('keeps its money reserved for as long as the receiver cannot be read', async () => {
    const clock = createJumpClock()
    await using scene = await createTwoNodes({ clock, faultOf: faults('answer-lost') })
    const { alpha, network } = scene
    const receiver = await receive(scene, 1_000n)
    const payment = await pay(scene, { receiver: receiver.id })
    await untilUncertain(scene, payment.id)
    network.isDown = true
    for (let times = 0; times < 8; times += 1) {
      const before = network.requests.length
      clock.jump(certainMs + 60_000)
      await waitFor(() => network.requests.length > before, { what: 'another try' })
    }
    const pendings = await alpha.ledger.openPendings(payment.id as string as AccountId)
    assert.equal(pendings.length, 1)
    assert.equal((await alpha.payments.outgoing.get(payment.id))?.state, 'SENDING')
    network.isDown = false
    clock.jump(certainMs + 60_000)
    assert.equal((await ended(scene, payment)).sentAmount.value, 1_000n)
    await alpha.assertBooks()
  })

  it('that is lost again and again fails the payment, which keeps its money', async () => {
    const clock = createJumpClock()
    const settings = { sendAttemptsMax: 2 }
    await using scene = await createTwoNodes({ clock, settings, faultOf: () => 'lost' })
    const receiver = await receive(scene, 1_000n)
    const payment = await pay(scene, { receiver: receiver.id })
    await untilUncertain(scene, payment.id)
    clock.jump(certainMs)
    await waitFor(async () => {
      const again = await scene.alpha.payments.outgoing.get(payment.id)
      return again?.stateAttempts === 2
    })
    assert.equal((await scene.alpha.payments.outgoing.get(payment.id))?.state, 'SENDING')
    clock.jump(certainMs)
    const failed = await ended(scene, payment, 'FAILED')
    assert.equal(failed.sentAmount.value, 0n)
    assert.equal(failed.stateAttempts, 2)
    assert.equal(await scene.alpha.balance(payment.id), 1_011n)
    await scene.alpha.assertBooks()
  })

  it('is told from its like when a payment takes many packets', async () => {
    const clock = createJumpClock()
    const faultOf = faults(undefined, 'answer-lost', 'lost', undefined, 'lost', 'answer-lost')
    await using scene = await createTwoNodes({ clock, faultOf, maxPacketAmount: 100n })
    const receiver = await receive(scene, 950n)
    const payment = await pay(scene, { receiver: receiver.id })
    await untilUncertain(scene, payment.id)
    clock.jump(certainMs)
    const sent = await ended(scene, payment)
    assert.equal(sent.sentAmount.value, 950n)
    assert.equal(await received(scene, receiver.id), 950n)
    await scene.alpha.assertBooks()
    await scene.beta.assertBooks()
  })

  it('across assets posts or voids both of its legs', async () => {
    const clock = createJumpClock()
    const faultOf = faults('lost', 'answer-lost')
    await using scene = await createTwoNodes({ clock, faultOf, betaCode: 'EUR' })
    const receiver = await receive(scene, 900n)
    const payment = await pay(scene, { receiver: receiver.id })
    await untilUncertain(scene, payment.id)
    clock.jump(certainMs)
    await waitFor(async () => {
      const again = await scene.alpha.payments.outgoing.get(payment.id)
      return again?.stateAttempts === 2
    })
    clock.jump(certainMs)
    assert.equal((await ended(scene, payment)).sentAmount.value, 1_000n)
    assert.equal(await received(scene, receiver.id), 900n)
    await scene.alpha.assertBooks()
  })
})

describe('a sender that dies', () => {
  it('is followed by one that finds out what its packets did', async () => {
    const clock = createJumpClock()
    await using scene = await createTwoNodes({ clock, faultOf: faults('answer-lost') })
    const { alpha, network } = scene
    const receiver = await receive(scene, 1_000n)
    const payment = await pay(scene, { receiver: receiver.id })
    await untilUncertain(scene, payment.id)
    // Nothing of the first process helps the second: it has only the database.
    const [, beta] = network.nodes
    await using second = await createTestNode({
      host: 'alpha.test',
      clock,
      http: network.http,
      postgres: alpha.postgres,
      operatorId: alpha.operatorId,
    })
    network.nodes.splice(0, 2, second, beta ?? assert.fail())
    clock.jump(certainMs)
    const sent = await ended({ alpha: second }, payment)
    assert.equal(sent.sentAmount.value, 1_000n)
    await second.assertBooks()
  })
})
