import assert from 'node:assert/strict'
import { test } from 'node:test'
import { liquidity } from './account.ts'
import { assertInvariants } from './audit.ts'
import {
  type BooksCommit,
  type BooksId,
  commitOperationsMax,
  type LedgerOperation,
  type LinkedSums,
  type WindowChange,
} from './ledger-store.ts'
import {
  accountNamed,
  type LedgerUnderTest,
  runLedgerTable,
  transferNamed,
} from './test-ledger-table.ts'

const alice = accountNamed('alice')
const bob = accountNamed('bob')

const setUp = `
  open     bank  settlement
  open     alice peer
  open     bob   peer
  open     bank2 settlement in 2
  open     carol peer in 2
  open     dave  peer in 2
  deposit  T1 bank -> alice 1000    => done
  deposit  T2 bank2 -> carol 1000   => done`

/** A window of `account`, named after it, that ends ten seconds after the tests begin. */
function windowOf(
  account: string,
  { expiresAtMs, ...change }: Partial<WindowChange> & { expiresAtMs: number },
): WindowChange {
  return {
    windowId: transferNamed(`window of ${account}`),
    accountId: accountNamed(account),
    floor: 0n,
    needed: 0n,
    target: 0n,
    expiresAtMs,
    ...change,
  }
}

let sumsMade = 0

function sum(debit: string, credit: string, amount: bigint): LinkedSums[number] {
  sumsMade += 1
  const id = transferNamed(`sum ${sumsMade}`)
  return { id, debitId: accountNamed(debit), creditId: accountNamed(credit), amount }
}

function pending(name: string, debit: string, amount: bigint): LedgerOperation {
  return {
    kind: 'pending',
    id: transferNamed(name),
    debitId: accountNamed(debit),
    creditId: bob,
    amount,
    code: 'transfer',
  }
}

/** A ledger with money in it, and books that number their commits. */
async function setUpBooks(ledger: LedgerUnderTest) {
  await runLedgerTable(ledger, setUp)
  const { store, clock } = ledger
  const expiresAtMs = clock.now() + 10_000
  let number = 0
  const next = (batch: Partial<BooksCommit>): BooksCommit => {
    number += 1
    const booksId = transferNamed('books') as string as BooksId
    return { booksId, number, windows: [], sums: [], groups: [], ...batch }
  }
  return {
    next,
    commit: async (batch: Partial<BooksCommit>) => {
      const result = await store.commit(next(batch))
      await assertInvariants(store)
      return result
    },
    window: (account: string, change: Partial<WindowChange>) =>
      windowOf(account, { expiresAtMs, ...change }),
    balance: async (account: string) => {
      const id = accountNamed(account)
      const found = (await store.balances([id])).get(id)
      if (found === undefined) throw new Error(`no account ${account}`)
      return found
    },
  }
}

/** The part of the suite about `commit`. */
export function describeCommits(open: () => Promise<LedgerUnderTest>): void {
  describeWindows(open)
  describeSums(open)
  describeGroups(open)
}

function describeWindows(open: () => Promise<LedgerUnderTest>): void {
  test('a window gets what is needed, and beyond it a tenth of what the account has', async () => {
    await using ledger = await open()
    const { commit, window, balance } = await setUpBooks(ledger)
    const size = async (change: Partial<WindowChange>) =>
      (await commit({ windows: [window('alice', change)] })).windows[0]
    assert.equal(await size({ needed: 30n, target: 50n }), 50n)
    assert.equal(await size({ needed: 30n, target: 900n }), 50n + 95n)
    assert.equal(await size({ needed: 400n, target: 900n }), 400n + 60n)
    assert.deepEqual(await balance('alice'), {
      kind: 'peer',
      debitsPosted: 0n,
      debitsPending: 460n,
      creditsPosted: 1000n,
      creditsPending: 0n,
      debitsInWindows: 460n,
    })
    assert.equal(await size({ needed: 2000n, target: 2000n }), 1000n, 'no more than there is')
    await runLedgerTable(ledger, 'transfer T3 alice -> bob 1 => InsufficientBalance')
    assert.equal(liquidity(await balance('alice')), 1000n, 'it is reserved, not gone')
    assert.equal(await size({ floor: 7n, needed: 7n, target: 7n }), 7n)
    assert.equal(await size({}), 0n)
    await runLedgerTable(ledger, 'transfer T3 alice -> bob 1000 => done')
    assert.equal(await size({ needed: 1n, target: 10n }), 0n)
  })

  test('a window on a settlement account or on none gets nothing', async () => {
    await using ledger = await open()
    const { commit, window } = await setUpBooks(ledger)
    const wanted = { needed: 5n, target: 50n }
    const { windows } = await commit({
      windows: [window('bank', wanted), window('nobody', wanted)],
    })
    assert.deepEqual(windows, [0n, 0n])
  })

  test('a window releases itself when nobody renews it', async () => {
    await using ledger = await open()
    const { commit, window, balance } = await setUpBooks(ledger)
    const wanted = { needed: 100n, target: 100n }
    await commit({ windows: [window('alice', wanted), window('carol', wanted)] })
    await ledger.clock.advance(9_000)
    const later = { ...wanted, expiresAtMs: ledger.clock.now() + 10_000 }
    await commit({ windows: [window('alice', later)] })
    await ledger.clock.advance(1_000)
    assert.equal(await ledger.store.releaseExpired(ledger.clock.now()), 1)
    assert.equal((await balance('alice')).debitsInWindows, 100n)
    assert.equal((await balance('carol')).debitsInWindows, 0n)
    await assertInvariants(ledger.store)
  })

  test('a window that ran out is gone if something was held of it, or opens anew', async () => {
    await using ledger = await open()
    const { commit, window } = await setUpBooks(ledger)
    const wanted = { needed: 100n, target: 100n }
    await commit({ windows: [window('alice', wanted), window('carol', wanted)] })
    await ledger.clock.advance(10_000)
    await ledger.store.releaseExpired(ledger.clock.now())
    const { windows } = await commit({
      windows: [window('alice', { ...wanted, floor: 1n }), window('carol', wanted)],
    })
    assert.deepEqual(windows, [undefined, 100n])
  })

  test('a window whose time is over serves until it is released', async () => {
    await using ledger = await open()
    const { commit, window } = await setUpBooks(ledger)
    await commit({ windows: [window('alice', { needed: 100n, target: 100n })] })
    await ledger.clock.advance(10_000)
    const { windows, sums } = await commit({
      windows: [window('alice', { floor: 40n, needed: 40n, target: 40n })],
      sums: [[sum('alice', 'bob', 60n)]],
    })
    assert.deepEqual({ windows, sums }, { windows: [40n], sums: [undefined] })
  })

  test('an account is low when its money is drawn, not when a window reserves it', async () => {
    await using ledger = await open()
    const { commit, window } = await setUpBooks(ledger)
    await ledger.store.setSignals(alice, { lowAt: 950n })
    await ledger.store.setSignals(bob, { credited: true })
    const take = async (signal: 'low' | 'credited') =>
      (await ledger.takeSignals({ signal, limit: 9 })).map(({ accountId }) => accountId)
    await commit({ windows: [window('alice', { needed: 200n, target: 200n })] })
    assert.deepEqual(await take('low'), [])
    await commit({
      windows: [window('alice', { target: 150n })],
      sums: [[sum('alice', 'bob', 50n)]],
    })
    assert.deepEqual([await take('low'), await take('credited')], [[alice], [bob]])
    await commit({ windows: [window('alice', {})] })
    await commit({ windows: [window('alice', { needed: 200n, target: 200n })] })
    assert.deepEqual(await take('low'), [])
  })
}

function describeSums(open: () => Promise<LedgerUnderTest>): void {
  test('sums are drawn from the windows of the accounts that they debit', async () => {
    await using ledger = await open()
    const { commit, window, balance } = await setUpBooks(ledger)
    await commit({ windows: [window('alice', { needed: 300n, target: 300n })] })
    const drawn = sum('alice', 'bob', 100n)
    const { windows, sums } = await commit({
      windows: [window('alice', { floor: 20n, needed: 20n, target: 250n })],
      sums: [[drawn], [sum('alice', 'bob', 50n)]],
    })
    assert.deepEqual({ windows, sums }, { windows: [220n], sums: [undefined, undefined] })
    assert.deepEqual(await balance('alice'), {
      kind: 'peer',
      debitsPosted: 150n,
      debitsPending: 220n,
      creditsPosted: 1000n,
      creditsPending: 0n,
      debitsInWindows: 220n,
    })
    assert.equal((await balance('bob')).creditsPosted, 150n)
    const recorded = await ledger.store.transfer(drawn.id)
    assert.deepEqual([recorded?.amount, recorded?.state], [100n, 'posted'])
  })

  test('what a commit credits can be reserved in the same commit', async () => {
    await using ledger = await open()
    const { commit, window } = await setUpBooks(ledger)
    await commit({ windows: [window('alice', { needed: 300n, target: 300n })] })
    const { windows } = await commit({
      windows: [window('alice', {}), window('bob', { needed: 120n, target: 120n })],
      sums: [[sum('alice', 'bob', 120n)]],
    })
    assert.deepEqual(windows, [0n, 120n])
  })

  test('linked sums are all booked or none, and do not stop others', async () => {
    await using ledger = await open()
    const { commit, window, balance } = await setUpBooks(ledger)
    const wanted = { needed: 300n, target: 300n }
    await commit({ windows: [window('carol', wanted)] })
    const held = { floor: 100n, needed: 100n, target: 100n }
    const { windows, sums } = await commit({
      windows: [window('alice', held), window('carol', held)],
      sums: [[sum('alice', 'bob', 10n), sum('carol', 'dave', 20n)], [sum('carol', 'dave', 30n)]],
    })
    assert.deepEqual(windows, [undefined, 100n])
    assert.deepEqual(sums, ['WindowExpired', undefined])
    assert.equal((await balance('bob')).creditsPosted, 0n)
    assert.equal((await balance('dave')).creditsPosted, 30n)
    assert.equal((await balance('carol')).debitsPosted, 30n)
  })

  test('sums that draw more than the window holds are refused together', async () => {
    await using ledger = await open()
    const { commit, window, balance } = await setUpBooks(ledger)
    await commit({ windows: [window('alice', { needed: 100n, target: 100n })] })
    const { windows, sums } = await commit({
      windows: [window('alice', { target: 100n })],
      sums: [[sum('alice', 'bob', 60n)], [sum('alice', 'bob', 41n)]],
    })
    assert.deepEqual(
      { windows, sums },
      { windows: [100n], sums: ['WindowExpired', 'WindowExpired'] },
    )
    assert.equal((await balance('bob')).creditsPosted, 0n)
  })

  test('a sum to an account that cannot take it stays in the window', async () => {
    await using ledger = await open()
    const { commit, window } = await setUpBooks(ledger)
    await commit({ windows: [window('alice', { needed: 100n, target: 100n })] })
    const { windows, sums } = await commit({
      windows: [window('alice', { target: 90n })],
      sums: [
        [sum('alice', 'nobody', 10n)],
        [sum('alice', 'carol', 10n)],
        [sum('alice', 'bank', 10n)],
        [sum('alice', 'bob', 10n)],
      ],
    })
    assert.deepEqual(sums, [
      'CreditAccountUnknown',
      'DifferentLedgers',
      'CreditAccountUnknown',
      undefined,
    ])
    assert.deepEqual(windows, [90n])
  })

  test('a commit sent again is done once and answered alike', async () => {
    await using ledger = await open()
    const { commit, next, window, balance } = await setUpBooks(ledger)
    await commit({ windows: [window('alice', { needed: 300n, target: 300n })] })
    const batch = next({
      windows: [window('alice', { floor: 5n, needed: 5n, target: 150n })],
      sums: [[sum('alice', 'bob', 100n)], [sum('alice', 'nobody', 1n)]],
      groups: [[pending('P1', 'alice', 10n)], [pending('P2', 'alice', 9999n)]],
    })
    const first = await ledger.store.commit(batch)
    const before = await balance('alice')
    assert.deepEqual(await ledger.store.commit(batch), first)
    assert.deepEqual(await balance('alice'), before)
    await commit({})
    await assert.rejects(ledger.store.commit(batch), /comes after/)
  })

  test('books do not mistake each other’s commits for their own', async () => {
    await using ledger = await open()
    const { next, window, balance } = await setUpBooks(ledger)
    const batch = next({ windows: [window('alice', { needed: 10n, target: 10n })] })
    await ledger.store.commit(batch)
    const other = windowOf('alice', {
      windowId: transferNamed('another window'),
      needed: 20n,
      target: 20n,
      expiresAtMs: ledger.clock.now() + 10_000,
    })
    await ledger.store.commit({
      ...batch,
      booksId: transferNamed('other books') as string as BooksId,
      windows: [other],
    })
    assert.equal((await balance('alice')).debitsInWindows, 30n)
    await assertInvariants(ledger.store)
  })
}

function describeGroups(open: () => Promise<LedgerUnderTest>): void {
  test('groups stand for themselves: one refused does not stop the next', async () => {
    await using ledger = await open()
    const { commit, balance } = await setUpBooks(ledger)
    const { groups } = await commit({
      groups: [
        [pending('P1', 'alice', 600n), pending('P2', 'alice', 401n)],
        [pending('P3', 'alice', 401n)],
        [pending('P4', 'alice', 0n)],
        [pending('P5', 'alice', 600n)],
        [
          { kind: 'post', id: transferNamed('P3'), amount: 400n },
          { kind: 'void', id: transferNamed('P9') },
        ],
        [{ kind: 'post', id: transferNamed('P3') }],
        [pending('P1', 'alice', 599n)],
      ],
    })
    assert.deepEqual(groups, [
      { refusal: 'InsufficientBalance', operation: 1 },
      undefined,
      { refusal: 'AmountInvalid', operation: 0 },
      { refusal: 'InsufficientBalance', operation: 0 },
      { refusal: 'TransferUnknown', operation: 1 },
      undefined,
      undefined,
    ])
    const { debitsPosted, debitsPending } = await balance('alice')
    assert.deepEqual({ debitsPosted, debitsPending }, { debitsPosted: 401n, debitsPending: 599n })
  })

  test('a group sees what the windows of its commit have given back', async () => {
    await using ledger = await open()
    const { commit, window } = await setUpBooks(ledger)
    await commit({ windows: [window('alice', { needed: 1000n, target: 1000n })] })
    const { groups } = await commit({
      windows: [window('alice', { floor: 100n, needed: 100n, target: 100n })],
      groups: [[pending('P1', 'alice', 900n)], [pending('P2', 'alice', 1n)]],
    })
    assert.deepEqual(groups, [undefined, { refusal: 'InsufficientBalance', operation: 0 }])
  })

  test('as many entries as a commit may have, and not one more', async () => {
    await using ledger = await open()
    const { commit, balance } = await setUpBooks(ledger)
    const many = (count: number) =>
      Array.from({ length: count }, (_, index) => [pending(`M${index}`, 'alice', 1n)])
    await assert.rejects(commit({ groups: many(commitOperationsMax + 1) }), RangeError)
    await assert.rejects(ledger.store.apply(many(commitOperationsMax + 1).flat()), RangeError)
    const { groups } = await commit({ groups: many(commitOperationsMax) })
    assert.equal(groups.filter((refusal) => refusal !== undefined).length, 0)
    assert.equal((await balance('alice')).debitsPending, BigInt(commitOperationsMax))
  })
}
