import assert from 'node:assert/strict'
import { test } from 'node:test'
import { viewPrepare } from '@kivuko/ilp'
import type { PrepareView } from '@kivuko/ilp'
import type { SendResult } from './endpoint.ts'
import type { OpenedPacket } from './local-receiver.ts'
import {
  account,
  createNetwork,
  eur,
  fulfill,
  prepareOf,
  rejectFrom,
  startMs,
  told,
  usd,
  wrongFulfill,
} from './test-network.ts'
import type { TestNetwork } from './test-network.ts'

async function setUp(): Promise<TestNetwork> {
  const network = createNetwork({ balances: { alice: 1_000n, wallet: 1_000n, eur: 50_000n } })
  network.addPeer('alice', usd)
  network.addPeer('bob', usd)
  network.addPeer('carol', eur)
  await network.rates.ratio({ source: usd, destination: eur, tenantId: 'bank' })
  return network
}

interface Ending {
  readonly says: string
  readonly result: SendResult
  readonly told: string
  readonly kind: 'reply' | 'uncertain'
  /** What becomes of the 100 that were held. */
  readonly money: 'paid' | 'returned' | 'kept'
}

const endings: readonly Ending[] = [
  {
    says: 'a fulfilment',
    result: { bytes: fulfill },
    told: 'fulfill',
    kind: 'reply',
    money: 'paid',
  },
  {
    says: 'a reject',
    result: { bytes: rejectFrom('T01') },
    told: 'T01 by test.other',
    kind: 'reply',
    money: 'returned',
  },
  {
    says: 'a wrong fulfillment, which gives the peer no claim',
    result: { bytes: wrongFulfill },
    told: 'F05',
    kind: 'reply',
    money: 'returned',
  },
  {
    says: 'a packet that never left',
    result: { failure: 'unreachable', sent: false },
    told: 'T01',
    kind: 'reply',
    money: 'returned',
  },
  {
    says: 'a request that the peer refused',
    result: { failure: 'http', sent: true, status: 400 },
    told: 'F00',
    kind: 'reply',
    money: 'returned',
  },
  {
    says: 'a connection that broke after sending',
    result: { failure: 'broken', sent: true },
    told: 'T01',
    kind: 'uncertain',
    money: 'kept',
  },
  {
    says: 'a peer that failed while it had the packet',
    result: { failure: 'http', sent: true, status: 500 },
    told: 'T00',
    kind: 'uncertain',
    money: 'kept',
  },
  {
    says: 'a gateway that lost the reply',
    result: { failure: 'http', sent: true, status: 504 },
    told: 'T01',
    kind: 'uncertain',
    money: 'kept',
  },
  {
    says: 'an answer that cannot be read',
    result: { bytes: Buffer.from('?') },
    told: 'T00',
    kind: 'uncertain',
    money: 'kept',
  },
]

for (const ending of endings) {
  test(`a sender in this node, after ${ending.says}: money ${ending.money}`, async () => {
    const network = await setUp()
    const { outcomes } = network.inject({ to: 'test.bob.x', amount: 100n })
    network.sent[0]?.done(ending.result)
    assert.deepEqual(
      outcomes.map(({ kind, bytes }) => [kind, told(bytes)]),
      [[ending.kind, ending.told]],
    )
    assertMoney(network, ending.money)
  })

  test(`told R00, uncertain, and then ${ending.says}: money ${ending.money}`, async () => {
    const network = await setUp()
    const { outcomes } = network.inject({ to: 'test.bob.x', amount: 100n })
    await network.clock.advance(19_100)
    assert.equal(network.connector.counts().holdingSlots, 1)
    network.sent[0]?.done(ending.result)
    assert.deepEqual(
      outcomes.map(({ kind, bytes }) => [kind, told(bytes)]),
      [['uncertain', 'R00']],
    )
    assertMoney(network, ending.money)
  })
}

function assertMoney(network: TestNetwork, money: Ending['money']): void {
  assert.equal(network.balance('wallet'), money === 'paid' ? 900n : 1_000n)
  assert.equal(network.balance('bob'), money === 'paid' ? 100n : 0n)
  assert.equal(network.balance('usd'), 0n)
  assert.equal(network.books.kept.size, money === 'kept' ? 1 : 0)
  assert.equal(network.books.openHolds().count, 0)
  assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
}

test('a probe converts and is forwarded, and no money is held for it', async () => {
  const network = await setUp()
  const { outcomes } = network.inject({ to: 'test.carol.x', amount: 1_000_000n, probe: true })
  const [packet] = network.sent
  assert.ok(packet)
  assert.equal(viewPrepare(packet.bytes).amount, 90_000_000n)
  assert.equal(network.books.openHolds().count, 0)
  packet.done({ bytes: rejectFrom('F99') })
  assert.deepEqual(
    outcomes.map(({ kind }) => kind),
    ['reply'],
  )
})

test('a probe whose amount becomes less than one unit is told so', async () => {
  const network = await setUp()
  network.routes.setRoutes({ peerId: 'bob', source: 'static', routes: [{ prefix: 'test.bob' }] })
  network.addPeer('coarse', { code: 'USD', scale: 0, accountId: account('usd0') })
  const probe = network.inject({ to: 'test.coarse', amount: 99n, probe: true })
  assert.deepEqual(
    probe.outcomes.map(({ bytes }) => told(bytes)),
    ['R01'],
  )
  network.inject({ to: 'test.coarse', amount: 0n, probe: true })
  assert.equal(viewPrepare(network.sent[0]!.bytes).amount, 0n)
})

test('a probe that times out leaves nothing uncertain', async () => {
  const network = await setUp()
  const { outcomes } = network.inject({ to: 'test.bob', probe: true })
  await network.clock.advance(19_100)
  assert.deepEqual(
    outcomes.map(({ kind, bytes }) => [kind, told(bytes)]),
    [['reply', 'R00']],
  )
  network.sent[0]?.done({ failure: 'broken', sent: true })
  assert.equal(network.connector.counts().openSlots, 0)
})

test('a probe that is fulfilled after all is paid by the node', async () => {
  const network = await setUp()
  const { outcomes } = network.inject({ to: 'test.bob', probe: true })
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(
    outcomes.map(({ bytes }) => told(bytes)),
    ['fulfill'],
  )
  assert.equal(network.balance('bob'), 100n)
  assert.equal(network.balance('usd'), -100n)
  assert.equal(network.balance('wallet'), 1_000n)
})

test('a fulfilment that the ledger could not book leaves the sender uncertain', async () => {
  const network = await setUp()
  network.books.refuseNextPost = 'LedgerUnavailable'
  const { outcomes } = network.inject({ to: 'test.bob' })
  network.sent[0]?.done({ bytes: fulfill })
  assert.deepEqual(
    outcomes.map(({ kind, bytes }) => [kind, told(bytes)]),
    [['uncertain', 'T03']],
  )
  assert.equal(network.balance('bob'), 0n)
  assert.equal(network.balance('usd'), 0n)
})

test('a hold of a sender in this node is durable, one of a peer is not', async () => {
  const network = await setUp()
  const durable: boolean[] = []
  const { hold } = network.books
  Object.assign(network.books, {
    hold: (...[request, held]: Parameters<typeof hold>) => {
      durable.push(request.durable)
      hold(request, held)
    },
  })
  network.inject({ to: 'test.bob' })
  network.send('alice', { to: 'test.bob' })
  assert.deepEqual(durable, [true, false])
})

/** A receiver whose account is `invoice`, in EUR. */
function invoice(receive: OpenedPacket['receive']): OpenedPacket {
  return { accountId: account('invoice'), asset: eur, tenantId: 'bank', receive }
}

test('a receiver in this node sees its amount, held, and is paid when it fulfils', async () => {
  const network = await setUp()
  const seen: PrepareView[] = []
  const opened = invoice((prepare, done) => {
    seen.push(prepare)
    assert.equal(network.books.openHolds().count, 1)
    done(fulfill)
  })
  network.addReceiver({ open: () => opened })
  const { replies } = network.send('alice', { to: 'test.self.token', expiresInMs: 500 })
  assert.deepEqual(replies.map(told), ['fulfill'])
  assert.deepEqual(
    seen.map(({ amount, expiresAtMs }) => [amount, expiresAtMs]),
    [[9_000n, startMs + 500]],
  )
  assert.equal(network.balance('invoice'), 9_000n)
  assert.equal(network.balance('alice'), 900n)
})

test('a receiver may take its time to find its account and to answer', async () => {
  const network = await setUp()
  const opened = invoice((_prepare, done) => void network.clock.after(50, () => done(fulfill)))
  network.addReceiver({ open: () => network.clock.sleep(50).then(() => opened) })
  const { replies } = network.send('alice', { to: 'test.self.token' })
  await network.clock.advance(99)
  assert.deepEqual(replies, [])
  await network.clock.advance(1)
  assert.deepEqual(replies.map(told), ['fulfill'])
})

test('a receiver may refuse before or after money is held', async () => {
  const network = await setUp()
  network.addReceiver({ open: () => rejectFrom('F06') })
  const unknown = network.send('alice', { to: 'test.self.token' })
  assert.deepEqual(unknown.replies.map(told), ['F06 by test.other'])
  network.addReceiver({ open: () => invoice((_prepare, done) => done(rejectFrom('F99'))) })
  const declined = network.send('alice', { to: 'test.self.token' })
  assert.deepEqual(declined.replies.map(told), ['F99 by test.other'])
  assert.equal(network.balance('invoice'), 0n)
  assert.equal(network.books.openHolds().count, 0)
})

test('a packet that cannot be fulfilled is refused by its receiver unpaid', async () => {
  const network = await setUp()
  const seen: bigint[] = []
  const refuse = (prepare: PrepareView): Uint8Array => {
    assert.equal(network.books.openHolds().count, 0)
    seen.push(prepare.amount)
    return rejectFrom('F99')
  }
  const receive = (): never => assert.fail('a refused packet is not received')
  network.addReceiver({ open: () => ({ ...invoice(receive), refuse }) })
  const { replies } = network.send('alice', { to: 'test.self.token', amount: 1_000_000n })
  assert.deepEqual(replies.map(told), ['F99 by test.other'])
  assert.deepEqual(seen, [90_000_000n])
  assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
})

test('a receiver that throws or never answers ends its packet and no other', async () => {
  const network = await setUp()
  const bug = (): never => {
    throw new Error('bug')
  }
  network.addReceiver({ open: bug })
  assert.deepEqual(network.send('alice', { to: 'test.self' }).replies.map(told), ['T00'])
  network.addReceiver({ open: async () => bug() })
  const rejected = network.send('alice', { to: 'test.self' })
  await network.clock.advance(0)
  assert.deepEqual(rejected.replies.map(told), ['T00'])
  network.addReceiver({ open: () => invoice(bug) })
  assert.deepEqual(network.send('alice', { to: 'test.self' }).replies.map(told), ['T00'])
  network.addReceiver({ open: () => new Promise(() => undefined) })
  const silent = network.send('alice', { to: 'test.self', expiresInMs: 1_000 })
  await network.clock.advance(1_050)
  assert.deepEqual(silent.replies.map(told), ['R00'])
  assert.equal(network.books.openHolds().count, 0)
})

test('a sender in this node pays a receiver in this node on the same way', async () => {
  const network = await setUp()
  network.addReceiver({ open: () => invoice((_prepare, done) => done(fulfill)) })
  const { outcomes } = network.inject({ to: 'test.self.token', amount: 100n })
  assert.deepEqual(
    outcomes.map(({ kind, bytes }) => [kind, told(bytes)]),
    [['reply', 'fulfill']],
  )
  assert.equal(network.balance('wallet'), 900n)
  assert.equal(network.balance('invoice'), 9_000n)
})

test('one packet after another from within the answer finds its own slot', async () => {
  const network = await setUp()
  network.addReceiver({ open: () => invoice((_prepare, done) => done(fulfill)) })
  const wallet = {
    id: 'w',
    accountId: account('wallet'),
    asset: usd,
    tenantId: 'bank',
    probe: false,
  }
  const answers: string[] = []
  const pay = (left: number): void => {
    if (left === 0) return
    const prepare = prepareOf(network.clock, { to: 'test.self.token', amount: 10n })
    network.connector.inject(wallet, prepare, (outcome) => {
      answers.push(told(outcome.bytes))
      pay(left - 1)
    })
  }
  pay(5)
  assert.deepEqual(
    answers,
    Array.from({ length: 5 }, () => 'fulfill'),
  )
  assert.equal(network.balance('invoice'), 4_500n)
  assert.equal(network.connector.counts().openSlots, 0)
})
