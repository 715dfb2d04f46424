import assert from 'node:assert/strict'
import { test } from 'node:test'
import { booksTable, booksTableHead } from './books-table.ts'
import type { BooksRow, BooksSummary } from './read-books.ts'

const usd = { code: 'USD', scale: 2 }

function summary(...amounts: readonly [BooksRow['kind'], bigint][]): BooksSummary {
  const rows = amounts.map(([kind, liquidity]) => ({ asset: usd, kind, liquidity }))
  return { balanced: true, rows }
}

test('sets what was against what is', () => {
  const before = summary(['settlement', 150_000n], ['asset', 150_000n])
  const after = summary(['payments', 0n], ['asset', 147_826n], ['settlement', 1_234_567_890n])
  assert.deepEqual(
    [booksTableHead, ...booksTable({ before, after })].map((line) => line.replace(/ +/g, ' ')),
    [
      ' before after change',
      'USD paid in, less paid out 1,500.00 12,345,678.90 +12,344,178.90',
      " the bank's own 1,500.00 1,478.26 −21.74",
      ' in payments 0.00 0.00 ·',
    ],
  )
})

test('stands in columns', () => {
  const books = summary(['settlement', 1n], ['peer', 999_999_999n])
  const lines = [booksTableHead, ...booksTable({ before: books, after: books })]
  assert.equal(new Set(lines.map(({ length }) => length)).size, 1)
})
