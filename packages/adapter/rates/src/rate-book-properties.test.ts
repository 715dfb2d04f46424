import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { priceMarket, type Quote } from './price-market.ts'
import { createRateBook, type PricedBook } from './rate-book.ts'
import type { RatesConfig } from './rates-config.ts'
import { compare, makeRatio, type Ratio, readPrice } from './ratio.ts'
import { readRatesConfig } from './read-rates-config.ts'

const assets = ['AAA', 'BBB', 'CCC', 'DDD', 'EEE', 'FFF']

/** Markets of every kind: some of all pairs, either way round, with prices of any size. */
const priceText = fc
  .tuple(fc.bigInt({ min: 1n, max: 10n ** 18n }), fc.integer({ min: -12, max: 3 }))
  .map(([digits, exponent]) => `${digits}e${exponent - 9}`)

const someMarkets = fc
  .array(
    fc.record({
      ends: fc.shuffledSubarray(assets, { minLength: 2, maxLength: 2 }),
      price: priceText,
    }),
    { minLength: 1, maxLength: 10 },
  )
  .map((list) => new Map(list.map(({ ends, price }) => [ends.join('/'), price])))

const somePivots = fc.shuffledSubarray(assets, { maxLength: 3 })

function pricedBook(
  prices: ReadonlyMap<string, string>,
  pivots: readonly string[],
): { readonly priced: PricedBook; readonly config: RatesConfig } {
  const traded = new Set([...prices.keys()].flatMap((market) => market.split('/')))
  const read = readRatesConfig(
    {
      markets: Object.fromEntries(Array.from(prices.keys(), (market) => [market, ['one']])),
      pivots: pivots.filter((pivot) => traded.has(pivot)),
    },
    { isAdapter: () => true, followsAssets: true },
  )
  if ('problems' in read) return assert.fail(read.problems.join('\n'))
  const quotesOf = (market: string) => [quoteOf(priceOf(prices.get(market) ?? ''))]
  return { config: read.config, priced: createRateBook(read.config).at({ nowMs: 0, quotesOf }) }
}

function quoteOf(price: Ratio, adapter = 'one'): Quote {
  return { adapter, price, atMs: 0, staleAtMs: 1 }
}

function priceOf(text: string): Ratio {
  return readPrice(text) ?? assert.fail(`${text} is no price`)
}

/** How far the product of two decimal texts is from `expected`, in parts of it, times 10^20. */
function offBy(texts: readonly [string, string], expected: Ratio): bigint {
  const [there, back] = [priceOf(texts[0]), priceOf(texts[1])]
  const [num, den] = [there.num * back.num * expected.den, there.den * back.den * expected.num]
  const off = ((num - den) * 10n ** 20n) / den
  return off < 0n ? -off : off
}

test('a rate and the rate back multiply to 1 within 1e-12, whatever markets and pivots', () => {
  let pairs = 0
  fc.assert(
    fc.property(
      someMarkets,
      somePivots,
      fc.integer({ min: 0, max: 9_999 }),
      (markets, pivots, spread) => {
        const { config, priced } = pricedBook(markets, pivots)
        const kept = makeRatio(BigInt(10_000 - spread), 10_000n)
        const keptTwice = makeRatio(kept.num * kept.num, kept.den * kept.den)
        for (const base of config.assets) {
          for (const [code, { text }] of priced.table(base, 0)?.rates ?? []) {
            const back = priced.table(code, 0)?.rates.get(base)?.text ?? assert.fail('one way only')
            assert.ok(offBy([text, back], { num: 1n, den: 1n }) <= 10n ** 8n, `${text} × ${back}`)
            const less = priced.table(base, spread)?.rates.get(code)?.text ?? ''
            const lessBack = priced.table(code, spread)?.rates.get(base)?.text ?? ''
            assert.ok(offBy([less, lessBack], keptTwice) <= 10n ** 8n)
            pairs += 1
          }
        }
      },
    ),
    { numRuns: 300 },
  )
  assert.ok(pairs > 1_000)
})

test('a rate is the product of its markets to the last of its 15 digits: no float is in it', () => {
  fc.assert(
    fc.property(someMarkets, somePivots, (markets, pivots) => {
      const { config, priced } = pricedBook(markets, pivots)
      for (const base of config.assets) {
        for (const { route, text } of priced.table(base, 0)?.rates.values() ?? []) {
          let [num, den] = [1n, 1n]
          for (const leg of route) {
            const [, inverse] = /^1\/\((.*)\)$/.exec(leg) ?? []
            const price = priceOf(markets.get(inverse ?? leg) ?? '')
            num *= inverse === undefined ? price.num : price.den
            den *= inverse === undefined ? price.den : price.num
          }
          assert.equal(text, fifteenDigits(num, den), route.join(' '))
        }
      }
    }),
    { numRuns: 300 },
  )
})

/** By long division, half up: another way than the one that is tested. */
function fifteenDigits(num: bigint, den: bigint): string {
  let places = 0
  let digits = 0n
  for (places = 60; ; places -= 1) {
    digits =
      places >= 0 ? (num * 10n ** BigInt(places)) / den : num / (den * 10n ** BigInt(-places))
    if (digits < 10n ** 15n) break
  }
  const scaled = places >= 0 ? num * 10n ** BigInt(places) : num
  const by = places >= 0 ? den : den * 10n ** BigInt(-places)
  if (2n * (scaled % by) >= by) digits += 1n
  const text = (places >= 0 ? digits : digits * 10n ** BigInt(-places)).toString()
  if (places <= 0) return text
  const padded = text.padStart(places + 1, '0')
  return `${padded.slice(0, -places)}.${padded.slice(-places)}`.replace(/\.?0+$/, '')
}

test('a minority of liars never moves a price beyond what honest adapters say', () => {
  const outlierBasisPoints = 200
  const liar = fc.oneof(
    priceText.map(priceOf),
    // Just beside the honest ones, where a lie does the most.
    fc.integer({ min: 9_500, max: 10_500 }).map((parts) => makeRatio(BigInt(parts), 10_000n)),
  )
  // All within 2 % of each other.
  const honest = fc
    .integer({ min: 990_000, max: 1_009_000 })
    .map((parts) => makeRatio(BigInt(parts), 1_000_000n))
  const market = fc
    .array(honest, { minLength: 1, maxLength: 8 })
    .chain((told) => fc.tuple(fc.constant(told), fc.array(liar, { maxLength: told.length - 1 })))
  fc.assert(
    fc.property(market, fc.infiniteStream(fc.nat()), ([told, lies], order) => {
      const all = [...told.map((price) => quoteOf(price)), ...lies.map((price) => quoteOf(price))]
      const keyed = all.map((quote) => [order.next().value, quote] as const)
      const mixed = keyed.toSorted(([one], [other]) => one - other).map(([, quote]) => quote)
      const found = priceMarket(mixed, 0, { outlierBasisPoints, agreeing: 1 })
      assert.ok('price' in found, 'the honest majority is disputed')
      const sorted = told.toSorted(compare)
      assert.ok(compare(found.price, sorted[0] ?? assert.fail()) >= 0)
      assert.ok(compare(found.price, sorted.at(-1) ?? assert.fail()) <= 0)
    }),
    { numRuns: 1_000 },
  )
})
