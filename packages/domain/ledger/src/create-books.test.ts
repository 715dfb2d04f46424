import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { uint64Max } from '@kivuko/money'
import type { Hold, HoldRefusal } from './books.ts'
import { assertInvariants } from './audit.ts'
import { type BooksId, commitOperationsMax } from './ledger-store.ts'
import { openBooks, openOn, settle } from './test-books-table.ts'
import { accountNamed, runLedgerTable } from './test-ledger-table.ts'

const scenarios: Readonly<Record<string, string>> = {
  'the first packet waits for a window, the next are held from it at once': `
    hold    H1 alice -> bob 60          => held
    hold    H2 alice -> bob 60          => held at once
    post    H1                          => booked
    post    H2                          => booked
    balance bob                         => debits 0 + 0, credits 120 + 0`,

  'an account that cannot pay is refused, and what still fits is held': `
    hold    H1 alice -> bob 900         => held
    hold    H2 alice -> bob 101         => InsufficientBalance at leg 0
    hold    H3 alice -> bob 100         => held
    post    H1                          => booked
    post    H3                          => booked
    hold    H4 alice -> bob 1           => InsufficientBalance at leg 0
    hold    H5 nobody -> bob 1          => InsufficientBalance at leg 0
    balance alice                       => debits 1000 + 0, credits 1000 + 0`,

  'a rejected packet gives its money back, whole': `
    hold    H1 alice -> bob 1000        => held
    hold    H2 alice -> bob 1           => InsufficientBalance at leg 0
    give back H1
    hold    H3 alice -> bob 1000        => held at once
    post    H3                          => booked`,

  'what a packet brought can be spent by the next': `
    hold    H1 alice -> bob 70          => held
    hold    H2 bob -> alice 70          => InsufficientBalance at leg 0
    post    H1                          => booked
    hold    H3 bob -> alice 70          => held
    post    H3                          => booked
    balance bob                         => debits 70 + 0, credits 70 + 0`,

  'across assets both legs are held, or neither': `
    hold    H1 alice -> euro 10 + dollar -> carol 1001  => InsufficientBalance at leg 1
    hold    H2 alice -> euro 10 + dollar -> carol 1000  => held
    hold    H3 alice -> euro 991                        => InsufficientBalance at leg 0
    post    H2                                          => booked
    balance euro                        => debits 0 + 0, credits 10 + 0
    balance carol                       => debits 0 + 0, credits 1000 + 0`,

  'a leg that can never be is refused by name': `
    hold    H1 alice -> alice 10        => SameAccounts at leg 0
    hold    H2 alice -> bob 0           => AmountInvalid at leg 0
    hold    H3 alice -> euro 1 + dollar -> carol 18446744073709551616 => AmountInvalid at leg 1`,

  'a packet to an account that does not exist is held, but cannot be booked': `
    hold    H1 alice -> nobody 10       => held
    post    H1                          => CreditAccountUnknown at leg 0
    hold    H2 alice -> euro 10 + dollar -> nobody 10  => held
    post    H2                          => CreditAccountUnknown at leg 1
    hold    H3 alice -> carol 10        => held
    post    H3                          => DifferentLedgers at leg 0
    balance euro                        => debits 0 + 0, credits 0 + 0`,

  'an idle window is given back': `
    hold    H1 alice -> bob 60          => held
    give back H1
    wait    3s
    balance alice                       => debits 0 + 0, credits 1000 + 0
    hold    H2 alice -> bob 60          => held
    wait    9s
    post    H2                          => booked
    wait    3s
    balance alice                       => debits 60 + 0, credits 1000 + 0`,

  'a window outlives the packets in it, however long it is used': `
    hold    H1 alice -> bob 60          => held
    wait    25s
    release                             => 0
    hold    H2 alice -> bob 60          => held
    wait    25s
    release                             => 0
    hold    H3 alice -> bob 60          => held
    wait    29s
    release                             => 0
    post    H3                          => booked`,

  'a durable hold is pending in the store until it is posted or released': `
    hold    H1 alice -> bob 60 durable  => held
    hold    H2 alice -> bob 940 durable => held
    hold    H3 alice -> bob 1 durable   => InsufficientBalance at leg 0
    balance alice                       => debits 0 + 1000, credits 1000 + 0
    post    H1                          => booked
    give back H2
    balance alice                       => debits 60 + 0, credits 1000 + 0`,

  'a durable hold across assets is one': `
    hold    H1 alice -> euro 10 + dollar -> carol 1001 durable => InsufficientBalance at leg 1
    hold    H2 alice -> euro 10 + dollar -> carol 12 durable   => held
    balance dollar                      => debits 0 + 12, credits 1000 + 0
    post    H2                          => booked
    balance carol                       => debits 0 + 0, credits 12 + 0`,

  'a durable hold that is kept stays for someone to resolve, for as long as it takes': `
    hold    H1 alice -> bob 60 durable  => held
    keep    H1
    wait    90s
    release                             => 0
    balance alice                       => debits 0 + 60, credits 1000 + 0`,

  'while the store is down no packet is held, and fulfilled ones wait for it': `
    hold    H1 alice -> bob 60          => held
    store   is down
    post    H1                          => waits
    hold    H2 alice -> bob 1           => LedgerUnavailable
    hold    H3 alice -> bob 1 durable   => LedgerUnavailable
    wait    5s
    outcome H1                          => waits
    balance bob                         => debits 0 + 0, credits 0 + 0
    store   works
    wait    2s
    outcome H1                          => booked
    balance bob                         => debits 0 + 0, credits 60 + 0
    hold    H4 alice -> bob 1           => held
    post    H4                          => booked`,

  'a commit whose answer is lost is sent again and done once': `
    hold    H1 alice -> bob 60          => held
    hold    H2 alice -> bob 40          => held at once
    store   loses answers
    post    H1                          => waits
    post    H2                          => waits
    wait    5s
    store   works
    wait    2s
    outcome H1                          => booked
    outcome H2                          => booked
    balance bob                         => debits 0 + 0, credits 100 + 0`,

  'holds that wait are refused when the store fails': `
    store   is down
    hold    H1 alice -> bob 60          => LedgerUnavailable
    wait    1s
    store   works
    wait    2s
    hold    H2 alice -> bob 60          => held`,

  'a store that says nothing for two seconds counts as away': `
    hold    H1 alice -> bob 60          => held
    store   is silent
    post    H1                          => waits
    hold    H2 alice -> bob 5           => held at once
    hold    H3 alice -> bob 900         => waits
    wait    3s
    outcome H3                          => LedgerUnavailable
    hold    H4 alice -> bob 5           => LedgerUnavailable
    outcome H1                          => waits
    store   works
    outcome H1                          => booked
    hold    H5 alice -> bob 5           => held`,

  'a post that the store was never asked for is given up after its packet has expired': `
    hold    H1 alice -> bob 60          => held
    hold    H2 alice -> bob 60          => held at once
    store   is down
    post    H1                          => waits
    post    H2                          => waits
    wait    30s
    outcome H2                          => waits
    wait    2s
    outcome H2                          => LedgerUnavailable
    # The store may have done the commit with H1: its answer is awaited.
    outcome H1                          => waits
    store   works
    wait    2s
    outcome H1                          => booked
    balance bob                         => debits 0 + 0, credits 60 + 0
    hold    H3 alice -> bob 940         => held
    post    H3                          => booked`,

  'a durable hold that was refused and came about all the same is released': `
    store   loses answers
    hold    H1 alice -> bob 60 durable  => LedgerUnavailable
    balance alice                       => debits 0 + 60, credits 1000 + 0
    store   works
    wait    2s
    balance alice                       => debits 0 + 0, credits 1000 + 0`,

  'the post of a durable hold waits for the store however long it takes': `
    hold    H1 alice -> bob 60 durable  => held
    store   is down
    post    H1                          => waits
    wait    90s
    outcome H1                          => waits
    store   works
    wait    2s
    outcome H1                          => booked`,
}

describe('books', () => {
  for (const [name, table] of Object.entries(scenarios)) {
    test(name, async () => {
      const { run } = await openBooks()
      await run(table)
    })
  }
})

/** A process that stood still until its window ran out and was released by another one. */
async function pauseUntilReleased({ clock, ledger }: Awaited<ReturnType<typeof openBooks>>) {
  clock.set(clock.now() + 90_000)
  await ledger.releaseExpired(clock.now())
}

describe('a window that ran out', () => {
  test('is found out, and its packets are booked one by one while there is money', async () => {
    const tested = await openBooks()
    const { run } = tested
    await run(`
      hold     H1 alice -> bob 300       => held
      hold     H2 alice -> bob 600       => held
      hold     H3 alice -> bob 50        => held`)
    await pauseUntilReleased(tested)
    await run(`
      transfer T1 alice -> bob 200       => done
      post     H1                        => booked
      post     H2                        => InsufficientBalance at leg 0
      give back H3
      balance  bob                       => debits 0 + 0, credits 500 + 0
      hold     H4 alice -> bob 501       => InsufficientBalance at leg 0
      hold     H5 alice -> bob 500       => held
      post     H5                        => booked`)
    assert.equal(tested.books.openHolds().count, 0)
  })

  test('is opened anew for a packet that waits for it, in either place', async () => {
    const tested = await openBooks()
    await tested.run(`
      hold     H1 dollar -> carol 30                     => held
      hold     H2 alice -> euro 30 + dollar -> carol 50  => held`)
    await pauseUntilReleased(tested)
    await tested.run(`
      hold     H3 alice -> euro 30 + dollar -> carol 50  => held
      post     H1                        => booked
      post     H3                        => booked
      give back H2`)
  })

  test('is opened anew when nothing was held of it', async () => {
    const tested = await openBooks()
    await tested.run(`
      hold     H1 alice -> bob 300       => held
      give back H1`)
    await pauseUntilReleased(tested)
    await tested.run(`
      hold     H2 alice -> bob 300       => held
      post     H2                        => booked`)
  })

  test('stops neither leg of its packets while there is money', async () => {
    const tested = await openBooks()
    await tested.run('hold H1 alice -> euro 1000 + dollar -> carol 70 => held')
    await closeWindow(tested, 'alice')
    await tested.run(`
      post     H1                        => booked
      balance  euro                      => debits 0 + 0, credits 1000 + 0
      balance  carol                     => debits 0 + 0, credits 70 + 0`)
  })

  test('takes no money of the other leg when its packet cannot be booked', async () => {
    const tested = await openBooks()
    await tested.run('hold H1 alice -> euro 1000 + dollar -> carol 70 => held')
    await closeWindow(tested, 'alice')
    await tested.run(`
      transfer T1 alice -> bob 1         => done
      post     H1                        => InsufficientBalance at leg 0
      balance  carol                     => debits 0 + 0, credits 0 + 0
      hold     H2 dollar -> carol 1000   => held
      post     H2                        => booked`)
  })

  test('is found out at once when a post of its other packets is in the same flush', async () => {
    const tested = await openBooks()
    const { books, ledger, clock } = tested
    const outcomes: (HoldRefusal | undefined)[] = []
    const holds = await holdMany(tested, [10n, 20n, 30n])
    await closeWindow(tested, 'alice')
    for (const held of holds) books.post(held, (refusal) => outcomes.push(refusal))
    await settle()
    assert.deepEqual(outcomes, [undefined, undefined, undefined])
    const balance = 'balance bob => debits 0 + 0, credits 60 + 0'
    await runLedgerTable({ store: ledger, clock }, balance)
  })
})

type Tested = Awaited<ReturnType<typeof openBooks>>

/** Closes a window behind the back of its books. */
async function closeWindow({ store, ledger }: Tested, account: string): Promise<void> {
  const window = store.commits
    .flatMap((commit) => commit.windows)
    .findLast(({ accountId }) => accountId === accountNamed(account))
  assert.ok(window !== undefined)
  await ledger.commit({
    booksId: window.windowId as string as BooksId,
    number: 1,
    windows: [{ ...window, floor: 0n, needed: 0n, target: 0n }],
    sums: [],
    groups: [],
  })
}

/** Holds of alice's money for bob, taken together. */
async function holdMany({ books, clock }: Tested, amounts: readonly bigint[]): Promise<Hold[]> {
  const holds: Hold[] = []
  const [debitId, creditId] = [accountNamed('alice'), accountNamed('bob')]
  for (const amount of amounts) {
    const legs = [{ debitId, creditId, amount }]
    books.hold({ legs, expiresAtMs: clock.now() + 30_000, durable: false }, (result) => {
      if ('refusal' in result) assert.fail(result.refusal)
      holds.push(result)
    })
  }
  await settle()
  assert.equal(holds.length, amounts.length)
  return holds
}

describe('a flush', () => {
  test('sums the packets of a turn, and confirms none before it is durable', async () => {
    const tested = await openBooks()
    const { books, store, ledger } = tested
    const holds = await holdMany(
      tested,
      Array.from({ length: 100 }, () => 3n),
    )
    const before = store.commits.length
    let booked = 0
    store.turn('is silent')
    for (const held of holds) books.post(held, (refusal) => (booked += refusal ? 0 : 1))
    await settle()
    assert.deepEqual([booked, store.commits.length - before], [0, 1])
    store.turn('works')
    await settle()
    assert.equal(booked, 100)
    const { credits } = await ledger.transfers({ accountId: accountNamed('bob'), limit: 10 })
    assert.deepEqual(
      credits.map(({ amount }) => amount),
      [300n],
    )
  })

  test('is alone: what comes meanwhile waits for the next, and that takes all of it', async () => {
    const tested = await openBooks()
    const { books, store } = tested
    const holds = await holdMany(tested, [1n, 2n, 3n, 4n])
    const booked: number[] = []
    const before = store.commits.length
    store.turn('is silent')
    for (const [index, held] of holds.entries()) {
      books.post(held, () => booked.push(index))
      await settle()
    }
    assert.equal(store.commits.length - before, 1)
    store.turn('works')
    await settle()
    assert.deepEqual(booked, [0, 1, 2, 3])
    assert.deepEqual(
      store.commits.slice(before).map(({ sums }) => sums.flat()[0]?.amount),
      [1n, 9n],
    )
  })

  test('never has more entries than a store takes, and keeps the order', async () => {
    const { books, store, clock } = await openBooks()
    const count = commitOperationsMax + 44
    const held: bigint[] = []
    const [debitId, creditId] = [accountNamed('alice'), accountNamed('bob')]
    for (let index = 0; index < count; index += 1) {
      const legs = [{ debitId, creditId, amount: BigInt(index + 1) }]
      const request = { legs, expiresAtMs: clock.now() + 30_000, durable: true }
      books.hold(request, (result) => {
        if ('legs' in result) held.push(...result.legs.map(({ amount }) => amount))
      })
    }
    await settle()
    const sizes = store.commits.map(({ groups }) => groups.length)
    assert.deepEqual(sizes, [commitOperationsMax, 44])
    assert.deepEqual(
      held.slice(0, 40),
      Array.from({ length: 40 }, (_, index) => BigInt(index + 1)),
    )
  })

  test('that is full leaves no packet of many accounts without an answer', async () => {
    const { books, store, clock, ledger } = await openBooks()
    const payers = Array.from({ length: 300 }, (_, index) => accountNamed(`payer ${index}`))
    await ledger.createAccounts(payers.map((id) => ({ id, ledger: 1, kind: 'peer' as const })))
    let answers = 0
    for (const debitId of [...payers, ...payers]) {
      const legs = [
        { debitId, creditId: accountNamed('euro'), amount: 1n },
        { debitId: accountNamed('dollar'), creditId: accountNamed('carol'), amount: 1n },
      ]
      const request = { legs, expiresAtMs: clock.now() + 30_000, durable: false }
      books.hold(request, (result) => {
        assert.deepEqual(result, { refusal: 'InsufficientBalance', leg: 0 })
        answers += 1
      })
    }
    await settle()
    assert.equal(answers, 600)
    assert.ok(store.commits.every(({ windows }) => windows.length <= commitOperationsMax))
  })

  test('does not add amounts to more than a transfer can be of', async () => {
    const tested = await openBooks()
    const { books, ledger, clock, run } = tested
    await run(`
      deposit T1 bank -> alice ${uint64Max} => done
      deposit T2 bank -> alice ${uint64Max} => done`)
    const holds = await holdMany(tested, [uint64Max, 5n, uint64Max])
    let booked = 0
    for (const held of holds) books.post(held, () => (booked += 1))
    await settle()
    assert.equal(booked, 3)
    const table = `balance bob => debits 0 + 0, credits ${uint64Max * 2n + 5n} + 0`
    await runLedgerTable({ store: ledger, clock }, table)
  })

  test('serves holds on one account in their order, large ones too', async () => {
    const { books, clock } = await openBooks()
    const order: string[] = []
    const ask = (name: string, amount: bigint) => {
      const legs = [{ debitId: accountNamed('alice'), creditId: accountNamed('bob'), amount }]
      books.hold({ legs, expiresAtMs: clock.now() + 30_000, durable: false }, (result) => {
        order.push('refusal' in result ? `${name} ${result.refusal}` : name)
      })
    }
    ask('first', 10n)
    await settle()
    ask('large', 900n)
    ask('small', 1n)
    assert.deepEqual(order, ['first'], 'the small one does not overtake the large one')
    ask('too large', 100n)
    ask('last', 80n)
    await settle()
    assert.deepEqual(order, ['first', 'large', 'small', 'too large InsufficientBalance', 'last'])
  })
})

describe('a loss', () => {
  const loss = (amount: bigint) => ({
    debitId: accountNamed('dollar'),
    creditId: accountNamed('carol'),
    amount,
  })

  test('is booked against the account that bears it, while it has money', async () => {
    const { books, run } = await openBooks()
    const outcomes: unknown[] = []
    books.postLoss(loss(600n), (refusal) => outcomes.push(refusal))
    books.postLoss(loss(600n), (refusal) => outcomes.push(refusal))
    await settle()
    assert.deepEqual(outcomes, [undefined, { refusal: 'InsufficientBalance', leg: 0 }])
    await run('balance carol => debits 0 + 0, credits 600 + 0')
  })

  test('waits for the store as long as it takes', async () => {
    const { books, store, clock } = await openBooks()
    const outcomes: unknown[] = []
    store.turn('is down')
    books.postLoss(loss(1n), (refusal) => outcomes.push(refusal))
    await clock.advance(90_000)
    assert.deepEqual(outcomes, [])
    store.turn('works')
    await clock.advance(2_000)
    assert.deepEqual(outcomes, [undefined])
  })
})

describe('a hold', () => {
  test('ends once', async () => {
    const tested = await openBooks()
    const { books } = tested
    const [first, second] = await holdMany(tested, [3n, 4n])
    assert.ok(first !== undefined && second !== undefined)
    assert.deepEqual(books.openHolds(), { count: 2, amount: 7n })
    books.release(first)
    assert.throws(() => books.release(first), /has ended/)
    assert.throws(() => books.post(first, () => {}), /has ended/)
    books.post(second, () => {})
    assert.throws(() => books.release({ ...second }), /not of these books/)
    assert.deepEqual(books.openHolds(), { count: 0, amount: 0n })
  })

  test('is kept only when it is durable', async () => {
    const tested = await openBooks()
    const [held] = await holdMany(tested, [3n])
    assert.ok(held !== undefined)
    assert.throws(() => tested.books.keep(held), /only a durable hold/)
    assert.equal(tested.books.openHolds().count, 1)
  })

  test('leaves the other callbacks alone when its own throws', async () => {
    const tested = await openBooks()
    const holds = await holdMany(tested, [3n, 4n])
    let booked = 0
    for (const held of holds) {
      tested.books.post(held, () => {
        booked += 1
        throw new Error('a mistake of the caller')
      })
    }
    await settle()
    assert.equal(booked, 2)
  })
})

describe('closing the books', () => {
  test('gives windows back and books what is fulfilled', async () => {
    const tested = await openBooks()
    const { books, run, clock } = tested
    const [first, second] = await holdMany(tested, [30n, 40n])
    assert.ok(first !== undefined && second !== undefined)
    const outcomes: unknown[] = []
    books.post(first, (refusal) => outcomes.push(refusal))
    await books[Symbol.asyncDispose]()
    assert.deepEqual(outcomes, [undefined])
    // The packet that is still open keeps its money, until the window runs out.
    await run(`
      balance alice                      => debits 30 + 40, credits 1000 + 0
      hold    H1 alice -> bob 1          => LedgerUnavailable
      wait    60s
      release                            => 1
      balance alice                      => debits 30 + 0, credits 1000 + 0`)
    assert.equal(clock.pendingTimers(), 0)
  })

  test('does not wait for ever for a store that is away', async () => {
    const tested = await openBooks()
    const { books, store, clock } = tested
    const [first, second] = await holdMany(tested, [30n, 40n])
    assert.ok(first !== undefined && second !== undefined)
    const outcomes: unknown[] = []
    store.turn('is silent')
    books.post(first, (refusal) => outcomes.push(refusal?.refusal))
    await settle()
    books.post(second, (refusal) => outcomes.push(refusal?.refusal))
    const closed = books[Symbol.asyncDispose]()
    await clock.advance(11_000)
    await closed
    assert.deepEqual(outcomes, ['LedgerUnavailable', 'LedgerUnavailable'])
    assert.equal(clock.pendingTimers(), 0)
  })
})

describe('several processes on one ledger', () => {
  test('share an account and cannot overdraw it', async () => {
    const { books, store, clock, ledger } = await openBooks()
    const others = [2, 3].map((seed) => openOn({ store, clock, seed }))
    const held: Hold[] = []
    let refused = 0
    const legs = [{ debitId: accountNamed('alice'), creditId: accountNamed('bob'), amount: 7n }]
    for (let round = 0; round < 100; round += 1) {
      for (const each of [books, ...others]) {
        each.hold({ legs, expiresAtMs: clock.now() + 30_000, durable: false }, (result) => {
          if ('refusal' in result) refused += 1
          else held.push(result)
        })
      }
      if (round % 10 === 0) await settle()
    }
    await settle()
    assert.equal(held.length + refused, 300)
    // What another one keeps ready is out of reach: at most a tenth each, as it was then.
    assert.ok(held.length <= 142 && held.length >= 120, `${held.length} held`)
    await assertInvariants(ledger)
  })
})
