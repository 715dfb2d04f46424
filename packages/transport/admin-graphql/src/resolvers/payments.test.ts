import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { assertInvariants } from '@kivuko/ledger'
import { waitFor } from '@kivuko/testing'
import { startTestAdminNode, type TestAdminNode } from '../test-admin-node.ts'
import { makeCreditedWallet } from '../test-owned.ts'
import { makeAsset, makeWallet } from './test-directory.ts'
import { createReceiver, createQuote, fund, type PaymentPair, payQuote } from './test-payments.ts'

const amount = 'value assetCode assetScale'
const outgoingFields = `id walletAddressId client liquidity state error stateAttempts
  debitAmount { ${amount} } receiveAmount { ${amount} } sentAmount { ${amount} }
  receiver metadata quote { id } createdAt grantId tenant { id }`
const incomingFields = `id url walletAddressId client liquidity state expiresAt
  incomingAmount { ${amount} } receivedAmount { ${amount} } metadata createdAt
  senderWalletAddress tenant { id } cancellationReason cancelledAt`

interface Edge {
  readonly node: { readonly data: { readonly id: string } }
}

describe('payments through the admin API', () => {
  let node: TestAdminNode
  let asset: { readonly id: string; readonly code: string }
  let pair: PaymentPair
  before(async () => {
    node = await startTestAdminNode()
    asset = await makeAsset(node)
    pair = { from: await makeWallet(node, asset.id), to: await makeWallet(node, asset.id) }
  })
  after(async () => {
    await assertInvariants(node.ledger)
    await node[Symbol.asyncDispose]()
  })

  const money = (value: string) => ({ value, assetCode: asset.code, assetScale: 2 })
  const outgoing = async (id: string, fields = outgoingFields) =>
    (await node.data(`{ payment: outgoingPayment(id: "${id}") { ${fields} } }`)).payment
  const completed = (id: string) =>
    waitFor(async () => (await outgoing(id, 'state')).state === 'COMPLETED')
  const pay = async (value: string): Promise<{ id: string; incomingId: string }> => {
    const receiver = await createReceiver(node, pair.to, money(value))
    const quote = await createQuote(node, pair.from, { receiver: receiver.id })
    const payment = await payQuote(node, pair.from, quote.id)
    await fund(node, payment.id)
    await completed(payment.id)
    return { id: payment.id, incomingId: receiver.id.split('/').at(-1) ?? '' }
  }

  test('a receiver is created, found and completed', async () => {
    const { createReceiver: created } = await node.data(
      `mutation ($input: CreateReceiverInput!) { createReceiver(input: $input) { receiver {
        id walletAddressUrl completed incomingAmount { ${amount} } receivedAmount { ${amount} }
        expiresAt metadata createdAt } } }`,
      {
        input: {
          walletAddressUrl: pair.to.address,
          incomingAmount: money('7'),
          expiresAt: new Date(Date.now() + 60_000).toISOString(),
          metadata: { description: 'd', nested: { list: [1, null] } },
        },
      },
    )
    const { id, expiresAt, createdAt, ...receiver } = created.receiver
    assert.match(id, new RegExp(`^https://alpha.test/${node.operator.id}/incoming-payments/`))
    assert.equal(Date.parse(expiresAt) - Date.parse(createdAt) <= 60_000, true)
    assert.deepEqual(receiver, {
      walletAddressUrl: pair.to.address,
      completed: false,
      incomingAmount: money('7'),
      receivedAmount: money('0'),
      metadata: { description: 'd', nested: { list: [1, null] } },
    })
    const complete = `mutation { completeReceiver(input: { incomingPaymentUrl: "${id}" }) {
      receiver { completed } } }`
    assert.deepEqual((await node.data(complete)).completeReceiver.receiver, { completed: true })
    assert.equal(await node.code(complete), 'CONFLICT')
    assert.deepEqual((await node.data(`{ receiver(id: "${id}") { completed } }`)).receiver, {
      completed: true,
    })
    assert.equal(await node.code('{ receiver(id: "no url") { id } }'), 'NOT_FOUND')
  })

  test('an incoming payment is created and changed', async () => {
    const input = {
      walletAddressId: pair.to.id,
      incomingAmount: money('9'),
      metadata: { a: 1 },
      senderWalletAddress: 'https://sender.test/a',
    }
    const { createIncomingPayment } = await node.data(
      `mutation ($input: CreateIncomingPaymentInput!) { createIncomingPayment(input: $input) {
        payment { ${incomingFields} } } }`,
      { input },
    )
    const { id, expiresAt: _e, createdAt: _c, ...payment } = createIncomingPayment.payment
    assert.deepEqual(payment, {
      url: `https://alpha.test/${node.operator.id}/incoming-payments/${id}`,
      walletAddressId: pair.to.id,
      client: null,
      liquidity: '0',
      state: 'PENDING',
      incomingAmount: money('9'),
      receivedAmount: money('0'),
      metadata: { a: 1 },
      senderWalletAddress: 'https://sender.test/a',
      tenant: { id: node.operator.id },
      cancellationReason: null,
      cancelledAt: null,
    })
    const update = `mutation ($id: ID!, $metadata: JSONObject!) {
      updateIncomingPayment(input: { id: $id, metadata: $metadata }) { payment { metadata } } }`
    const changed = await node.data(update, { id, metadata: { b: 2 } })
    assert.deepEqual(changed.updateIncomingPayment.payment, { metadata: { b: 2 } })
    const unknown = { id: randomUUID(), metadata: {} }
    assert.equal(await node.code(update, unknown), 'NOT_FOUND')
  })

  test('an incoming payment that cannot be is refused with the code of what is wrong', async () => {
    const input = { walletAddressId: pair.to.id }
    const cases: readonly [object, string][] = [
      [{ walletAddressId: randomUUID() }, 'NOT_FOUND'],
      [{ incomingAmount: money('0') }, 'BAD_USER_INPUT'],
      [{ incomingAmount: { ...money('1'), assetCode: 'XXX' } }, 'BAD_USER_INPUT'],
      [{ expiresAt: 'tomorrow' }, 'BAD_USER_INPUT'],
      [{ expiresAt: '2001-01-01T00:00:00Z' }, 'BAD_USER_INPUT'],
    ]
    const create = `mutation ($input: CreateIncomingPaymentInput!) {
      createIncomingPayment(input: $input) { payment { id } } }`
    for (const [part, code] of cases) {
      assert.equal(await node.code(create, { input: { ...input, ...part } }), code)
    }
  })

  test('an ASE answers to an incoming payment that waits for it, once', async () => {
    const { id } = await createIncoming()
    const { cancelIncomingPayment } = await node.data(
      `mutation { cancelIncomingPayment(input: { id: "${id}", cancellationReason: "no" }) {
        payment { cancellationReason cancelledAt } } }`,
    )
    assert.equal(cancelIncomingPayment.payment.cancellationReason, 'no')
    assert.match(cancelIncomingPayment.payment.cancelledAt, /Z$/)
    const approve = (which: string) =>
      `mutation { approveIncomingPayment(input: { id: "${which}" }) { payment { id } } }`
    assert.equal(await node.code(approve(id)), 'FORBIDDEN')
    assert.equal(await node.code(approve(randomUUID())), 'NOT_FOUND')
    const other = await createIncoming()
    const approved = await node.data(approve(other.id))
    assert.deepEqual(approved.approveIncomingPayment.payment, { id: other.id })
    const input = { incomingPaymentId: other.id, partialIncomingPaymentId: randomUUID() }
    for (const [name, type] of [
      ['confirmPartialIncomingPayment', 'ConfirmPartialIncomingPaymentInput'],
      ['rejectPartialIncomingPayment', 'RejectPartialIncomingPaymentInput'],
    ]) {
      const decide = `mutation ($input: ${type}!) { ${name}(input: $input) { success } }`
      assert.equal(await node.code(decide, { input }), 'FORBIDDEN')
    }
  })

  async function createIncoming(): Promise<{ id: string }> {
    const create = `mutation { createIncomingPayment(input: { walletAddressId: "${pair.to.id}" }) {
      payment { id } } }`
    return (await node.data(create)).createIncomingPayment.payment
  }

  test('a quote says what a payment costs and brings', async () => {
    const receiver = await createReceiver(node, pair.to, money('100'))
    const quote = await createQuote(node, pair.from, { receiver: receiver.id })
    const { id, createdAt, expiresAt, ...rest } = quote
    assert.deepEqual(rest, {
      tenantId: node.operator.id,
      walletAddressId: pair.from.id,
      receiver: receiver.id,
      debitAmount: money('100'),
      receiveAmount: money('100'),
      estimatedExchangeRate: 1,
    })
    assert.equal(Date.parse(expiresAt) > Date.parse(createdAt), true)
    const found = (await node.data(`{ quote(id: "${id}") { id expiresAt } }`)).quote
    assert.deepEqual(found, { id, expiresAt })
  })

  test('a quote for too little says how much it would take', async () => {
    const fee = `mutation { setFee(input: { assetId: "${asset.id}", type: SENDING,
      fee: { fixed: 10, basisPoints: 0 } }) { fee { id } } }`
    await node.data(fee)
    const receiver = await createReceiver(node, pair.to)
    const input = { walletAddressId: pair.from.id, receiver: receiver.id, debitAmount: money('3') }
    const create =
      'mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { quote { id } } }'
    await waitFor(async () => (await node.ask(create, { input })).errors !== undefined)
    const { errors } = await node.ask(create, { input })
    assert.deepEqual(errors?.[0]?.extensions, {
      code: 'BAD_USER_INPUT',
      details: { minSendAmount: money('11') },
    })
    await node.data(fee.replace('fixed: 10', 'fixed: 0'))
    await waitFor(async () => (await node.ask(create, { input })).errors === undefined)
  })

  test('a payment is created from a quote, funded, and arrives', async () => {
    const receiver = await createReceiver(node, pair.to, money('250'))
    const quote = await createQuote(node, pair.from, { receiver: receiver.id })
    const created = await payQuote(node, pair.from, quote.id, outgoingFields)
    const { createdAt: _createdAt, ...payment } = created
    assert.deepEqual(payment, {
      id: quote.id,
      walletAddressId: pair.from.id,
      client: null,
      liquidity: '0',
      state: 'FUNDING',
      error: null,
      stateAttempts: 0,
      debitAmount: money('250'),
      receiveAmount: money('250'),
      sentAmount: money('0'),
      receiver: receiver.id,
      metadata: { order: 'o-1' },
      quote: { id: quote.id },
      grantId: null,
      tenant: { id: node.operator.id },
    })
    await fund(node, quote.id)
    await completed(quote.id)
    const { sentAmount, liquidity } = await outgoing(quote.id)
    assert.deepEqual([sentAmount, liquidity], [money('250'), '0'])
    const incomingId = receiver.id.split('/').at(-1)
    const incoming = `{ incomingPayment(id: "${incomingId}") {
      state liquidity receivedAmount { value } } }`
    await waitFor(async () => (await node.data(incoming)).incomingPayment.state === 'COMPLETED')
    const { liquidity: received, receivedAmount } = (await node.data(incoming)).incomingPayment
    assert.deepEqual([received, receivedAmount], ['250', { value: '250' }])
  })

  test('a quote is paid once, and a payment is funded once', async () => {
    const { id } = await pay('10')
    const input = { walletAddressId: pair.from.id, quoteId: id }
    const again = `mutation ($input: CreateOutgoingPaymentInput!) {
      createOutgoingPayment(input: $input) { payment { id } } }`
    assert.equal(await node.code(again, { input }), 'BAD_USER_INPUT')
    const fundAgain = `mutation { depositOutgoingPaymentLiquidity(input: {
      outgoingPaymentId: "${id}", idempotencyKey: "${randomUUID()}" }) { success } }`
    assert.equal(await node.code(fundAgain), 'CONFLICT')
  })

  test('an incoming payment is quoted and paid in one go, or the payment cancelled', async () => {
    const receiver = await createReceiver(node, pair.to)
    const create = `mutation ($input: CreateOutgoingPaymentFromIncomingPaymentInput!) {
      createOutgoingPaymentFromIncomingPayment(input: $input) { payment { id state receiver
        debitAmount { value } } } }`
    const input = {
      walletAddressId: pair.from.id,
      incomingPayment: receiver.id,
      debitAmount: money('5'),
      cardDetails: { requestId: randomUUID(), data: { a: 1 }, initiatedAt: '2026-01-01T00:00:00Z' },
    }
    const created = await node.data(create, { input })
    const { payment } = created.createOutgoingPaymentFromIncomingPayment
    const { id, ...rest } = payment
    const expected = { state: 'FUNDING', receiver: receiver.id, debitAmount: { value: '5' } }
    assert.deepEqual(rest, expected)
    const cancel = `mutation { cancelOutgoingPayment(input: { id: "${id}", reason: "no",
      cardPaymentFailureReason: invalid_signature }) { payment { state metadata } } }`
    assert.equal((await node.data(cancel)).cancelOutgoingPayment.payment.state, 'CANCELLED')
    assert.equal(await node.code(cancel), 'CONFLICT')
  })

  test('what was received is withdrawn once it has ended, once', async () => {
    const { incomingId } = await pay('33')
    const withdraw = (payment: string) =>
      `mutation { createIncomingPaymentWithdrawal(input: { incomingPaymentId: "${payment}",
        timeoutSeconds: 0, idempotencyKey: "${randomUUID()}" }) { success } }`
    await waitFor(async () => (await node.ask(withdraw(incomingId))).errors === undefined)
    assert.equal(await node.code(withdraw(incomingId)), 'DUPLICATE')
    const left = `{ incomingPayment(id: "${incomingId}") { liquidity } }`
    assert.equal((await node.data(left)).incomingPayment.liquidity, '0')
    const { id: open } = await createIncoming()
    assert.equal(await node.code(withdraw(open)), 'FORBIDDEN')
    assert.equal(await node.code(withdraw(randomUUID())), 'NOT_FOUND')
  })

  test('what an outgoing payment has left can be withdrawn by its event', async () => {
    const { id } = await pay('12')
    const nothing = `mutation { createOutgoingPaymentWithdrawal(input: { outgoingPaymentId: "${id}",
      timeoutSeconds: 0, idempotencyKey: "k${id}" }) { success } }`
    assert.equal(await node.code(nothing), 'FORBIDDEN')
    assert.equal(await node.code(nothing.replaceAll(id, randomUUID())), 'NOT_FOUND')
  })

  test('the older mutations move money by the ids of events', async () => {
    const receiver = await createReceiver(node, pair.to, money('44'))
    const quote = await createQuote(node, pair.from, { receiver: receiver.id })
    const payment = await payQuote(node, pair.from, quote.id)
    const eventOf = async (type: string, id: string): Promise<string> => {
      const list = `{ webhookEvents(first: 100, filter: { type: { in: ["${type}"] } }) {
        edges { node { id data } } } }`
      return await waitFor(async () => {
        const { webhookEvents } = await node.data(list)
        const found = webhookEvents.edges.find((edge: Edge) => edge.node.data.id === id)
        return found === undefined ? undefined : String(found.node.id)
      })
    }
    const move = (name: string, eventId: string) =>
      `mutation { ${name}(input: { eventId: "${eventId}", idempotencyKey: "${randomUUID()}" }) {
        success } }`
    const created = await eventOf('outgoing_payment.created', payment.id)
    assert.equal(await node.code(move('withdrawEventLiquidity', created)), 'FORBIDDEN')
    await node.data(move('depositEventLiquidity', created))
    await completed(payment.id)
    const received = receiver.id.split('/').at(-1) ?? ''
    const done = await eventOf('incoming_payment.completed', received)
    assert.equal(await node.code(move('depositEventLiquidity', done)), 'BAD_USER_INPUT')
    await node.data(move('withdrawEventLiquidity', done))
    assert.equal(await node.code(move('withdrawEventLiquidity', done)), 'DUPLICATE')
    assert.equal(await node.code(move('withdrawEventLiquidity', randomUUID())), 'BAD_USER_INPUT')
  })

  test('money of a wallet address is withdrawn whole', async () => {
    const wallet = await makeCreditedWallet(node, asset.id)
    const withdraw = () =>
      `mutation { createWalletAddressWithdrawal(input: { walletAddressId: "${wallet.id}",
        id: "${randomUUID()}", timeoutSeconds: 0, idempotencyKey: "${randomUUID()}" }) {
        withdrawal { amount walletAddress { id liquidity } } } }`
    const { withdrawal } = (await node.data(withdraw())).createWalletAddressWithdrawal
    assert.deepEqual(withdrawal, {
      amount: '17',
      walletAddress: { id: wallet.id, liquidity: '0' },
    })
    assert.equal(await node.code(withdraw()), 'FORBIDDEN')
  })

  test('a deactivated wallet address lets its open payments end', async () => {
    const wallet = await makeWallet(node, asset.id)
    const create = `mutation { createIncomingPayment(input: { walletAddressId: "${wallet.id}" }) {
      payment { id } } }`
    const { id } = (await node.data(create)).createIncomingPayment.payment
    const close = `mutation { updateWalletAddress(input: { id: "${wallet.id}",
      status: INACTIVE }) { walletAddress { id } } }`
    await node.data(close)
    const { expiresAt } = (await node.data(`{ p: incomingPayment(id: "${id}") { expiresAt } }`)).p
    const dayMs = 24 * 60 * 60 * 1_000
    assert.ok(Math.abs(Date.parse(expiresAt) - Date.now() - dayMs) < 10_000)
    await waitFor(async () => (await node.ask(create)).errors?.[0]?.extensions.code === 'INACTIVE')
  })
})
