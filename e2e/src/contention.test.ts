import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { systemRandom } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import { AdminRefusal } from './test-admin.ts'
import { type Bank, startBank } from './test-bank.ts'
import { openFolder } from './test-folder.ts'
import {
  amountOf,
  assetLiquidity,
  createAsset,
  createPayment,
  createPeer,
  createReceiver,
  createWallet,
  depositAsset,
  incomingPayment,
  outgoingPayment,
  peerLiquidity,
} from './test-objects.ts'
import { outcomeOf, packetTo, postPacket, startFulfillingPeer, untilKnown } from './test-packets.ts'

/** As many at once, of which an account has money for half. */
const atOnce = 200
const enough = atOnce / 2

/** A node that freezes takes longer; one on a busy machine with two cores does not. */
const depositsMsMax = 10_000

describe('many at once', () => {
  const opened = new AsyncDisposableStack()
  let bank: Bank
  let usd: string

  before(async () => {
    const folder = opened.use(await openFolder()).path
    // A payment that there is no money for fails at once.
    const settings = { MAX_OUTGOING_PAYMENT_RETRY_ATTEMPTS: '1' }
    bank = opened.use(await startBank({ folder, name: 'node', settings }))
    usd = await createAsset(bank.node.admin, { code: 'USD', liquidity: '0' })
  })
  after(() => opened.disposeAsync())

  /** Does it `atOnce` times at the same time; gives how often it was done, and why not else. */
  const race = async (attempt: (index: number) => Promise<unknown>) => {
    const attempts = Array.from({ length: atOnce }, (_, index) => attempt(index))
    const results = await Promise.allSettled(attempts)
    const codes = results.flatMap((result) => {
      if (result.status === 'fulfilled') return []
      if (result.reason instanceof AdminRefusal) return [result.reason.code]
      throw result.reason
    })
    return { done: results.length - codes.length, codes: [...new Set(codes)] }
  }

  test('deposits add up, and the node answers all the while', async () => {
    const { node } = bank
    const startMs = performance.now()
    const deposits = race(() => depositAsset(node.admin, { assetId: usd, amount: '7' }))
    const health = await fetch(`${node.urls.ADMIN_PORT}/readyz`)
    assert.equal(health.status, 200)
    assert.deepEqual(await deposits, { done: atOnce, codes: [] })
    assert.ok(performance.now() - startMs < depositsMsMax)
    assert.equal(await assetLiquidity(node.admin, usd), BigInt(atOnce * 7))
  })

  test('one deposit, sent many times, is made once', async () => {
    const { admin } = bank.node
    const beforeIt = await assetLiquidity(admin, usd)
    const id = systemRandom.uuid()
    const { done, codes } = await race(() =>
      admin.call(
        `mutation ($input: DepositAssetLiquidityInput!) {
          depositAssetLiquidity(input: $input) { success }
        }`,
        { input: { assetId: usd, amount: '5', id, idempotencyKey: systemRandom.uuid() } },
      ),
    )
    assert.equal(done, 1)
    assert.deepEqual(codes, ['DUPLICATE'])
    assert.equal(await assetLiquidity(admin, usd), beforeIt + 5n)
  })

  test('of withdrawals as many succeed as there is money for', async () => {
    const { admin } = bank.node
    const assetId = await createAsset(admin, { code: 'KES', liquidity: String(enough * 3) })
    const { done, codes } = await race(() =>
      admin.call(
        `mutation ($input: CreateAssetLiquidityWithdrawalInput!) {
          createAssetLiquidityWithdrawal(input: $input) { success }
        }`,
        {
          input: {
            assetId,
            amount: '3',
            id: systemRandom.uuid(),
            idempotencyKey: systemRandom.uuid(),
            timeoutSeconds: 0,
          },
        },
      ),
    )
    assert.equal(done, enough)
    assert.deepEqual(codes, ['FORBIDDEN'])
    assert.equal(await assetLiquidity(admin, assetId), 0n)
  })

  test('of payments as many succeed as there is money for, and the rest fail whole', async () => {
    const { node } = bank
    const eur = await createAsset(node.admin, { code: 'EUR', liquidity: String(enough * 90) })
    const payer = await createWallet(node.admin, {
      assetId: usd,
      address: node.walletAddress('payer'),
    })
    const payee = node.walletAddress('payee')
    await createWallet(node.admin, { assetId: eur, address: payee })
    const made = await Promise.all(
      Array.from({ length: atOnce }, async () => {
        const receiver = await createReceiver(node.admin, { walletAddressUrl: payee })
        const debitAmount = amountOf(100)
        const input = { walletAddressId: payer, receiver, debitAmount }
        const { id } = await createPayment(node.admin, input)
        return { id, receiver }
      }),
    )
    const payments = await waitFor(
      async () => {
        const found = await Promise.all(made.map(({ id }) => outgoingPayment(node.admin, id)))
        return found.every(({ state }) => ['COMPLETED', 'FAILED'].includes(state)) && found
      },
      { what: 'all payments to end', timeoutMs: 60_000, intervalMs: 250 },
    )
    const completed = payments.filter(({ state }) => state === 'COMPLETED')
    assert.equal(completed.length, enough)
    for (const [index, { state, sentAmount }] of payments.entries()) {
      const received = await incomingPayment(node.admin, made[index]?.receiver ?? '')
      const isDone = state === 'COMPLETED'
      assert.equal(sentAmount.value, isDone ? '100' : '0')
      assert.equal(received.receivedAmount.value, isDone ? '90' : '0')
    }
    assert.equal(await assetLiquidity(node.admin, eur), 0n)
  })

  test('of packets as many pass as their peer has money for', async () => {
    const { node } = bank
    await using hop = await startFulfillingPeer()
    const peer = { assetId: usd, endpoint: hop.url, outgoingToken: 'out' }
    const sender = await createPeer(node.admin, {
      ...peer,
      ilpAddress: 'test.sender',
      incomingToken: 'token-of-the-sender',
      liquidity: String(enough * 100),
    })
    const receiver = await createPeer(node.admin, {
      ...peer,
      ilpAddress: 'test.receiver',
      incomingToken: 'token-of-the-receiver',
      liquidity: '1',
    })
    await untilKnown(node.urls.CONNECTOR_PORT, 'token-of-the-receiver')
    const send = async (): Promise<string> => {
      const packet = packetTo('test.receiver.somebody')
      return await outcomeOf(
        await postPacket(node.urls.CONNECTOR_PORT, { token: 'token-of-the-sender', packet }),
      )
    }
    const outcomes = await Promise.all(Array.from({ length: atOnce }, send))
    const fulfilled = outcomes.filter((outcome) => outcome === 'fulfilled')
    assert.equal(fulfilled.length, enough)
    const others = new Set(outcomes.filter((outcome) => outcome !== 'fulfilled'))
    assert.deepEqual([...others], ['T04'])
    assert.equal(hop.prepares.length, enough)
    assert.equal(await peerLiquidity(node.admin, sender), 0n)
    assert.equal(await peerLiquidity(node.admin, receiver), 1n + BigInt(enough * 100))
  })

  test('and at the end the books balance', async () => {
    const { balanced, accounts } = await bank.node.books()
    assert.equal(balanced, true)
    const overdrawn = accounts.filter(({ liquidity }) => liquidity.startsWith('-'))
    assert.deepEqual(overdrawn, [])
  })
})
