import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Asset, WalletAddress } from '@kivuko/directory'
import { waitFor } from '@kivuko/testing'
import type { OutgoingPayment, OutgoingPaymentState } from './resources.ts'
import { createTestNode, expectMade, expectRefusal, type TestNode } from './test-node.ts'

interface Scene extends AsyncDisposable {
  readonly node: TestNode
  readonly dollars: Asset
  readonly alice: WalletAddress
  readonly bob: WalletAddress
}

async function createScene(settings = {}): Promise<Scene> {
  const node = await createTestNode({ host: 'alpha.test', settings })
  const dollars = await node.makeAsset('USD')
  const alice = await node.makeWallet('alice', dollars)
  const bob = await node.makeWallet('bob', dollars)
  return { node, dollars, alice, bob, [Symbol.asyncDispose]: () => node[Symbol.asyncDispose]() }
}

function usd(value: bigint) {
  return { value, code: 'USD', scale: 2 }
}

async function receive(node: TestNode, wallet: WalletAddress, value?: bigint) {
  const amount = value === undefined ? {} : { incomingAmount: usd(value) }
  const created = await node.payments.receivers.create({ walletAddressUrl: wallet.url, ...amount })
  return expectMade(created)
}

async function pay(
  node: TestNode,
  from: WalletAddress,
  to: { receiver: string; debit?: bigint; receive?: bigint },
): Promise<OutgoingPayment> {
  const quote = expectMade(
    await node.payments.quotes.create({
      walletAddressId: from.id,
      receiver: to.receiver,
      ...(to.debit !== undefined && { debitAmount: usd(to.debit) }),
      ...(to.receive !== undefined && { receiveAmount: usd(to.receive) }),
    }),
  )
  const from1 = { quoteId: quote.id }
  const create = { walletAddressId: from.id, from: from1 }
  const payment = expectMade(await node.payments.outgoing.create(create))
  return expectMade(await node.payments.outgoing.fund({ id: payment.id }))
}

async function ended(
  node: TestNode,
  { id }: OutgoingPayment,
  state: OutgoingPaymentState = 'COMPLETED',
): Promise<OutgoingPayment> {
  return await waitFor(
    async () => {
      const payment = await node.payments.outgoing.get(id)
      return payment?.state === state && payment
    },
    { what: `the payment to be ${state}` },
  )
}

describe('a payment within the node', () => {
  it('moves the exact amount, completes both payments and tells the ASE', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    const receiver = await receive(node, bob, 500n)
    const sent = await ended(node, await pay(node, alice, { receiver: receiver.id }))
    assert.equal(sent.sentAmount.value, 500n)
    assert.equal(sent.debitAmount.value, 500n)
    const incoming = await node.payments.incoming.get(receiver.local ?? assert.fail())
    assert.equal(incoming?.state, 'COMPLETED')
    assert.equal(incoming?.receivedAmount, 500n)
    const events = await node.events(sent.id)
    assert.deepEqual(
      events.map(({ type }) => type),
      ['outgoing_payment.created', 'outgoing_payment.completed'],
    )
    assert.equal(events[1]?.data['balance'], '0')
    assert.equal(events[1]?.withdrawal, undefined)
    const [created, completed] = await node.events(incoming?.id ?? '')
    assert.equal(created?.type, 'incoming_payment.created')
    assert.equal(completed?.type, 'incoming_payment.completed')
    assert.deepEqual(completed?.withdrawal, { accountId: incoming?.id, amount: 500n })
    assert.equal((await node.ledger.transfer(events[0]?.id as never))?.amount, 500n)
    await node.assertBooks()
  })

  it('leaves the fee on the payment for the ASE to withdraw', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    await node.setFee(scene.dollars, { fixed: 10n, basisPoints: 200 })
    const receiver = await receive(node, bob)
    const sent = await ended(node, await pay(node, alice, { receiver: receiver.id, debit: 1_000n }))
    assert.equal(sent.receiveAmount.value, 970n)
    assert.equal(sent.sentAmount.value, 970n)
    const [, completed] = await node.events(sent.id)
    assert.equal(completed?.data['balance'], '30')
    assert.deepEqual(completed?.withdrawal, { accountId: sent.id, amount: 30n })
    await node.assertBooks()
  })

  it('adds up in a receiver without an amount, which stays open', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    const receiver = await receive(node, bob)
    for (const receiveAmount of [100n, 250n]) {
      const to = { receiver: receiver.id, receive: receiveAmount }
      await ended(node, await pay(node, alice, to))
    }
    const id = receiver.local ?? assert.fail()
    const incoming = await node.payments.incoming.get(id)
    assert.equal(incoming?.state, 'PROCESSING')
    assert.equal(incoming?.receivedAmount, 350n)
    const completed = expectMade(await node.payments.incoming.complete(id))
    assert.equal(completed.state, 'COMPLETED')
    assert.equal(expectRefusal(await node.payments.incoming.complete(id)), 'WrongState')
    const events = await node.events(id)
    assert.deepEqual(events.at(-1)?.withdrawal, { accountId: id, amount: 350n })
  })

  it('converts exactly between assets, with the liquidity of the destination', async () => {
    await using scene = await createScene()
    const { node, alice } = scene
    const eur = await node.makeAsset('EUR')
    const eve = await node.makeWallet('eve', eur)
    await node.deposit(eur.accountId, eur, 10_000n)
    const receiver = await receive(node, eve)
    const sent = await ended(node, await pay(node, alice, { receiver: receiver.id, debit: 1_001n }))
    assert.deepEqual(sent.receiveAmount, { value: 900n, code: 'EUR', scale: 2 })
    assert.equal(await node.balance(eur.accountId), 9_100n)
    assert.equal(await node.balance(scene.dollars.accountId), 1_001n)
    await node.assertBooks()
  })

  it('fails without liquidity at the destination, and gives all back', async () => {
    await using scene = await createScene({ sendAttemptsMax: 1 })
    const { node, alice } = scene
    const eve = await node.makeWallet('eve', await node.makeAsset('EUR'))
    const receiver = await receive(node, eve)
    const payment = await pay(node, alice, { receiver: receiver.id, debit: 1_000n })
    const failed = await ended(node, payment, 'FAILED')
    assert.equal(failed.error, 'InsufficientLiquidity')
    assert.equal(failed.sentAmount.value, 0n)
    const [, event] = await node.events(failed.id)
    assert.equal(event?.type, 'outgoing_payment.failed')
    assert.deepEqual(event?.withdrawal, { accountId: failed.id, amount: 1_000n })
    await node.assertBooks()
  })

  it('ends with nothing sent when the receiver was completed before', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    const receiver = await receive(node, bob)
    const quote = expectMade(
      await node.payments.quotes.create({
        walletAddressId: alice.id,
        receiver: receiver.id,
        debitAmount: usd(100n),
      }),
    )
    const input = { walletAddressId: alice.id, from: { quoteId: quote.id } }
    const { id } = expectMade(await node.payments.outgoing.create(input))
    expectMade(await node.payments.receivers.complete(receiver.id))
    const sent = await ended(node, expectMade(await node.payments.outgoing.fund({ id })))
    assert.equal(sent.sentAmount.value, 0n)
    assert.equal(await node.balance(id), 100n)
  })
})

describe('an outgoing payment', () => {
  it('is made once of a quote, funded once, and not cancelled when funded', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    const receiver = await receive(node, bob, 100n)
    const quote = expectMade(
      await node.payments.quotes.create({ walletAddressId: alice.id, receiver: receiver.id }),
    )
    const input = { walletAddressId: alice.id, from: { quoteId: quote.id } }
    const { outgoing } = node.payments
    const made = await Promise.all([outgoing.create(input), outgoing.create(input)])
    const [refused] = made.filter((answer) => 'refusal' in answer)
    assert.equal(expectRefusal(refused ?? {}), 'InvalidQuote')
    const [payment] = made.filter((answer) => !('refusal' in answer))
    const { id } = expectMade(payment ?? assert.fail())
    assert.equal(id, quote.id)
    const funded = await Promise.all([1, 2, 3].map(() => outgoing.fund({ id })))
    assert.equal(funded.filter((answer) => 'refusal' in answer).length, 2)
    assert.equal(expectRefusal(await outgoing.cancel({ id })), 'WrongState')
    await node.assertBooks()
  })

  it('is cancelled with its reason while it is not funded', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    const receiver = await receive(node, bob, 100n)
    const from = { incomingPayment: receiver.id }
    const create = { walletAddressId: alice.id, from }
    const payment = expectMade(await node.payments.outgoing.create(create))
    const cancel = { id: payment.id, reason: 'changed my mind' }
    const cancelled = expectMade(await node.payments.outgoing.cancel(cancel))
    assert.equal(cancelled.state, 'CANCELLED')
    assert.deepEqual(cancelled.metadata, { cancellationReason: 'changed my mind' })
    const refused = await node.payments.outgoing.fund({ id: payment.id })
    assert.equal(expectRefusal(refused), 'WrongState')
  })

  it('is unknown to other tenants, as is everything else', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    const receiver = await receive(node, bob, 100n)
    const other = '00000000-0000-4000-8000-000000000000' as never
    const { payments } = node
    const sent = await pay(node, alice, { receiver: receiver.id })
    const id = receiver.local ?? assert.fail()
    assert.equal(await payments.outgoing.get(sent.id, other), undefined)
    assert.equal(await payments.quotes.get(sent.quote.id, other), undefined)
    assert.equal(await payments.incoming.get(id, other), undefined)
    assert.equal(expectRefusal(await payments.incoming.complete(id, other)), 'UnknownPayment')
    const fund = await payments.outgoing.fund({ id: sent.id, tenantId: other })
    assert.equal(expectRefusal(fund), 'UnknownPayment')
    assert.equal((await payments.list({ tenantId: other })).items.length, 0)
  })

  it('is listed with incoming ones, newest first, page by page', async () => {
    await using scene = await createScene()
    const { node, alice, bob } = scene
    for (const value of [1n, 2n, 3n]) {
      const receiver = await receive(node, bob, value)
      await ended(node, await pay(node, alice, { receiver: receiver.id }))
    }
    const first = await node.payments.list({ first: 4, type: { in: ['INCOMING', 'OUTGOING'] } })
    assert.deepEqual(
      first.items.map(({ type }) => type),
      ['OUTGOING', 'INCOMING', 'OUTGOING', 'INCOMING'],
    )
    assert.equal(first.hasNextPage, true)
    const after = first.items.at(-1)?.payment.id ?? ''
    const rest = await node.payments.list({ first: 4, after })
    assert.equal(rest.items.length, 2)
    assert.equal(rest.hasNextPage, false)
    const mine = await node.payments.outgoing.list({
      walletAddressId: { in: [alice.id] },
      state: { in: ['COMPLETED'] },
      last: 2,
      before: first.items[2]?.payment.id ?? '',
    })
    assert.equal(mine.items.length, 1)
  })
})
