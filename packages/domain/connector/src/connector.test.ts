import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewPrepare } from '@kivuko/ilp'
import type { SendResult } from './endpoint.ts'
import {
  account,
  createNetwork,
  eur,
  fulfill,
  rejectFrom,
  startMs,
  told,
  usd,
  wrongFulfill,
} from './test-network.ts'
import type { TestNetwork } from './test-network.ts'

/**
 * A USD peer with 1,000, a USD peer with nothing, an EUR peer with nothing, and 5 whole EUR of
 * liquidity.
 */
async function setUp(): Promise<TestNetwork> {
  const network = createNetwork({ balances: { alice: 1_000n, eur: 50_000n } })
  network.addPeer('alice', usd)
  network.addPeer('bob', usd)
  network.addPeer('carol', eur)
  await network.rates.ratio({ source: usd, destination: eur, tenantId: 'bank' })
  return network
}

interface MoneyCase {
  readonly says: string
  readonly to: string
  readonly amount: bigint
  /** What the next hop answers; `undefined` when it must not be asked. */
  readonly answer: SendResult | undefined
  readonly reply: string
  /** What accounts gain. Those not named gain nothing. */
  readonly moves?: Readonly<Record<string, bigint>>
}

const moneyCases: readonly MoneyCase[] = [
  {
    says: 'a fulfilled packet moves its amount within an asset',
    to: 'test.bob.x',
    amount: 100n,
    answer: { bytes: fulfill },
    reply: 'fulfill',
    moves: { alice: -100n, bob: 100n },
  },
  {
    says: 'across assets each asset stays whole: 1.00 USD becomes 0.9000 EUR',
    to: 'test.carol.x',
    amount: 100n,
    answer: { bytes: fulfill },
    reply: 'fulfill',
    moves: { alice: -100n, usd: 100n, eur: -9_000n, carol: 9_000n },
  },
  {
    says: 'a rejected packet moves nothing and its reject passes unchanged',
    to: 'test.bob.x',
    amount: 100n,
    answer: { bytes: rejectFrom('F99') },
    reply: 'F99 by test.other',
  },
  {
    says: 'a wrong fulfillment moves nothing',
    to: 'test.bob.x',
    amount: 100n,
    answer: { bytes: wrongFulfill },
    reply: 'F05',
  },
  {
    says: 'an amount of 0 is forwarded and moves nothing',
    to: 'test.carol.x',
    amount: 0n,
    answer: { bytes: fulfill },
    reply: 'fulfill',
  },
  {
    says: 'a sender cannot pay more than it has',
    to: 'test.bob.x',
    amount: 1_001n,
    answer: undefined,
    reply: 'T04',
  },
  {
    says: 'a conversion cannot pay more than the asset has',
    to: 'test.carol.x',
    amount: 600n,
    answer: undefined,
    reply: 'T04',
  },
  {
    says: 'a peer that cannot be reached costs nothing',
    to: 'test.bob.x',
    amount: 100n,
    answer: { failure: 'unreachable', sent: false },
    reply: 'T01',
  },
  {
    says: 'a broken connection costs a remote sender nothing',
    to: 'test.bob.x',
    amount: 100n,
    answer: { failure: 'broken', sent: true },
    reply: 'T01',
  },
  {
    says: 'a peer that refuses the request is a final failure',
    to: 'test.bob.x',
    amount: 100n,
    answer: { failure: 'http', sent: true, status: 401 },
    reply: 'F00',
  },
  {
    says: 'a peer with too much to do is a temporary failure',
    to: 'test.bob.x',
    amount: 100n,
    answer: { failure: 'http', sent: true, status: 429 },
    reply: 'T02',
  },
  {
    says: 'a peer that fails is a temporary failure',
    to: 'test.bob.x',
    amount: 100n,
    answer: { failure: 'http', sent: true, status: 500 },
    reply: 'T00',
  },
  {
    says: 'a peer behind a gateway that cannot reach it counts as unreachable',
    to: 'test.bob.x',
    amount: 100n,
    answer: { failure: 'http', sent: true, status: 503 },
    reply: 'T01',
  },
  {
    says: 'an answer that is no reply is a temporary failure',
    to: 'test.bob.x',
    amount: 100n,
    answer: { bytes: Buffer.from('<html>') },
    reply: 'T00',
  },
]

for (const { says, to, amount, answer, reply, moves = {} } of moneyCases) {
  test(says, async () => {
    const network = await setUp()
    const before = new Map(network.books.balances)
    const { replies } = network.send('alice', { to, amount })
    assert.equal(network.sent.length, answer === undefined ? 0 : 1)
    if (answer !== undefined) network.sent[0]?.done(answer)
    assert.deepEqual(replies.map(told), [reply])
    const names = ['alice', 'bob', 'carol', 'usd', 'eur'] as const
    const gained = names.map((name) => network.balance(name) - (before.get(account(name)) ?? 0n))
    assert.deepEqual(
      gained,
      names.map((name) => moves[name] ?? 0n),
    )
    assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
    assert.equal(network.books.openHolds().count, 0)
  })
}

test('forwards the bytes as they came but for amount and expiry', async () => {
  const network = await setUp()
  network.send('alice', { to: 'test.carol.x', amount: 100n, expiresInMs: 20_000 })
  const [packet] = network.sent
  assert.ok(packet)
  const view = viewPrepare(packet.bytes)
  assert.equal(packet.to, 'carol')
  assert.equal(view.amount, 9_000n)
  assert.equal(view.expiresAtMs, startMs + 19_000)
  assert.equal(packet.expiresAtMs, startMs + 19_000)
  assert.equal(view.destination, 'test.carol.x')
  assert.equal(Buffer.from(view.data).toString(), 'for the receiver')
})

test('gives the next hop no more time than packets are held', async () => {
  const network = await setUp()
  network.send('alice', { to: 'test.bob', expiresInMs: 3_600_000 })
  assert.equal(network.sent[0]?.expiresAtMs, startMs + 30_000)
})

test('holds the money from before the packet leaves until its reply is booked', async () => {
  const network = await setUp()
  const first = network.send('alice', { to: 'test.bob', amount: 600n })
  const second = network.send('alice', { to: 'test.bob', amount: 600n })
  assert.deepEqual(second.replies.map(told), ['T04'])
  assert.deepEqual(network.connector.counts(), { openSlots: 1, holdingSlots: 1 })
  assert.equal(network.books.openHolds().count, 1)
  network.books.delayed = true
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(first.replies, [])
  network.books.flush()
  assert.deepEqual(first.replies.map(told), ['fulfill'])
})

test('waits for the ledger when it does not answer at once', async () => {
  const network = await setUp()
  network.books.delayed = true
  const { replies } = network.send('alice', { to: 'test.bob' })
  assert.equal(network.sent.length, 0)
  network.books.flush()
  network.sent[0]?.done({ bytes: fulfill })
  network.books.flush()
  assert.deepEqual(replies.map(told), ['fulfill'])
})

test('a packet whose hold comes after its time is given up, its money given back', async () => {
  const network = await setUp()
  network.books.delayed = true
  const { replies } = network.send('alice', { to: 'test.bob', expiresInMs: 5_000 })
  await network.clock.advance(5_100)
  assert.deepEqual(replies.map(told), ['R00'])
  network.books.flush()
  assert.equal(network.sent.length, 0)
  assert.equal(network.books.openHolds().count, 0)
  assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
})

test('answers R00 by its own time, and itself pays a fulfilment that still comes', async () => {
  const network = await setUp()
  const { replies } = network.send('alice', { to: 'test.carol', amount: 100n, expiresInMs: 20_000 })
  await network.clock.advance(18_990)
  assert.deepEqual(replies, [])
  await network.clock.advance(50)
  assert.deepEqual(replies.map(told), ['R00'])
  assert.equal(network.books.openHolds().count, 0)
  network.sent[0]?.done({ bytes: fulfill })
  assert.equal(replies.length, 1)
  assert.equal(network.balance('alice'), 1_000n)
  assert.equal(network.balance('carol'), 9_000n)
  assert.equal(network.balance('eur'), 41_000n)
  assert.match(
    network.metrics.render(),
    /kivuko_ilp_late_fulfill_value_total\{asset="EUR",scale="4"\} 9000/,
  )
  assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
})

test('a late reply that is no right fulfilment costs nothing', async () => {
  for (const bytes of [wrongFulfill, rejectFrom('F99')]) {
    const network = await setUp()
    const { replies } = network.send('alice', { to: 'test.bob' })
    await network.clock.advance(19_100)
    network.sent[0]?.done({ bytes })
    assert.deepEqual(replies.map(told), ['R00'])
    assert.equal(network.balance('bob'), 0n)
    assert.equal(network.connector.counts().openSlots, 0)
  }
})

test('a fulfilment whose payer has no money is not passed back, and paid by the node', async () => {
  const network = await setUp()
  const { replies } = network.send('alice', { to: 'test.bob', amount: 100n })
  network.books.refuseNextPost = 'InsufficientBalance'
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(replies.map(told), ['T00'])
  assert.equal(network.balance('alice'), 1_000n)
  assert.equal(network.balance('bob'), 100n)
  assert.equal(network.balance('usd'), -100n)
})

test('while the ledger is away packets are refused with T03', async () => {
  const network = await setUp()
  network.books.refuseNextHold = 'LedgerUnavailable'
  const { replies } = network.send('alice', { to: 'test.bob', amount: 100n })
  assert.deepEqual(replies.map(told), ['T03'])
})

test('a fulfilment that its sender has booked before passes back', async () => {
  const network = await setUp()
  const { replies } = network.send('alice', { to: 'test.bob', amount: 100n })
  network.books.refuseNextPost = 'AlreadyPosted'
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(replies.map(told), ['fulfill'])
  assert.equal(network.balance('bob'), 0n)
})

test('ignores an endpoint that answers twice', async () => {
  const network = await setUp()
  const { replies } = network.send('alice', { to: 'test.bob', amount: 100n })
  network.sent[0]?.done({ bytes: fulfill })
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(replies.map(told), ['fulfill'])
  assert.equal(network.balance('bob'), 100n)
})

test('an endpoint that throws ends its packet and no other', async () => {
  const network = await setUp()
  const other = network.send('alice', { to: 'test.bob', amount: 100n })
  network.connector.setPeer({
    kind: 'remote',
    id: 'carol',
    accountId: account('carol'),
    asset: eur,
    tenantId: 'bank',
    endpoint: {
      send: () => {
        throw new Error('bug')
      },
    },
  })
  const { replies } = network.send('alice', { to: 'test.carol', amount: 100n })
  assert.deepEqual(replies.map(told), ['T00'])
  assert.equal(network.books.openHolds().count, 1)
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(other.replies.map(told), ['fulfill'])
})
