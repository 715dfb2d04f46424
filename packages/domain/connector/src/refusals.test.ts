import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  createOerReader,
  encodePrepare,
  packetLengthMax,
  parseIlpAddress,
  peerCondition,
  readAmountTooLarge,
  readUint8,
  readVarAscii,
  readVarUtf8,
  viewFulfill,
  viewReject,
} from '@kivuko/ilp'
import { uint64Max } from '@kivuko/money'
import type { RateRefusal } from '@kivuko/rates'
import {
  account,
  condition,
  createNetwork,
  eur,
  fixedRates,
  fulfill,
  remotePeer,
  startMs,
  told,
  usd,
} from './test-network.ts'
import type { PacketTerms, TestNetwork } from './test-network.ts'

/** Rich USD peers alice and bob, a rich EUR peer carol, and rates for bank. */
async function setUp(): Promise<TestNetwork> {
  const balances = { alice: uint64Max, carol: uint64Max, eur: uint64Max, usd: uint64Max }
  const network = createNetwork({ balances })
  network.addPeer('alice', usd)
  network.addPeer('bob', usd)
  network.addPeer('carol', eur)
  for (const [source, destination] of [
    [usd, eur],
    [eur, usd],
  ] as const) {
    await network.rates.ratio({ source, destination, tenantId: 'bank' })
  }
  return network
}

interface RefusalCase {
  readonly says: string
  readonly from?: string
  readonly packet: PacketTerms
  readonly code: string
}

const refusalCases: readonly RefusalCase[] = [
  { says: 'no route', packet: { to: 'test.nobody' }, code: 'F02' },
  { says: 'its own sender as next hop', packet: { to: 'test.alice.x' }, code: 'F02' },
  { says: 'an unknown sender', from: 'mallory', packet: { to: 'test.bob' }, code: 'F00' },
  { says: 'an expiry that is over', packet: { to: 'test.bob', expiresInMs: 0 }, code: 'R02' },
  {
    says: 'less than two windows left',
    packet: { to: 'test.bob', expiresInMs: 1_999 },
    code: 'R02',
  },
  {
    says: 'what converts to less than one unit',
    from: 'carol',
    packet: { to: 'test.bob', amount: 89n },
    code: 'R01',
  },
  {
    says: 'what converts to more than 2^64 - 1',
    packet: { to: 'test.carol', amount: uint64Max },
    code: 'F08',
  },
  {
    says: 'routes to a neighbour that it does not exchange',
    packet: { to: 'peer.route.control', amount: 0n },
    code: 'F00',
  },
  {
    says: 'an address for someone who is no child',
    packet: { to: 'peer.config', amount: 0n },
    code: 'F00',
  },
  { says: 'an unknown peer protocol', packet: { to: 'peer.foo', amount: 0n }, code: 'F02' },
]

for (const { says, from = 'alice', packet, code } of refusalCases) {
  test(`refuses ${says} with ${code}`, async () => {
    const network = await setUp()
    const { replies } = network.send(from, packet)
    assert.deepEqual(replies.map(told), [code])
    assert.equal(network.sent.length, 0)
    assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
    assert.match(network.metrics.render(), new RegExp(`result="${code}"\\} 1`))
  })
}

test('just enough time left is enough', async () => {
  const network = await setUp()
  network.send('alice', { to: 'test.bob', expiresInMs: 2_000 })
  assert.equal(network.sent[0]?.expiresAtMs, startMs + 1_000)
})

test('says in R02 when the packet expires and what would have been needed', async () => {
  const network = await setUp()
  const { replies } = network.send('alice', { to: 'test.bob', expiresInMs: 1_500 })
  const { message } = viewReject(replies[0]!)
  assert.match(message, /expires at 2030-01-01T00:00:01.500Z, required 2030-01-01T00:00:02.000Z/)
})

test('refuses with F01 what is no Prepare', async () => {
  const network = await setUp()
  for (const bytes of [
    Buffer.from('GET /'),
    Buffer.alloc(0),
    fulfill,
    Buffer.alloc(packetLengthMax + 1),
  ]) {
    const replies: Uint8Array[] = []
    network.connector.handle('alice', bytes, (reply) => replies.push(reply))
    assert.deepEqual(replies.map(told), ['F01'])
  }
})

test('tells in F08 what is allowed, in the unit of the sender', async () => {
  const network = await setUp()
  network.addPeer('alice', usd, { maxPacketAmount: 500n })
  const limited = network.send('alice', { to: 'test.bob', amount: 501n })
  assert.deepEqual(readAmountTooLarge(viewReject(limited.replies[0]!).data), {
    receivedAmount: 501n,
    maximumAmount: 500n,
  })
  network.send('alice', { to: 'test.bob', amount: 500n })
  assert.equal(network.sent.length, 1)

  network.addPeer('alice', usd)
  const converted = network.send('alice', { to: 'test.carol', amount: uint64Max })
  const told8 = readAmountTooLarge(viewReject(converted.replies[0]!).data)
  assert.ok(told8)
  const largest = told8.maximumAmount
  assert.deepEqual(
    told(network.send('alice', { to: 'test.carol', amount: largest + 1n }).replies[0]),
    'F08',
  )
  assert.equal(network.send('alice', { to: 'test.carol', amount: largest }).replies.length, 0)
})

test('refuses with T01 when all peers on the way are down, and not when one is up', async () => {
  const network = await setUp()
  network.routes.setHealth('bob', false)
  assert.equal(told(network.send('alice', { to: 'test.bob.x' }).replies[0]), 'T01')
  network.routes.setRoutes({ peerId: 'carol', source: 'static', routes: [{ prefix: 'test' }] })
  network.send('alice', { to: 'test.bob.x' })
  assert.equal(network.sent[0]?.to, 'carol')
})

test('refuses with T05 beyond the rate, and lets pass again as the bucket fills', async () => {
  const network = await setUp()
  const rateLimit = { refillCount: 2, refillPeriodMs: 1_000 }
  network.addPeer('alice', usd, { rateLimit })
  const send = (): string => told(network.send('alice', { to: 'test.bob' }).replies[0])
  assert.deepEqual([send(), send(), send()], ['nothing', 'nothing', 'T05'])
  await network.clock.advance(500)
  assert.deepEqual([send(), send()], ['nothing', 'T05'])
})

test('a change of limits keeps what the peer has used of its rate', async () => {
  const network = await setUp()
  const send = (): string => told(network.send('alice', { to: 'test.bob' }).replies[0])
  network.addPeer('alice', usd, { rateLimit: { refillCount: 3, refillPeriodMs: 60_000 } })
  send()
  network.addPeer('alice', usd, { rateLimit: { refillCount: 100, refillPeriodMs: 60_000 } })
  assert.deepEqual([send(), send(), send()], ['nothing', 'nothing', 'T05'])
  network.addPeer('alice', usd, { rateLimit: 'off' })
  assert.equal(send(), 'nothing')
})

test('refuses with T03 beyond what may be underway from a peer or to one', async () => {
  const network = await setUp()
  network.addPeer('alice', usd, { inFlightMax: 2 })
  const send = (to = 'test.bob'): string => told(network.send('alice', { to }).replies[0])
  assert.deepEqual([send(), send(), send()], ['nothing', 'nothing', 'T03'])
  network.sent[0]?.done({ bytes: fulfill })
  assert.equal(send(), 'nothing')
  network.addPeer('alice', usd)
  network.addPeer('bob', usd, { inFlightMax: 3 })
  assert.deepEqual([send(), send()], ['nothing', 'T03'])
})

test('names what the ledger refused', async () => {
  const network = await setUp()
  network.books.balances.set(account('eur'), 0n)
  const poor = network.send('alice', { to: 'test.carol' })
  assert.equal(viewReject(poor.replies[0]!).message, 'InsufficientLiquidity')
  network.books.balances.set(account('alice'), 0n)
  const broke = network.send('alice', { to: 'test.carol' })
  assert.equal(viewReject(broke.replies[0]!).message, 'InsufficientBalance')
})

test('tells a child its address and asset', async () => {
  const network = await setUp()
  const { sent } = network
  const childAddress = parseIlpAddress('test.self.kid')
  network.connector.setPeer({ ...remotePeer('kid', { asset: eur, sent }), childAddress })
  const ask = (with_: Uint8Array): Uint8Array => {
    const replies: Uint8Array[] = []
    const prepare = encodePrepare({
      amount: 0n,
      expiresAtMs: startMs + 60_000,
      condition: with_,
      destination: parseIlpAddress('peer.config'),
      data: new Uint8Array(0),
    })
    network.connector.handle('kid', prepare, (reply) => replies.push(reply))
    assert.equal(replies.length, 1)
    return replies[0]!
  }
  const { fulfillment, data } = viewFulfill(ask(peerCondition))
  assert.deepEqual(Buffer.from(fulfillment), Buffer.alloc(32))
  const reader = createOerReader(data)
  assert.equal(readVarAscii(reader, 1_023), childAddress)
  assert.equal(readUint8(reader), 4)
  assert.equal(readVarUtf8(reader, 255), 'EUR')
  assert.equal(told(ask(condition)), 'F01')
})

test('loads rates that are not at hand, and the packet goes on when they are', async () => {
  const network = createNetwork({ balances: { alice: 1_000n, eur: 50_000n } })
  network.addPeer('alice', usd)
  network.addPeer('carol', eur)
  const { replies } = network.send('alice', { to: 'test.carol' })
  assert.equal(network.sent.length, 0)
  await network.clock.advance(0)
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(replies.map(told), ['fulfill'])
  assert.equal(network.balance('carol'), 9_000n)
})

test('without a rate refuses as the reason is: for good, or for now', async () => {
  const refused: RateRefusal = { refusal: 'CouldNotFetchRates', detail: 'status 500' }
  const sources = [
    ['T00', async () => refused],
    ['T00', async () => Promise.reject(new Error('bug'))],
    ['F07', async () => ({ base: 'USD', rates: new Map() })],
  ] as const
  for (const [code, load] of sources) {
    const network = createNetwork({ balances: { alice: 1_000n }, rateSource: { load } })
    network.addPeer('alice', usd)
    network.addPeer('carol', eur)
    const { replies } = network.send('alice', { to: 'test.carol' })
    await network.clock.advance(0)
    assert.deepEqual(replies.map(told), [code])
    assert.equal(network.connector.counts().openSlots, 0)
  }
})

test('a packet that waits for rates is given up at its time', async () => {
  let give: () => void
  const load = (base: string, tenantId: string): ReturnType<typeof fixedRates.load> =>
    new Promise((resolve) => {
      give = () => resolve(fixedRates.load(base, tenantId))
    })
  const network = createNetwork({ balances: { alice: 1_000n }, rateSource: { load } })
  network.addPeer('alice', usd)
  network.addPeer('carol', eur)
  const { replies } = network.send('alice', { to: 'test.carol', expiresInMs: 3_000 })
  await network.clock.advance(3_100)
  assert.deepEqual(replies.map(told), ['R00'])
  give!()
  await network.clock.advance(0)
  assert.equal(network.sent.length, 0)
  assert.equal(network.connector.counts().openSlots, 0)
})

test('takes the peer of the same asset among those that lead to one address', async () => {
  const network = await setUp()
  for (const peerId of ['bob', 'carol']) {
    network.routes.setRoutes({ peerId, source: 'static', routes: [{ prefix: 'test.both' }] })
  }
  network.send('alice', { to: 'test.both.x' })
  network.addPeer('dora', eur)
  network.books.balances.set(account('dora'), 1_000n)
  network.send('dora', { to: 'test.both.x' })
  assert.deepEqual(
    network.sent.map(({ to }) => to),
    ['bob', 'carol'],
  )
})

test('a removed peer takes no more packets, and is gone when those underway are over', async () => {
  const network = await setUp()
  const { replies } = network.send('alice', { to: 'test.bob' })
  let gone = false
  const removed = network.connector.removePeer('bob').then(() => {
    gone = true
  })
  assert.equal(told(network.send('alice', { to: 'test.bob' }).replies[0]), 'F02')
  await network.clock.advance(10)
  assert.equal(gone, false)
  network.sent[0]?.done({ bytes: fulfill })
  await removed
  assert.deepEqual(replies.map(told), ['fulfill'])
  assert.equal(network.balance('bob'), 100n)
})

test('while stopping refuses new packets with T03 and waits for those underway', async () => {
  const network = await setUp()
  const { replies } = network.send('alice', { to: 'test.bob' })
  let drained = false
  const draining = network.connector.drain().then(() => {
    drained = true
  })
  assert.equal(told(network.send('alice', { to: 'test.bob' }).replies[0]), 'T03')
  await network.clock.advance(10)
  assert.equal(drained, false)
  network.sent[0]?.done({ bytes: fulfill })
  await draining
  assert.deepEqual(replies.map(told), ['fulfill'])
})
