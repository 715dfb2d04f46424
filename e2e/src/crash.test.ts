import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createSeededRandom, systemRandom } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import { type Admin, AdminRefusal } from './test-admin.ts'
import { type Pair, startPair } from './test-bank.ts'
import { openFolder } from './test-folder.ts'
import {
  amountOf,
  incomingPayment,
  type OutgoingPayment,
  outgoingPayment,
  peerLiquidity,
} from './test-objects.ts'

/** `KIVUKO_E2E_FULL=1` pays and kills more; `KIVUKO_E2E_SEED` draws another plan. */
const { KIVUKO_E2E_FULL, KIVUKO_E2E_SEED } = process.env
const plan = KIVUKO_E2E_FULL === '1' ? { payments: 200, kills: 20 } : { payments: 40, kills: 6 }
const seed = Number(KIVUKO_E2E_SEED ?? 20_261_120)

/** Of the kills, those that a node's database falls victim to. */
const databaseShare = 0.3

/** Payments that are being made at once. */
const atOnce = 8

/** Small packets, so that most payments are under way when a node is killed. */
const maxPacketAmount = '500'
const peerStartLiquidity = 100_000_000n

/** A packet of unknown fate is waited for, then an attempt is made again, a few times over. */
const settleMsMax = 240_000

/** A webhook whose answer was lost comes again after ten seconds, then after twenty. */
const webhookMsMax = 40_000

type Side = 'one' | 'two'

/** A payment of the plan. */
interface PlannedPayment {
  readonly from: Side
  readonly to: Side
  readonly amount: bigint
  readonly isFixedSend: boolean
  /** Names its requests: the same when they are made again. */
  readonly key: string
}

/** A payment that was made. */
interface MadePayment extends PlannedPayment {
  readonly id: string
  readonly receiver: string
}

describe('nodes that are killed', () => {
  const opened = new AsyncDisposableStack()
  const random = createSeededRandom(seed)
  let pair: Pair

  before(async () => {
    const folder = opened.use(await openFolder()).path
    const liquidity = String(peerStartLiquidity)
    pair = opened.use(await startPair(folder, { liquidity, maxPacketAmount }))
  })
  after(() => opened.disposeAsync())

  test(`end all of ${plan.payments} payments as they are, after ${plan.kills} kills`, async (t) => {
    const startMs = performance.now()
    const note = (what: string): void => {
      t.diagnostic(`${what} after ${Math.round(performance.now() - startMs)} ms`)
    }
    t.diagnostic(`seed ${seed}`)
    const made = await payWhileKilling(note)
    note('all payments were made')
    const payments = await allEnded(made)
    const completed = payments.filter(({ state }) => state === 'COMPLETED').length
    note(`${completed} payments were completed, ${payments.length - completed} had failed`)
    for (const [index, payment] of payments.entries()) {
      await assertTruth(made[index]!, payment)
    }
    await assertBooks(made, payments)
    note('no money was held any more')
    await assertWebhooks(made, payments)
    note('all was told')
  })

  /** Makes the payments of the plan, `atOnce` at a time, and kills nodes while they are paid. */
  const payWhileKilling = async (note: (what: string) => void): Promise<readonly MadePayment[]> => {
    const planned = Array.from({ length: plan.payments }, planPayment)
    const queue = planned.values()
    const made: MadePayment[] = []
    const payer = async (): Promise<void> => {
      for (const payment of queue) made.push(await makePayment(payment))
    }
    const killer = async (): Promise<void> => {
      for (let count = 1; count <= plan.kills; count += 1) {
        const due = Math.floor((count * plan.payments) / (plan.kills + 1))
        await waitFor(() => made.length >= due, { timeoutMs: 60_000, what: `payment ${due}` })
        await sleep(random.fraction() * 250)
        const { node } = pair[random.fraction() < 0.5 ? 'one' : 'two']
        if (random.fraction() < databaseShare) {
          note(`the database of ${node.name} was killed`)
          await node.killDatabase()
        } else {
          note(`${node.name} was killed`)
          await node.kill()
          await node.start()
        }
      }
    }
    await Promise.all([killer(), ...Array.from({ length: atOnce }, payer)])
    return made
  }

  const planPayment = (): PlannedPayment => {
    const draw = random.fraction()
    const from = random.fraction() < 0.5 ? 'one' : 'two'
    const other = from === 'one' ? 'two' : 'one'
    return {
      from,
      to: draw < 0.3 ? from : other,
      amount: BigInt(1_000 + Math.floor(random.fraction() * 20_000)),
      isFixedSend: random.fraction() < 0.5,
      key: systemRandom.uuid(),
    }
  }

  /** Makes each request again until the node, which may be down, has answered. */
  const makePayment = async (payment: PlannedPayment): Promise<MadePayment> => {
    const { from, to, isFixedSend, key } = payment
    const { node, walletId } = pair[from]
    const amount = amountOf(payment.amount)
    const { createReceiver } = await persist<{ createReceiver: { receiver: { id: string } } }>(
      node.admin,
      `mutation ($input: CreateReceiverInput!) {
        createReceiver(input: $input) { receiver { id } }
      }`,
      {
        walletAddressUrl: pair[to].wallet,
        idempotencyKey: `${key} receiver`,
        ...(!isFixedSend && { incomingAmount: amount }),
      },
    )
    const receiver = createReceiver.receiver.id
    const { createQuote } = await persist<{ createQuote: { quote: { id: string } } }>(
      node.admin,
      `mutation ($input: CreateQuoteInput!) { createQuote(input: $input) { quote { id } } }`,
      {
        walletAddressId: walletId,
        receiver,
        idempotencyKey: `${key} quote`,
        ...(isFixedSend && { debitAmount: amount }),
      },
    )
    const { id } = createQuote.quote
    await waitFor(() => begin(node.admin, { walletAddressId: walletId, quoteId: id }), {
      what: 'a payment to begin',
      timeoutMs: persistMsMax,
      intervalMs: 50,
    })
    return { ...payment, id, receiver }
  }

  const allEnded = async (made: readonly MadePayment[]): Promise<readonly OutgoingPayment[]> => {
    const isOpen = ({ state }: OutgoingPayment): boolean => ['FUNDING', 'SENDING'].includes(state)
    let payments: readonly OutgoingPayment[] = []
    await waitFor(
      async () => {
        payments = await Promise.all(
          made.map(({ from, id }) => outgoingPayment(pair[from].node.admin, id)),
        )
        const open = payments.filter(isOpen)
        if (open.length > 0) throw new Error(`open: ${JSON.stringify(open)}`)
        return true
      },
      { what: 'all payments to end', timeoutMs: settleMsMax, intervalMs: 500 },
    )
    return payments
  }

  /** What the sender's node says is what the receiver's node has. */
  const assertTruth = async (planned: MadePayment, payment: OutgoingPayment): Promise<void> => {
    const { from, to, amount, isFixedSend } = planned
    const received = await incomingPayment(pair[to].node.admin, planned.receiver)
    const told = JSON.stringify({ planned, payment, received }, (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    )
    const sent = payment.sentAmount.value
    const promised = payment.receiveAmount.value
    assert.equal(received.receivedAmount.value, sent, told)
    if (!isFixedSend || from === to) assert.equal(promised, String(amount), told)
    if (payment.state === 'COMPLETED') {
      assert.equal(sent, promised, told)
      if (!isFixedSend) assert.equal(received.state, 'COMPLETED', told)
    } else {
      assert.equal(payment.state, 'FAILED', told)
      assert.ok(BigInt(sent) < BigInt(promised), told)
      assert.notEqual(payment.error, null, told)
    }
    const left = BigInt(payment.debitAmount.value) - BigInt(sent)
    assert.equal(payment.liquidity, String(left), told)
  }

  /** Both books balance, nothing is held any more, and the peers agree on what they owe. */
  const assertBooks = async (
    made: readonly MadePayment[],
    payments: readonly OutgoingPayment[],
  ): Promise<void> => {
    for (const side of ['one', 'two'] as const) {
      const { node } = pair[side]
      const ledgers = await waitFor(
        async () => {
          const books = await node.books()
          assert.equal(books.balanced, true)
          return books.ledgers.every(isSettled) && books.ledgers
        },
        { what: `holds and windows of ${side} to end`, timeoutMs: 60_000, intervalMs: 500 },
      )
      for (const { debitsPosted, creditsPosted } of ledgers) {
        assert.equal(debitsPosted, creditsPosted)
      }
    }
    const sentBy = (side: Side): bigint =>
      payments
        .filter((_, index) => made[index]?.from === side && made[index].to !== side)
        .reduce((sum, { sentAmount }) => sum + BigInt(sentAmount.value), 0n)
    const { one, two, peerOfFirst, peerOfSecond } = pair
    const net = sentBy('one') - sentBy('two')
    const inOne = await peerLiquidity(one.node.admin, peerOfFirst)
    const inTwo = await peerLiquidity(two.node.admin, peerOfSecond)
    assert.deepEqual([inOne, inTwo], [peerStartLiquidity + net, peerStartLiquidity - net])
  }

  /** Every payment was announced, and so was its end, on both sides. */
  const assertWebhooks = async (
    made: readonly MadePayment[],
    payments: readonly OutgoingPayment[],
  ): Promise<void> => {
    const expected = payments.flatMap(({ id, state, receiver }, index) => {
      const incoming = receiver.slice(receiver.lastIndexOf('/') + 1)
      const isInvoicePaid = state === 'COMPLETED' && made[index]?.isFixedSend === false
      return [
        `outgoing_payment.created ${id}`,
        `outgoing_payment.${state.toLowerCase()} ${id}`,
        `incoming_payment.created ${incoming}`,
        ...(isInvoicePaid ? [`incoming_payment.completed ${incoming}`] : []),
      ]
    })
    await waitFor(
      () => {
        const webhooks = [...pair.one.ase.webhooks, ...pair.two.ase.webhooks]
        const told = new Set(webhooks.map(({ type, data }) => `${type} ${String(data['id'])}`))
        const missing = expected.filter((event) => !told.has(event))
        if (missing.length > 0) throw new Error(`missing: ${missing.join(', ')}`)
        return true
      },
      { what: 'every event to be told', timeoutMs: webhookMsMax },
    )
    assert.ok(payments.length === plan.payments)
  }
})

function isSettled(ledger: { debitsPending: string; creditsPending: string }): boolean {
  return ledger.debitsPending === '0' && ledger.creditsPending === '0'
}

/** How long a payer tries to get an answer. */
const persistMsMax = 60_000

/** Begins a payment; true when it has begun, be it by a request before, whose answer was lost. */
async function begin(
  admin: Admin,
  input: { readonly walletAddressId: string; readonly quoteId: string },
): Promise<boolean> {
  try {
    await admin.call(
      `mutation ($input: CreateOutgoingPaymentInput!) {
        createOutgoingPayment(input: $input) { payment { id } }
      }`,
      { input },
    )
    return true
  } catch (error) {
    if (!(error instanceof AdminRefusal)) throw error
    return (await outgoingPayment(admin, input.quoteId)).id === input.quoteId
  }
}

/** Runs a mutation until it is answered. */
async function persist<Data>(admin: Admin, operation: string, input: object): Promise<Data> {
  return await waitFor(() => admin.call<Data & object>(operation, { input }), {
    what: operation,
    timeoutMs: persistMsMax,
    intervalMs: 50,
  })
}
