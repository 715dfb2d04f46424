import { formatAmount } from '@kivuko/money'
import type { BooksRow, BooksSummary } from './read-books.ts'

/** What a bank's books said before and after. */
export interface BooksComparison {
  readonly before: BooksSummary
  readonly after: BooksSummary
}

const kinds = ['settlement', 'asset', 'peer', 'payments'] as const

const wordsFor: Readonly<Record<BooksRow['kind'], string>> = {
  settlement: 'paid in, less paid out',
  asset: "the bank's own",
  peer: "the peer's",
  payments: 'in payments',
}

const nameWidth = 28
const amountWidth = 17

/** The lines of a table: a block for each currency, a row for each kind of account. */
export function booksTable({ before, after }: BooksComparison): readonly string[] {
  const codes = [...new Set(after.rows.map(({ asset }) => asset.code))].sort()
  return codes.flatMap((code) =>
    kinds.flatMap((kind) => {
      const row = find(after, code, kind)
      if (row === undefined) return []
      const was = find(before, code, kind)?.liquidity ?? 0n
      const name = kind === 'settlement' ? `${code}  ${wordsFor[kind]}` : `     ${wordsFor[kind]}`
      return [tableLine(name, row, was)]
    }),
  )
}

/** The columns' names. */
export const booksTableHead = [
  ''.padEnd(nameWidth),
  ...['before', 'after', 'change'].map((name) => name.padStart(amountWidth)),
].join('')

function find({ rows }: BooksSummary, code: string, kind: BooksRow['kind']): BooksRow | undefined {
  return rows.find((row) => row.asset.code === code && row.kind === kind)
}

function tableLine(name: string, { asset, liquidity }: BooksRow, was: bigint): string {
  const amounts = [grouped(was, asset.scale), grouped(liquidity, asset.scale)]
  const change = changeText(liquidity - was, asset.scale)
  return (
    name.padEnd(nameWidth) + [...amounts, change].map((text) => text.padStart(amountWidth)).join('')
  )
}

function changeText(change: bigint, scale: number): string {
  if (change === 0n) return '·'
  return change > 0n ? `+${grouped(change, scale)}` : grouped(change, scale)
}

/** `1,234.50`; with a minus sign before what is below zero. */
function grouped(value: bigint, scale: number): string {
  const text = formatAmount(value < 0n ? -value : value, scale)
  const [whole = '', fraction] = text.split('.')
  const groups = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return (value < 0n ? '−' : '') + (fraction === undefined ? groups : `${groups}.${fraction}`)
}
