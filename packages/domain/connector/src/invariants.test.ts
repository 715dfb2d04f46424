import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { SendResult } from './endpoint.ts'
import {
  account,
  createNetwork,
  eur,
  fulfill,
  rejectFrom,
  told,
  usd,
  wrongFulfill,
} from './test-network.ts'
import type { TestNetwork } from './test-network.ts'

const peers = ['alice', 'bob', 'carol', 'dora'] as const
const results: readonly SendResult[] = [
  { bytes: fulfill },
  { bytes: fulfill },
  { bytes: fulfill },
  { bytes: wrongFulfill },
  { bytes: rejectFrom('T04') },
  { bytes: Buffer.from('?') },
  { failure: 'unreachable', sent: false },
  { failure: 'broken', sent: true },
  { failure: 'http', sent: true, status: 400 },
  { failure: 'http', sent: true, status: 502 },
]

const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('send' as const),
      from: fc.constantFrom(...peers, 'wallet'),
      to: fc.constantFrom(...peers),
      amount: fc.bigInt({ min: 0n, max: 400n }),
      expiresInMs: fc.integer({ min: 500, max: 40_000 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      which: fc.nat(2),
      result: fc.constantFrom(...results),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('wait' as const), ms: fc.nat(15_000) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('flush' as const) }) },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

/** A packet that was sent, and what its sender was told. */
interface Packet {
  readonly from: string
  readonly amount: bigint
  readonly answers: () => readonly string[]
}

interface Run {
  readonly network: TestNetwork
  readonly packets: Packet[]
}

async function start(delayed: boolean): Promise<Run> {
  const network = createNetwork({
    balances: { alice: 1_000n, carol: 50_000n, wallet: 1_000n, usd: 300n, eur: 20_000n },
  })
  for (const id of peers) network.addPeer(id, id < 'c' ? usd : eur, { inFlightMax: 6 })
  await network.rates.ratio({ source: usd, destination: eur, tenantId: 'bank' })
  network.books.delayed = delayed
  return { network, packets: [] }
}

async function take({ network, packets }: Run, now: Step): Promise<void> {
  switch (now.do) {
    case 'send': {
      const { from, amount } = now
      const terms = { to: `test.${now.to}`, amount, expiresInMs: now.expiresInMs }
      const { outcomes } = from === 'wallet' ? network.inject(terms) : { outcomes: undefined }
      const replies = outcomes === undefined ? network.send(from, terms).replies : []
      const answers = (): string[] => (outcomes?.map(({ bytes }) => bytes) ?? replies).map(told)
      packets.push({ from, amount, answers })
      return
    }
    case 'answer':
      for (const packet of network.sent.splice(now.which, 1)) packet.done(now.result)
      return
    case 'wait':
      return network.clock.advance(now.ms)
    case 'flush':
      network.books.flush()
  }
}

function assertSound({ network, packets }: Run): void {
  const { books, connector } = network
  assert.ok(packets.every(({ answers }) => answers().length <= 1))
  assert.equal(books.openHolds().count, connector.counts().holdingSlots)
  const total = (names: readonly string[]): bigint =>
    names.reduce((sum, name) => sum + network.balance(name), 0n)
  assert.equal(total(['alice', 'bob', 'wallet', 'usd']), 2_300n)
  assert.equal(total(['carol', 'dora', 'eur']), 70_000n)
  for (const name of [...peers, 'wallet']) assert.ok(network.balance(name) >= 0n, name)
}

/** Every endpoint answers at last, and the ledger does what it was asked. */
async function finish({ network }: Run): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) {
    for (const packet of network.sent.splice(0)) packet.done(results[turn]!)
    network.books.flush()
    await network.clock.advance(45_000)
  }
}

function assertAllEnded({ network, packets }: Run): void {
  assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
  assert.equal(network.books.openHolds().count, 0)
  assert.ok(packets.every(({ answers }) => answers().length === 1))
  for (const name of peers) {
    const fulfilled = packets
      .filter(({ from, answers }) => from === name && answers()[0] === 'fulfill')
      .reduce((sum, { amount }) => sum + amount, 0n)
    assert.equal(network.books.debits.get(account(name)) ?? 0n, fulfilled, name)
  }
}

for (const delayed of [false, true]) {
  const ledger = delayed ? 'that answers late' : 'that answers at once'
  test(`with a ledger ${ledger} each packet has one answer, and money adds up`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 20, maxLength: 80, size: 'max' }),
        async (steps) => {
          const run = await start(delayed)
          for (const now of steps) {
            await take(run, now)
            assertSound(run)
          }
          await finish(run)
          assertSound(run)
          assertAllEnded(run)
        },
      ),
      { numRuns: 60 },
    )
  })
}
