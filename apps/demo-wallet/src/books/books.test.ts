import assert from 'node:assert/strict'
import { appendFileSync, mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import fc from 'fast-check'
import { available } from './account.ts'
import { type Books, createBooks } from './books.ts'
import { Journal } from './journal.ts'

/** Books in a folder of their own; `reopen` reads them from disk, as a new process does. */
function testBooks() {
  const folder = mkdtempDisposableSync(join(tmpdir(), 'kivuko-books-'))
  const path = join(folder.path, 'journal.jsonl')
  const open = (): Books => {
    // Its file is closed with the process: a few of them are open until then.
    return createBooks({ journal: new Journal(path), clock: createFakeClock() })
  }
  const books = open()
  books.open({ account: 'amina', name: 'Amina', amount: 1_000n })
  return { path, books, reopen: open, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

function amountsOf(books: Books, id = 'amina'): readonly bigint[] {
  const account = books.account(id)
  assert.ok(account)
  return [account.balance, account.held]
}

test('holds what a payment may take, then takes what it took', () => {
  using kept = testBooks()
  const { books } = kept
  assert.equal(books.hold({ account: 'amina', payment: 'p', amount: 300n }), 'held')
  assert.deepEqual(amountsOf(books), [1_000n, 300n])
  books.send({ payment: 'p', amount: 290n })
  assert.deepEqual(amountsOf(books), [710n, 0n])
})

test('refuses a hold that the account cannot bear, other holds counted', () => {
  using kept = testBooks()
  const { books } = kept
  assert.equal(books.hold({ account: 'amina', payment: 'p', amount: 600n }), 'held')
  assert.equal(books.hold({ account: 'amina', payment: 'q', amount: 401n }), 'insufficientFunds')
  assert.equal(books.hold({ account: 'amina', payment: 'q', amount: 400n }), 'held')
})

test('does nothing twice, in the same process or the next', () => {
  using kept = testBooks()
  const calls = (books: Books): void => {
    books.open({ account: 'amina', name: 'Amina', amount: 1_000n })
    books.address({ account: 'amina', walletAddressId: 'w' })
    books.hold({ account: 'amina', payment: 'p', amount: 300n })
    books.send({ payment: 'p', amount: 290n })
    books.receive({ account: 'amina', payment: 'i', amount: 5n })
    books.hold({ account: 'amina', payment: 'r', amount: 7n })
    books.release('r')
  }
  calls(kept.books)
  const once = readFileSync(kept.path, 'utf8')
  calls(kept.books)
  calls(kept.reopen())
  assert.equal(readFileSync(kept.path, 'utf8'), once)
  assert.deepEqual(amountsOf(kept.reopen()), [715n, 0n])
  assert.equal(kept.reopen().accountOf('w')?.id, 'amina')
})

test('says of a payment that has ended that it is over', () => {
  using kept = testBooks()
  const { books } = kept
  books.hold({ account: 'amina', payment: 'p', amount: 300n })
  books.release('p')
  assert.equal(books.hold({ account: 'amina', payment: 'p', amount: 300n }), 'over')
  assert.deepEqual(amountsOf(books), [1_000n, 0n])
})

test('throws when a payment took what was not held for it', () => {
  using kept = testBooks()
  const { books } = kept
  assert.throws(() => books.send({ payment: 'p', amount: 1n }), /no money is held/)
  books.hold({ account: 'amina', payment: 'p', amount: 300n })
  assert.throws(() => books.send({ payment: 'p', amount: 301n }), RangeError)
  books.release('p')
  assert.throws(() => books.send({ payment: 'p', amount: 300n }), /no money is held/)
})

test('forgets half a line, which a crash may leave at the end', () => {
  using kept = testBooks()
  appendFileSync(kept.path, '{"kind":"received","acc')
  const books = kept.reopen()
  assert.deepEqual(amountsOf(books), [1_000n, 0n])
  books.receive({ account: 'amina', payment: 'i', amount: 5n })
  assert.deepEqual(amountsOf(kept.reopen()), [1_005n, 0n])
})

test('does not open books that are damaged', () => {
  using kept = testBooks()
  writeFileSync(kept.path, '{"kind":"received","account":"amina","payment":"i","amount":"-5"}\n')
  assert.throws(() => kept.reopen())
})

test('shows the latest movements, newest first, and a hold only while it lasts', () => {
  using kept = testBooks()
  const { books } = kept
  books.hold({ account: 'amina', payment: 'p', amount: 300n })
  books.receive({ account: 'amina', payment: 'i', amount: 5n })
  const kinds = () => books.account('amina')?.movements.map(({ kind }) => kind)
  assert.deepEqual(kinds(), ['received', 'held', 'opened'])
  books.send({ payment: 'p', amount: 290n })
  assert.deepEqual(kinds(), ['sent', 'received', 'opened'])
  for (let index = 0; index < 30; index += 1) {
    books.receive({ account: 'amina', payment: `more ${index}`, amount: 1n })
  }
  assert.equal(kinds()?.length, 20)
})

test('whatever happens, no account is overdrawn and a new process sees the same', () => {
  const payment = fc.constantFrom('p', 'q', 'r', 's')
  const amount = fc.bigInt({ min: 0n, max: 700n })
  const step = fc.record({
    call: fc.constantFrom('hold', 'send', 'release', 'receive'),
    payment,
    amount,
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      using kept = testBooks()
      const { books } = kept
      for (const each of steps) {
        try {
          if (each.call === 'release') books.release(each.payment)
          else if (each.call === 'send') books.send(each)
          else if (each.call === 'hold') books.hold({ account: 'amina', ...each })
          else books.receive({ account: 'amina', ...each, payment: `in ${each.payment}` })
        } catch {
          // A call that is out of place is refused, and must leave the books as they were.
        }
        const account = books.account('amina')
        assert.ok(account && available(account) >= 0n && account.held >= 0n)
      }
      assert.deepEqual(kept.reopen().accounts(), books.accounts())
    }),
    { numRuns: 60 },
  )
})
