import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { systemRandom } from '@kivuko/random'
import type { AccountId, TransferId } from './account.ts'
import { assertInvariants } from './audit.ts'
import { createBooks } from './create-books.ts'
import type { BooksId, SingleTransfer } from './ledger-store.ts'
import {
  createPostgresLedger,
  ledgerSignalsChannel,
  type PostgresLedger,
} from './ledger-store-postgres.ts'
import { createLedgerDatabase, type LedgerDatabase } from './test-ledger-postgres.ts'
import { accountNamed, type LedgerUnderTest, runLedgerTable } from './test-ledger-table.ts'

let ledgers: LedgerDatabase
before(async () => {
  ledgers = await createLedgerDatabase()
})
after(() => ledgers[Symbol.asyncDispose]())

const [alice, bob] = [accountNamed('alice'), accountNamed('bob')]

async function openWith(table: string): Promise<LedgerUnderTest & { store: PostgresLedger }> {
  const ledger = await ledgers.open()
  await runLedgerTable(
    ledger,
    `open    bank  settlement
     open    alice peer
     open    bob   peer
     ${table}`,
  )
  return ledger
}

function newId(): TransferId {
  return systemRandom.uuid() as TransferId
}

function transfer(debitId: AccountId, creditId: AccountId, amount: bigint): SingleTransfer {
  return { kind: 'transfer', id: newId(), debitId, creditId, amount, code: 'transfer' }
}

describe('many at once', () => {
  test('of 200 debits of an account with money for 100, 100 succeed', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 1000 => done')
    const { store } = ledger
    const outcomes = await Promise.all(
      Array.from({ length: 200 }, () => store.apply([transfer(alice, bob, 10n)])),
    )
    assert.equal(outcomes.filter((refused) => refused === undefined).length, 100)
    assert.equal(
      outcomes.filter((refused) => refused?.refusal === 'InsufficientBalance').length,
      100,
    )
    await runLedgerTable(ledger, 'balance alice => debits 1000 + 0, credits 1000 + 0')
  })

  test('the same transfer moves once, however many ask for it', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 1000 => done')
    const same = transfer(alice, bob, 10n)
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => ledger.store.apply([same])))
    assert.equal(outcomes.filter((refused) => refused === undefined).length, 1)
    assert.equal(outcomes.filter((refused) => refused?.refusal === 'TransferExists').length, 19)
    await runLedgerTable(ledger, 'balance alice => debits 10 + 0, credits 1000 + 0')
  })

  test('a pending transfer ends once, however many post and void it', async () => {
    await using ledger = await openWith(`
      deposit T1 bank -> alice 1000  => done
      pending P1 alice -> bob 10     => done`)
    const { store } = ledger
    const [pending] = await store.openPendings(alice)
    assert.ok(pending !== undefined)
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        store.apply([{ kind: index % 2 === 0 ? 'post' : 'void', id: pending.id }]),
      ),
    )
    assert.equal(outcomes.filter((refused) => refused === undefined).length, 1)
    await assertInvariants(store)
  })

  test('movements in both directions and groups in any order do not deadlock', async () => {
    await using ledger = await openWith(`
      open    carol peer
      deposit T1 bank -> alice 1000  => done
      deposit T2 bank -> bob   1000  => done
      deposit T3 bank -> carol 1000  => done`)
    const { store } = ledger
    const names = [alice, bob, accountNamed('carol')]
    const legs = (index: number) =>
      [0, 1, 2].map((leg) => {
        const from = names[(index + leg * 2) % 3] ?? alice
        const to = names[(index + leg * 2 + 1 + (index % 2)) % 3] ?? bob
        return transfer(from, to, 1n)
      })
    await Promise.all(Array.from({ length: 150 }, (_, index) => store.apply(legs(index))))
    await assertInvariants(store)
  })

  test('two processes’ books and transfers of others share accounts to the last unit', async () => {
    await using ledger = await openWith(`
      deposit T1 bank -> alice 5000  => done
      deposit T2 bank -> bob   5000  => done`)
    await using other = createPostgresLedger({
      postgres: ledgers.database.postgres,
      clock: systemClock,
    })
    const processes = [ledger.store, other].map((store) =>
      createBooks({
        store,
        clock: systemClock,
        random: systemRandom,
        log: silentLog,
        metrics: createMetrics(),
      }),
    )
    let [paidByAlice, paidByBob] = [0n, 0n]
    const pay = (books: (typeof processes)[number], index: number) =>
      new Promise<void>((resolve) => {
        const fromAlice = index % 2 === 0
        const [debitId, creditId] = fromAlice ? [alice, bob] : [bob, alice]
        const amount = BigInt((index % 7) + 1)
        const request = {
          legs: [{ debitId, creditId, amount }],
          expiresAtMs: systemClock.now() + 30_000,
          durable: index % 3 === 0,
        }
        books.hold(request, (held) => {
          if ('refusal' in held) return resolve()
          if (index % 5 === 0) {
            books.release(held)
            return resolve()
          }
          books.post(held, (refusal) => {
            assert.equal(refusal, undefined)
            if (fromAlice) paidByAlice += amount
            else paidByBob += amount
            resolve()
          })
        })
      })
    const direct = async (index: number) => {
      const refused = await ledger.store.apply([transfer(alice, bob, 3n)])
      if (refused === undefined) paidByAlice += 3n
      if (index % 10 === 0) await ledger.store.releaseExpired(systemClock.now())
    }
    await Promise.all(
      Array.from({ length: 600 }, async (_, index) => {
        await systemClock.sleep(index % 40)
        const [first, second] = processes
        assert.ok(first !== undefined && second !== undefined)
        await Promise.all([pay(first, index), pay(second, index + 1), direct(index)])
      }),
    )
    for (const books of processes) await books[Symbol.asyncDispose]()
    const debits = async (id: AccountId) =>
      (await ledger.store.balances([id])).get(id)?.debitsPosted
    assert.deepEqual([await debits(alice), await debits(bob)], [paidByAlice, paidByBob])
    const [audit] = await ledger.store.audit()
    assert.deepEqual([audit?.windows, audit?.pendings], [0n, 0n])
    await assertInvariants(ledger.store)
  })
})

test('what was confirmed is booked once, however often the connection is lost', async () => {
  await using ledger = await openWith('deposit T1 bank -> alice 5000 => done')
  await using books = createBooks({
    store: ledger.store,
    clock: systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics(),
  })
  let [confirmed, cuts] = [0n, 0]
  const pay = (index: number) =>
    new Promise<void>((resolve) => {
      const request = {
        legs: [{ debitId: alice, creditId: bob, amount: BigInt((index % 5) + 1) }],
        expiresAtMs: systemClock.now() + 30_000,
        durable: index % 2 === 0,
      }
      books.hold(request, (held) => {
        if ('refusal' in held) return resolve()
        books.post(held, (refusal) => {
          assert.equal(refusal, undefined)
          confirmed += held.legs[0]?.amount ?? 0n
          resolve()
        })
      })
    })
  const { postgres } = ledgers.database
  const cut = async () => {
    const killed = await postgres.query({
      text: `select pg_terminate_backend(pid) from pg_stat_activity
        where datname = current_database() and query like '%ledger.commit%'
          and pid <> pg_backend_pid()`,
    })
    cuts += killed.length
  }
  while (cuts < 6) {
    const paid = Array.from({ length: 40 }, async (_, index) => await pay(index))
    await Promise.all([...paid, cut()])
  }
  const cutAt = confirmed
  for (let round = 0; confirmed === cutAt && round < 1_000; round += 1) {
    await pay(round)
    await systemClock.sleep(5)
  }
  await books[Symbol.asyncDispose]()
  assert.ok(confirmed > cutAt, 'the books come back')
  assert.equal((await ledger.store.balances([bob])).get(bob)?.creditsPosted, confirmed)
  const [audit] = await ledger.store.audit()
  assert.deepEqual([audit?.windows, audit?.pendings], [0n, 0n])
  await assertInvariants(ledger.store)
})

describe('within a transaction of the caller', () => {
  test('what is done becomes true with the transaction, or never', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 100 => done')
    const { postgres } = ledgers.database
    const attempt = postgres.transaction(async (tx) => {
      const own = ledger.store.within(tx)
      assert.equal(await own.apply([transfer(alice, bob, 60n)]), undefined)
      assert.equal((await own.balances([bob])).get(bob)?.creditsPosted, 60n)
      throw new Error('the caller changes its mind')
    })
    await assert.rejects(attempt, /changes its mind/)
    await runLedgerTable(ledger, 'balance bob => debits 0 + 0, credits 0 + 0')
  })

  test('a refusal leaves the transaction usable', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 100 => done')
    await ledgers.database.postgres.transaction(async (tx) => {
      const own = ledger.store.within(tx)
      const refused = await own.apply([transfer(alice, bob, 60n), transfer(alice, bob, 60n)])
      assert.deepEqual(refused, { refusal: 'InsufficientBalance', operation: 1 })
      assert.equal(await own.apply([transfer(alice, bob, 50n)]), undefined)
    })
    await runLedgerTable(ledger, 'balance bob => debits 0 + 0, credits 50 + 0')
  })
})

describe('a commit', () => {
  test('that is sent again while it is still running is done once', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 100 => done')
    await using other = createPostgresLedger({
      postgres: ledgers.database.postgres,
      clock: systemClock,
    })
    const batch = {
      booksId: newId() as string as BooksId,
      number: 1,
      windows: [],
      sums: [],
      groups: [[transfer(alice, bob, 10n)], [transfer(alice, bob, 91n)]],
    }
    const answers = await Promise.all([ledger.store.commit(batch), other.commit(batch)])
    assert.deepEqual(answers[0], answers[1])
    assert.deepEqual(answers[0]?.groups, [
      undefined,
      { refusal: 'InsufficientBalance', operation: 0 },
    ])
    await runLedgerTable(ledger, 'balance bob => debits 0 + 0, credits 10 + 0')
  })

  test('is forgotten when its books have been silent for long', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 100 => done')
    const booksId = newId() as string as BooksId
    await ledger.store.commit({ booksId, number: 1, windows: [], sums: [], groups: [] })
    const kept = async () => {
      const rows = await ledgers.database.postgres.query({ text: 'select from ledger.books' })
      return rows.length
    }
    await ledger.store.releaseExpired(ledger.clock.now() + 3_600_000)
    assert.equal(await kept(), 1)
    await ledger.store.releaseExpired(ledger.clock.now() + 90_000_000)
    assert.equal(await kept(), 0)
  })
})

describe('signals', () => {
  const credited = { signal: 'credited', limit: 10 } as const

  test('come back when the transaction that took them is rolled back', async () => {
    await using ledger = await openWith('')
    await ledger.store.setSignals(alice, { credited: true })
    await runLedgerTable(ledger, 'deposit T1 bank -> alice 100 => done')
    const { postgres } = ledgers.database
    const attempt = postgres.transaction(async (tx) => {
      assert.equal((await ledger.store.takeSignals(tx, credited)).length, 1)
      throw new Error('the consumer fails')
    })
    await assert.rejects(attempt, /consumer fails/)
    assert.equal((await ledger.takeSignals(credited)).length, 1)
  })

  test('are not lost, and hold nobody up, while a consumer is about the last one', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 100 => done')
    const { store } = ledger
    await store.setSignals(bob, { credited: true })
    await store.apply([transfer(alice, bob, 1n)])
    await ledgers.database.postgres.transaction(async (tx) => {
      assert.equal((await store.takeSignals(tx, credited)).length, 1)
      // The credit does not wait for us, though we may not see it any more.
      const { groups } = await store.commit({
        booksId: newId() as string as BooksId,
        number: 1,
        windows: [],
        sums: [],
        groups: [[transfer(alice, bob, 1n)]],
      })
      assert.deepEqual(groups, [undefined])
      assert.equal(await store.within(tx).apply([transfer(alice, bob, 1n)]), undefined)
    })
    assert.equal((await ledger.takeSignals(credited)).length, 1)
  })

  test('do not pile up while nobody takes them', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 100 => done')
    await ledger.store.setSignals(bob, { credited: true })
    for (let round = 0; round < 5; round += 1) await ledger.store.apply([transfer(alice, bob, 1n)])
    const { postgres } = ledgers.database
    const rows = await postgres.query({ text: 'select from ledger.signals' })
    assert.equal(rows.length, 1)
  })

  test('are announced', async () => {
    await using ledger = await openWith('deposit T1 bank -> alice 100 => done')
    const heard = Promise.withResolvers<void>()
    await using _ = await ledgers.database.postgres.listen(ledgerSignalsChannel, {
      onMessage: () => heard.resolve(),
      onGap: () => {},
    })
    await ledger.store.setSignals(bob, { credited: true })
    await ledger.store.apply([transfer(alice, bob, 1n)])
    await heard.promise
    assert.equal((await ledger.takeSignals(credited)).length, 1)
  })
})

test('releasing waits its turn and frees what crashed processes left', async () => {
  await using ledger = await openWith('deposit T1 bank -> alice 1000 => done')
  const { store, clock } = ledger
  await runLedgerTable(
    ledger,
    Array.from({ length: 30 }, (_, n) => `pending P${n} alice -> bob 1 for 5s => done`).join('\n'),
  )
  await clock.advance(5_000)
  const released = await Promise.all([
    store.releaseExpired(clock.now()),
    store.releaseExpired(clock.now()),
    store.apply([transfer(alice, bob, 970n)]).then(() => 0),
  ])
  assert.equal(
    released.reduce((sum, count) => sum + count, 0),
    30,
  )
  await runLedgerTable(ledger, 'balance alice => debits 970 + 0, credits 1000 + 0')
})
