import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { assertInvariants, createBooks, createMemoryLedger } from '@kivuko/ledger'
import type { AccountKind, Books, LedgerStore, TransferId } from '@kivuko/ledger'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { createSeededRandom } from '@kivuko/random'
import fc from 'fast-check'
import type { SendResult } from './endpoint.ts'
import {
  account,
  createNetworkOn,
  eur,
  fixedRates,
  fulfill,
  rejectFrom,
  startMs,
  told,
  usd,
} from './test-network.ts'
import type { Network } from './test-network.ts'

interface Opening {
  readonly name: string
  readonly ledger: number
  readonly kind: AccountKind
  readonly amount: bigint
}

const openings: readonly Opening[] = [
  { name: 'usd', ledger: 1, kind: 'asset', amount: 500n },
  { name: 'alice', ledger: 1, kind: 'peer', amount: 1_000n },
  { name: 'bob', ledger: 1, kind: 'peer', amount: 0n },
  { name: 'wallet', ledger: 1, kind: 'outgoing', amount: 1_000n },
  { name: 'eur', ledger: 2, kind: 'asset', amount: 50_000n },
  { name: 'carol', ledger: 2, kind: 'peer', amount: 20_000n },
]

interface Run {
  readonly network: Network<Books>
  readonly ledger: ReturnType<typeof createMemoryLedger>
  readonly packets: {
    readonly from: string
    readonly amount: bigint
    readonly bytes: () => Uint8Array[]
  }[]
}

async function start(): Promise<Run> {
  const clock = createFakeClock(startMs)
  const ledger = createMemoryLedger({ clock })
  await openAccounts(ledger)
  const [random, log, metrics] = [createSeededRandom(1), silentLog, createMetrics()]
  const books = createBooks({ store: ledger, clock, random, log, metrics })
  const network = createNetworkOn({ clock, books, rateSource: fixedRates })
  for (const id of ['alice', 'bob']) network.addPeer(id, usd)
  network.addPeer('carol', eur)
  return { network, ledger, packets: [] }
}

async function openAccounts(store: LedgerStore): Promise<void> {
  const vaults = [1, 2].map((ledger) => {
    return { id: account(`vault${ledger}`), ledger, kind: 'settlement' as const }
  })
  await store.createAccounts(vaults)
  for (const { name, ledger, kind, amount } of openings) {
    await store.createAccounts([{ id: account(name), ledger, kind }])
    if (amount === 0n) continue
    const [id, debitId] = [`deposit ${name}` as TransferId, account(`vault${ledger}`)]
    const refusal = await store.apply([
      { kind: 'transfer', id, debitId, creditId: account(name), amount, code: 'deposit' },
    ])
    assert.equal(refusal, undefined)
  }
}

const results: readonly SendResult[] = [
  { bytes: fulfill },
  { bytes: fulfill },
  { bytes: rejectFrom('F99') },
  { failure: 'broken', sent: true },
  { failure: 'unreachable', sent: false },
]

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      from: fc.constantFrom('alice', 'bob', 'carol', 'wallet'),
      to: fc.constantFrom('alice', 'bob', 'carol'),
      amount: fc.bigInt({ min: 0n, max: 400n }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ which: fc.nat(2), result: fc.constantFrom(...results) }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.nat(12_000) }) },
)

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never

async function take({ network, packets }: Run, now: Step): Promise<void> {
  if ('waitMs' in now) {
    await network.clock.advance(now.waitMs)
  } else if ('which' in now) {
    for (const packet of network.sent.splice(now.which, 1)) packet.done(now.result)
  } else {
    const { from, amount } = now
    const terms = { to: `test.${now.to}`, amount }
    if (from === 'wallet') {
      const { outcomes } = network.inject(terms)
      packets.push({ from, amount, bytes: () => outcomes.map(({ bytes }) => bytes) })
    } else {
      const { replies } = network.send(from, terms)
      packets.push({ from, amount, bytes: () => replies })
    }
  }
}

async function finish({ network }: Run): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) {
    await network.clock.advance(1_000)
    for (const packet of network.sent.splice(0)) packet.done(results[turn]!)
  }
  await network.clock.advance(60_000)
}

test('on the real books each packet has one answer, and senders pay what they must', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 20, maxLength: 60, size: 'max' }),
      async (steps) => {
        const run = await start()
        const { network, ledger, packets } = run
        for (const now of steps) {
          await take(run, now)
          assert.equal(network.books.openHolds().count, network.connector.counts().holdingSlots)
        }
        await finish(run)
        assert.deepEqual(network.connector.counts(), { openSlots: 0, holdingSlots: 0 })
        assert.equal(network.books.openHolds().count, 0)
        assert.ok(packets.every(({ bytes }) => bytes().length === 1))
        await assertInvariants(ledger)
        await assertPaid(run)
        await network.books[Symbol.asyncDispose]()
      },
    ),
    { numRuns: 40 },
  )
})

async function assertPaid({ ledger, packets }: Run): Promise<void> {
  const balances = await ledger.balances(openings.map(({ name }) => account(name)))
  for (const name of ['alice', 'bob', 'carol']) {
    const fulfilled = packets
      .filter(({ from, bytes }) => from === name && told(bytes()[0]) === 'fulfill')
      .reduce((sum, { amount }) => sum + amount, 0n)
    assert.equal(balances.get(account(name))?.debitsPosted, fulfilled, name)
  }
  const uncertain = await ledger.openPendings(account('wallet'))
  const wallet = balances.get(account('wallet'))
  const kept = uncertain.reduce((sum, { amount }) => sum + amount, 0n)
  assert.equal(wallet?.debitsPending, kept)
}
