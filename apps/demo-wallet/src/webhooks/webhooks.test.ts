import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { AMINA, startTestWallet, type TestWallet } from '../test-wallet.ts'

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 })

function outgoing(type: string, data: Readonly<Record<string, unknown>> = {}) {
  const id = randomUUID()
  return {
    id: randomUUID(),
    type: `outgoing_payment.${type}`,
    data: { id, walletAddressId: AMINA, debitAmount: usd('3000'), balance: '0', ...data },
  }
}

function incoming(type: string, data: Readonly<Record<string, unknown>> = {}) {
  const id = randomUUID()
  return {
    id: randomUUID(),
    type: `incoming_payment.${type}`,
    data: { id, walletAddressId: AMINA, receivedAmount: usd('2500'), ...data },
  }
}

function balanceOf({ books }: TestWallet): readonly (bigint | undefined)[] {
  const account = books.account('amina')
  return [account?.balance, account?.held]
}

test('funds a payment that the account can bear', async () => {
  await using wallet = await startTestWallet()
  const event = outgoing('created')
  assert.equal(await wallet.deliver(event), 200)
  assert.deepEqual(balanceOf(wallet), [100_000n, 3_000n])
  const variables = { payment: event.data.id, idempotencyKey: event.id }
  assert.deepEqual(wallet.node.operations, [{ name: 'depositOutgoingPaymentLiquidity', variables }])
})

test('cancels a payment that the account cannot bear, and one from no account', async () => {
  await using wallet = await startTestWallet()
  const dear = outgoing('created', { debitAmount: usd('100001') })
  const stranger = outgoing('created', { walletAddressId: randomUUID() })
  assert.deepEqual([await wallet.deliver(dear), await wallet.deliver(stranger)], [200, 200])
  assert.deepEqual(
    wallet.node.operations.map(({ name, variables }) => [name, variables['reason']]),
    [
      ['cancelOutgoingPayment', 'There is not enough money in the account'],
      ['cancelOutgoingPayment', 'There is no such account'],
    ],
  )
  assert.deepEqual(balanceOf(wallet), [100_000n, 0n])
})

test('asks to be told again while the node cannot be reached, and then goes on', async () => {
  await using wallet = await startTestWallet()
  const event = outgoing('created')
  wallet.node.failNext('depositOutgoingPaymentLiquidity', 'silence')
  assert.equal(await wallet.deliver(event), 500)
  assert.deepEqual(balanceOf(wallet), [100_000n, 3_000n], 'the hold stays: the money may be there')
  assert.equal(await wallet.deliver(event), 200)
  assert.deepEqual(balanceOf(wallet), [100_000n, 3_000n])
})

const refusedFunding = [
  { state: 'FUNDING', status: 500, held: 3_000n, why: 'it may still take the money' },
  { state: 'SENDING', status: 200, held: 3_000n, why: 'it has the money' },
  { state: 'CANCELLED', status: 200, held: 0n, why: 'it will never take the money' },
  { state: undefined, status: 200, held: 0n, why: 'there is no such payment' },
]
for (const { state, status, held, why } of refusedFunding) {
  test(`when the node refuses the money of a payment in state ${state}: ${why}`, async () => {
    await using wallet = await startTestWallet()
    const event = outgoing('created')
    if (state !== undefined) wallet.node.payments.set(event.data.id, state)
    wallet.node.failNext('depositOutgoingPaymentLiquidity', { code: 'CONFLICT' })
    assert.equal(await wallet.deliver(event), status)
    assert.deepEqual(balanceOf(wallet), [100_000n, held])
  })
}

for (const type of ['completed', 'failed']) {
  test(`books what a ${type} payment took and gives the rest back, once`, async () => {
    await using wallet = await startTestWallet()
    const created = outgoing('created')
    await wallet.deliver(created)
    const ended = outgoing(type, { id: created.data.id, balance: '27' })
    assert.equal(await wallet.deliver(ended), 200)
    assert.deepEqual(balanceOf(wallet), [97_027n, 0n])
    wallet.node.failNext('createOutgoingPaymentWithdrawal', { code: 'DUPLICATE' })
    assert.equal(await wallet.deliver(ended), 200)
    assert.equal(await wallet.deliver(created), 200)
    assert.deepEqual(balanceOf(wallet), [97_027n, 0n])
    const withdrawals = wallet.node.named('createOutgoingPaymentWithdrawal')
    const call = { payment: created.data.id, idempotencyKey: ended.id }
    assert.deepEqual(
      withdrawals.map(({ variables }) => variables),
      [call, call],
    )
    assert.equal(wallet.node.named('depositOutgoingPaymentLiquidity').length, 1)
  })
}

test('takes nothing out of a payment that used all its money', async () => {
  await using wallet = await startTestWallet()
  const created = outgoing('created')
  await wallet.deliver(created)
  await wallet.deliver(outgoing('completed', { id: created.data.id, balance: '0' }))
  assert.deepEqual(balanceOf(wallet), [97_000n, 0n])
  assert.deepEqual(wallet.node.named('createOutgoingPaymentWithdrawal'), [])
})

test('does not take the word of a node for money that was never held', async () => {
  await using wallet = await startTestWallet()
  assert.equal(await wallet.deliver(outgoing('completed')), 500)
  assert.deepEqual(balanceOf(wallet), [100_000n, 0n])
})

for (const type of ['completed', 'expired']) {
  test(`credits what a ${type} incoming payment brought, once`, async () => {
    await using wallet = await startTestWallet()
    const event = incoming(type)
    wallet.node.failNext('createIncomingPaymentWithdrawal', 'silence')
    assert.equal(await wallet.deliver(event), 500)
    assert.equal(await wallet.deliver(event), 200)
    assert.equal(await wallet.deliver(event), 200)
    assert.deepEqual(balanceOf(wallet), [102_500n, 0n])
    assert.equal(wallet.node.named('createIncomingPaymentWithdrawal').length, 3)
  })
}

test('keeps being told of money for an account that it does not know', async () => {
  await using wallet = await startTestWallet()
  assert.equal(await wallet.deliver(incoming('completed', { walletAddressId: randomUUID() })), 500)
  assert.deepEqual(wallet.node.operations, [])
})

test('takes events that it does not act on, and refuses what is none', async () => {
  await using wallet = await startTestWallet()
  const low = { id: randomUUID(), balance: '1', liquidityThreshold: '5' }
  const statuses = [
    await wallet.deliver({ id: randomUUID(), type: 'peer.liquidity_low', data: low }),
    await wallet.deliver({ id: randomUUID(), type: 'wallet_address.not_found', data: {} }),
    await wallet.deliver({ id: randomUUID(), type: 'outgoing_payment.created', data: {} }),
  ]
  assert.deepEqual(statuses, [200, 200, 400])
})

test('does nothing for whoever does not know the secret', async () => {
  await using wallet = await startTestWallet()
  const body = JSON.stringify(incoming('completed'))
  const forged = { 'rafiki-signature': `t=${Date.now()}, v1=${'0'.repeat(64)}` }
  for (const headers of [{}, forged]) {
    const answer = await fetch(`${wallet.url}/webhooks`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    })
    assert.equal(answer.status, 401)
  }
  assert.deepEqual(balanceOf(wallet), [100_000n, 0n])
})
