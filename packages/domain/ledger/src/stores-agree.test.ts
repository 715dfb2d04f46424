import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import type { AccountId } from './account.ts'
import { createMemoryLedger } from './ledger-store-memory.ts'
import type { BooksCommit, BooksId, LedgerOperation, LedgerStore } from './ledger-store.ts'
import { createLedgerDatabase, type LedgerDatabase } from './test-ledger-postgres.ts'
import {
  accountNamed,
  type LedgerUnderTest,
  runLedgerTable,
  transferNamed,
} from './test-ledger-table.ts'

let ledgers: LedgerDatabase
before(async () => {
  ledgers = await createLedgerDatabase()
})
after(() => ledgers[Symbol.asyncDispose]())

const names = ['bank', 'alice', 'bob', 'carol', 'dave', 'nobody']
const setUp = `
  open     bank  settlement
  open     alice peer
  open     bob   asset
  open     carol incoming
  open     dave  peer in 2
  deposit  opening bank -> alice 300  => done`

/** A few accounts, ids and amounts, so that they meet. */
const account = fc.constantFrom(...names).map(accountNamed)
const id = fc.nat(12).map((number) => transferNamed(`T${number}`))
const amount = fc.integer({ min: 1, max: 120 }).map(BigInt)
const movement = fc.record({
  kind: fc.constantFrom('transfer' as const, 'pending' as const),
  id,
  debitId: account,
  creditId: account,
  amount,
  code: fc.constant('transfer' as const),
})
const operation: fc.Arbitrary<LedgerOperation> = fc.oneof(
  { weight: 3, arbitrary: movement },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('post' as const), id }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('post' as const), id, amount }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('void' as const), id }) },
)
const operations = fc.array(operation, { minLength: 1, maxLength: 3 })

const window = fc.record({
  accountId: account,
  floor: fc.constantFrom(0n, 0n, 5n),
  extra: fc.constantFrom(0n, 20n),
  target: fc.constantFrom(0n, 30n, 90n),
  lifeMs: fc.constantFrom(1_000, 10_000),
})
const sum = fc.record({ debitId: account, creditId: account, amount })
const commit = fc.record({
  windows: fc.uniqueArray(window, { maxLength: 3, selector: ({ accountId }) => accountId }),
  sums: fc.array(fc.array(sum, { minLength: 1, maxLength: 2 }), { maxLength: 2 }),
  groups: fc.array(operations, { maxLength: 3 }),
})

type Step =
  | { readonly apply: readonly LedgerOperation[] }
  | { readonly commit: typeof commit extends fc.Arbitrary<infer T> ? T : never }
  | { readonly waitMs: number }

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ apply: operations }) },
  { weight: 4, arbitrary: fc.record({ commit }) },
  { weight: 1, arbitrary: fc.record({ waitMs: fc.constantFrom(500, 5_000) }) },
)

test('Postgres and memory answer alike, whatever they are asked', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }),
      async (steps) => {
        await using postgres = await ledgers.open()
        const { clock } = postgres
        const memory = { ...postgres, store: createMemoryLedger({ clock }) }
        const both: readonly LedgerUnderTest[] = [postgres, memory]
        for (const each of both) await runLedgerTable(each, setUp)
        for (const [number, asked] of steps.entries()) {
          if ('waitMs' in asked) await clock.advance(asked.waitMs)
          const [inPostgres, inMemory] = await Promise.all(
            both.map(({ store }) => answer(store, { asked, number, nowMs: clock.now() })),
          )
          assert.deepEqual(inPostgres, inMemory)
        }
      },
    ),
    { numRuns: 30 },
  )
})

/** What a store answers to a step, and what it looks like afterwards. */
async function answer(store: LedgerStore, of: { asked: Step; number: number; nowMs: number }) {
  const { asked, number, nowMs } = of
  const balances = async () => {
    const found = await store.balances(names.map(accountNamed))
    return names.map((name) => found.get(accountNamed(name)))
  }
  const open = async (accountId: AccountId) =>
    (await store.openPendings(accountId)).map((pending) => new Set(pending.linkedIds))
  return {
    result:
      'apply' in asked
        ? await store.apply(asked.apply)
        : 'commit' in asked
          ? await store.commit(toCommit(asked.commit, { number, nowMs }))
          : await store.releaseExpired(nowMs),
    balances: await balances(),
    open: new Set(await open(accountNamed('alice'))),
  }
}

function toCommit(
  { windows, sums, groups }: Extract<Step, { readonly commit: unknown }>['commit'],
  { number, nowMs }: { number: number; nowMs: number },
): BooksCommit {
  return {
    booksId: transferNamed('books') as string as BooksId,
    number,
    windows: windows.map(({ accountId, floor, extra, target, lifeMs }) => ({
      windowId: transferNamed(`window ${accountId}`),
      accountId,
      floor,
      needed: floor + extra,
      target: target === 0n ? floor + extra : floor + extra + target,
      expiresAtMs: nowMs + lifeMs,
    })),
    sums: sums.map((linked, group) =>
      linked.map((pair, index) => ({ ...pair, id: transferNamed(`${number} ${group} ${index}`) })),
    ),
    groups,
  }
}
