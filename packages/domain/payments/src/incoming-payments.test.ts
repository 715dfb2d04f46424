import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AccountId } from '@kivuko/ledger'
import { systemRandom as random } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import type { IncomingPayment } from './resources.ts'
import { createJumpClock } from './test-clock.ts'
import { createTestNode, expectMade, expectRefusal } from './test-node.ts'

const usd = (value: bigint, scale = 2) => ({ value, code: 'USD', scale })

async function createScene(settings = {}) {
  const clock = createJumpClock()
  const node = await createTestNode({ host: 'alpha.test', clock, settings })
  const asset = await node.makeAsset('USD')
  const bob = await node.makeWallet('bob', asset)
  const create = (more: object = {}) =>
    node.payments.incoming.create({ walletAddressId: bob.id, initiatedBy: 'ADMIN', ...more })
  /** Money that comes in by a packet. */
  const credit = async (payment: IncomingPayment, amount: bigint): Promise<void> => {
    await node.deposit(payment.id as string as AccountId, asset, amount)
  }
  const state = async (payment: IncomingPayment) =>
    (await node.payments.incoming.get(payment.id))?.state
  const dispose = () => node[Symbol.asyncDispose]()
  return { node, clock, asset, bob, create, credit, state, [Symbol.asyncDispose]: dispose }
}

describe('an incoming payment', () => {
  it('is made as asked for, with an account of its own', async () => {
    await using scene = await createScene()
    const metadata = { order: 7 }
    const made = expectMade(
      await scene.create({ incomingAmount: usd(100n), metadata, client: 'c' }),
    )
    const read = await scene.node.payments.incoming.get(made.id)
    assert.deepEqual(read, made)
    assert.equal(made.state, 'PENDING')
    assert.equal(await scene.node.balance(made.id), 0n)
    const [event] = await scene.node.events(made.id)
    assert.equal(event?.type, 'incoming_payment.created')
    assert.deepEqual(event?.data['metadata'], metadata)
    assert.deepEqual(event?.data['receivedAmount'], { value: '0', assetCode: 'USD', assetScale: 2 })
  })

  it('is refused with another asset, no amount, or an expiry out of bounds', async () => {
    await using scene = await createScene()
    const refusal = async (more: object) => expectRefusal(await scene.create(more))
    assert.equal(await refusal({ incomingAmount: usd(1n, 3) }), 'InvalidAmount')
    assert.equal(await refusal({ incomingAmount: usd(0n) }), 'InvalidAmount')
    assert.equal(await refusal({ incomingAmount: usd(2n ** 64n) }), 'InvalidAmount')
    assert.equal(await refusal({ expiresAtMs: scene.clock.now() - 1 }), 'InvalidExpiry')
    const late = scene.clock.now() + 31 * 24 * 60 * 60 * 1_000
    assert.equal(await refusal({ expiresAtMs: late }), 'InvalidExpiry')
    assert.equal(await refusal({ expiresAtMs: Number.NaN }), 'InvalidExpiry')
    assert.equal(await refusal({ walletAddressId: random.uuid() }), 'UnknownWalletAddress')
    assert.equal(await refusal({ tenantId: random.uuid() }), 'UnknownWalletAddress')
  })

  it('follows what the ledger credits to it', async () => {
    await using scene = await createScene()
    const made = expectMade(await scene.create({ incomingAmount: usd(100n) }))
    await scene.credit(made, 60n)
    await waitFor(async () => (await scene.state(made)) === 'PROCESSING')
    await scene.credit(made, 60n)
    await waitFor(async () => (await scene.state(made)) === 'COMPLETED')
    const events = await scene.node.events(made.id)
    assert.deepEqual(events.at(-1)?.withdrawal, { accountId: made.id, amount: 120n })
    assert.equal(events.at(-1)?.data['completed'], true)
  })

  it('offers money that comes after its end by one more event', async () => {
    await using scene = await createScene()
    const made = expectMade(await scene.create())
    await scene.credit(made, 10n)
    expectMade(await scene.node.payments.incoming.complete(made.id))
    await scene.credit(made, 5n)
    const offers = await waitFor(async () => {
      const events = await scene.node.events(made.id)
      const found = events.filter(({ type }) => type === 'incoming_payment.completed')
      return found.length === 2 && found
    })
    assert.deepEqual(
      offers.map(({ withdrawal }) => withdrawal?.amount),
      [10n, 5n],
    )
  })

  it('expires at its time: with an event for what came in, quietly when nothing did', async () => {
    await using scene = await createScene()
    const expiresAtMs = scene.clock.now() + 60_000
    const empty = expectMade(await scene.create({ expiresAtMs }))
    const partly = expectMade(await scene.create({ expiresAtMs, incomingAmount: usd(100n) }))
    const later = expectMade(await scene.create({ expiresAtMs: expiresAtMs + 60_000 }))
    await scene.credit(partly, 40n)
    scene.clock.jump(61_000)
    await waitFor(async () => (await scene.state(partly)) === 'EXPIRED')
    assert.equal(await scene.state(empty), 'EXPIRED')
    assert.equal(await scene.state(later), 'PENDING')
    assert.equal((await scene.node.events(empty.id)).length, 1)
    const event = (await scene.node.events(partly.id)).at(-1)
    assert.equal(event?.type, 'incoming_payment.expired')
    assert.equal(event?.withdrawal?.amount, 40n)
  })

  it('expires within moments of a time that is nearer than all others', async () => {
    await using scene = await createScene()
    expectMade(await scene.create())
    const made = expectMade(await scene.create({ expiresAtMs: scene.clock.now() + 200 }))
    await waitFor(async () => (await scene.state(made)) === 'EXPIRED')
  })

  it('of a closing wallet address expires with its grace period', async () => {
    await using scene = await createScene()
    const made = expectMade(await scene.create())
    const expiresAtMs = scene.clock.now() + 60_000
    const walletAddressId = scene.bob.id
    await scene.node.payments.incoming.cutExpiry({ walletAddressId, expiresAtMs })
    assert.equal((await scene.node.payments.incoming.get(made.id))?.expiresAtMs, expiresAtMs)
    scene.clock.jump(61_000)
    await waitFor(async () => (await scene.state(made)) === 'EXPIRED')
  })

  it('gets other metadata, and no credentials once it is over', async () => {
    await using scene = await createScene()
    const { incoming } = scene.node.payments
    const made = expectMade(await scene.create())
    const update = { id: made.id, metadata: { note: 'x' } }
    assert.deepEqual(expectMade(await incoming.update(update)).metadata, { note: 'x' })
    assert.equal(
      expectRefusal(await incoming.update({ ...update, id: 'x' as never })),
      'UnknownPayment',
    )
    const [one, other] = [incoming.credentials(made), incoming.credentials(made)]
    assert.notEqual(one?.ilpAddress, other?.ilpAddress)
    const completed = expectMade(await incoming.complete(made.id))
    assert.equal(incoming.credentials(completed), undefined)
  })

  it('has one end, whoever wishes it at once', async () => {
    await using scene = await createScene()
    const made = expectMade(await scene.create())
    await scene.credit(made, 10n)
    const { incoming } = scene.node.payments
    const answers = await Promise.all([1, 2, 3, 4].map(() => incoming.complete(made.id)))
    assert.equal(answers.filter((answer) => !('refusal' in answer)).length, 1)
    const events = await scene.node.events(made.id)
    const offers = events.filter(({ withdrawal }) => withdrawal !== undefined)
    assert.equal(offers.length, 1)
  })
})

describe('an incoming payment that has to be approved', () => {
  it('is made when the ASE says yes', async () => {
    await using scene = await createScene({ approvalWaitMs: 10_000 })
    const making = scene.create()
    const { id } = await firstPayment(scene)
    expectMade(await scene.node.payments.incoming.decide({ id, approved: true }))
    assert.equal(expectMade(await making).id, id)
    const again = await scene.node.payments.incoming.decide({ id, approved: false })
    assert.equal(expectRefusal(again), 'AlreadyActioned')
  })

  it('is refused when the ASE says no, with its reason, or says nothing', async () => {
    await using scene = await createScene({ approvalWaitMs: 10_000 })
    const making = scene.create()
    const { id } = await firstPayment(scene)
    const reason = 'not this one'
    expectMade(await scene.node.payments.incoming.decide({ id, approved: false, reason }))
    const refused = await making
    assert.equal(expectRefusal(refused), 'ActionNotPerformed')
    assert.equal('description' in refused && refused.description, reason)
    const waiting = scene.create()
    setTimeout(() => scene.clock.jump(11_000), 50)
    assert.equal(expectRefusal(await waiting), 'ActionNotPerformed')
  })

  async function firstPayment({ node }: Awaited<ReturnType<typeof createScene>>) {
    return await waitFor(async () => (await node.payments.incoming.list({})).items[0])
  }
})
