import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Quote } from './price-market.ts'
import { createRateBook } from './rate-book.ts'
import type { RatesConfig } from './rates-config.ts'
import { readRatesConfig } from './read-rates-config.ts'
import { readPrice } from './ratio.ts'

type Told = Readonly<Record<string, readonly (readonly [price: unknown, ageMs?: number])[]>>

/** A book at the time 0, in which prices are good for a minute. */
function bookOf(config: Readonly<Record<string, unknown>>, told: Told) {
  const markets = Object.fromEntries(
    Object.entries(told).map(([market, list]) => [
      market,
      list.map((_each, at) => `adapter-${at}`),
    ]),
  )
  const book = createRateBook(configOf({ markets, ...config }))
  return book.at({ nowMs: 0, quotesOf: (market) => (told[market] ?? []).flatMap(quote) })
}

function configOf(json: unknown): RatesConfig {
  const read = readRatesConfig(json, { isAdapter: () => true, followsAssets: false })
  if ('config' in read) return read.config
  throw new Error(read.problems.join('\n'))
}

/** A quote; none of what is no price. */
function quote([told, ageMs = 0]: readonly [unknown, number?], at: number): readonly Quote[] {
  const price = readPrice(told)
  if (price === undefined) return []
  return [{ adapter: `adapter-${at}`, price, atMs: -ageMs, staleAtMs: 60_000 - ageMs }]
}

function texts(book: ReturnType<typeof bookOf>, base: string, spread = 0) {
  const table = book.table(base, spread)
  assert.ok(table)
  return {
    ...Object.fromEntries(Array.from(table.rates, ([code, { text }]) => [code, text])),
    ...Object.fromEntries(table.omitted),
  }
}

test('goes direct, inverse, and by a pivot, and back the same way', () => {
  const book = bookOf(
    { assets: ['USD', 'EUR', 'KES'], pivots: ['USD'] },
    { 'EUR/USD': [['1.0876']], 'USD/KES': [[129.2]] },
  )
  assert.deepEqual(texts(book, 'EUR'), { USD: '1.0876', KES: '140.51792' })
  assert.deepEqual(texts(book, 'USD'), { EUR: '0.919455682236116', KES: '129.2' })
  assert.deepEqual(texts(book, 'KES'), {
    USD: '0.00773993808049536',
    EUR: '0.00711653004826715',
  })
  assert.deepEqual(book.table('KES', 0)?.rates.get('EUR')?.route, ['1/(USD/KES)', '1/(EUR/USD)'])
  assert.deepEqual(book.table('EUR', 0)?.rates.get('KES')?.route, ['EUR/USD', 'USD/KES'])
})

test('has rates between all assets of its markets unless it is told which', () => {
  const book = bookOf({ pivots: ['USD'] }, { 'EUR/USD': [['2']], 'USD/KES': [['100']] })
  assert.deepEqual(texts(book, 'KES'), { EUR: '0.005', USD: '0.01' })
})

test('takes the next route when the first has no fresh price', () => {
  const config = { assets: ['EUR', 'KES'], pairs: { 'EUR/KES': ['direct', 'via USD'] } }
  const others = { 'EUR/USD': [['2']], 'USD/KES': [['100']] } as const
  const fresh = bookOf(config, { ...others, 'EUR/KES': [['150', 59_999]] })
  assert.deepEqual(texts(fresh, 'EUR'), { KES: '150' })
  const stale = bookOf(config, { ...others, 'EUR/KES': [['150', 60_000]] })
  assert.deepEqual(texts(stale, 'EUR'), { KES: '200' })
})

test('leaves out what has no fresh price, and says why', () => {
  const book = bookOf(
    {
      assets: ['USD', 'EUR', 'KES', 'XAU'],
      pairs: {
        'EUR/KES': ['via USD'],
        'EUR/XAU': ['via USD'],
        'KES/XAU': ['via USD'],
      },
    },
    { 'EUR/USD': [['1.1', 60_000]], 'USD/KES': [['129'], ['250']], 'USD/XAU': [[0]] },
  )
  assert.deepEqual(texts(book, 'USD'), { EUR: 'stale', KES: 'disputed', XAU: 'missing' })
  assert.deepEqual(book.table('USD', 0)?.rates.size, 0)
  assert.equal(book.table('GBP', 0), undefined)
})

test('is the median of several adapters, and does not believe one far from it', () => {
  const assets = ['EUR', 'USD']
  const median = (...prices: readonly string[]) => {
    return texts(bookOf({ assets }, { 'EUR/USD': prices.map((price) => [price] as const) }), 'EUR')
  }
  assert.deepEqual(median('1.10', '1.12', '1.11'), { USD: '1.11' })
  assert.deepEqual(median('1.10', '1.11'), { USD: '1.105' })
  assert.deepEqual(median('1.10', '1.11', '1111'), { USD: '1.105' })
  assert.deepEqual(median('1.10', '1.11', '0.0000001'), { USD: '1.105' })
  assert.deepEqual(median('1.10', '2.20'), { USD: 'disputed' })
  assert.deepEqual(median('1.10', '1.10', '2.20', '2.20'), { USD: 'disputed' })
})

test('wants as many to agree as it is told', () => {
  const config = { assets: ['EUR', 'USD'], agreeing: 2 }
  const one = bookOf(config, { 'EUR/USD': [['1.1'], ['1.1', 60_000]] })
  assert.deepEqual(texts(one, 'EUR'), { USD: 'disputed' })
  assert.deepEqual(texts(bookOf(config, { 'EUR/USD': [['1.1'], ['1.1']] }), 'EUR'), { USD: '1.1' })
})

test('takes the spread off both ways', () => {
  const book = bookOf({ assets: ['EUR', 'USD'] }, { 'EUR/USD': [['1.25']] })
  assert.deepEqual(texts(book, 'EUR', 100), { USD: '1.2375' })
  assert.deepEqual(texts(book, 'USD', 100), { EUR: '0.792' })
})
