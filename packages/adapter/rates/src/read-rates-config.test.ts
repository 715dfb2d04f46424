import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readRatesConfig } from './read-rates-config.ts'

const terms = { isAdapter: (name: string) => name.startsWith('known'), followsAssets: false }

/** What is said of a configuration, line by line. */
function problemsOf(json: unknown, given = terms): readonly string[] {
  const read = readRatesConfig(json, given)
  return 'config' in read ? [] : read.problems
}

function configOf(json: unknown, given = terms) {
  const read = readRatesConfig(json, given)
  if ('config' in read) return read.config
  return assert.fail(read.problems.join('\n'))
}

const markets = { 'EUR/USD': ['known'], 'USD/KES': [{ adapter: 'known-2', maxAgeMs: 5 }] }

test('fills in what is left out', () => {
  const config = configOf({ markets, pivots: ['USD'] })
  assert.deepEqual(config.assets, ['EUR', 'USD', 'KES'])
  assert.equal(config.namesAssets, false)
  assert.deepEqual(config.markets['EUR/USD'], [{ adapter: 'known' }])
  assert.deepEqual(config.spread, { basisPoints: 0, tenants: {} })
  assert.deepEqual([config.outlierBasisPoints, config.agreeing], [200, 1])
})

test('says everything that names nothing, at once', () => {
  const problems = problemsOf({
    assets: ['EUR', 'USD', 'KES', 'EUR'],
    markets: { 'EUR/USD': ['known', 'strange'], 'KES/KES': [{ adapter: 'odd' }] },
    pivots: ['GBP'],
    pairs: { 'EUR/USD': ['direct', 'by foot'], 'USD/GBP': ['direct'] },
    closed: { 'Fri 21:00 - Sun 22:00': ['USD/EUR'] },
  })
  assert.deepEqual(problems, [
    'EUR/USD: there is no adapter strange',
    'KES/KES: there is no adapter odd',
    'EUR is twice among the assets',
    'USD/GBP: both have to be among the assets',
    'KES/KES: nothing to convert',
    'pivots: no market has GBP',
    'closed: there is no market USD/EUR',
    'EUR/USD: no market makes the route "by foot"',
    'EUR/KES: no market and no pivot leads there',
    'USD/KES: no market and no pivot leads there',
  ])
})

test('says everything that is of a wrong form, at once, and which adapters there are not', () => {
  const problems = problemsOf({
    assets: ['EUR'],
    markets: {
      EURUSD: ['known'],
      'EUR/USD': [],
      'EUR/KES': [{ adapter: 'strange', maxAge: 5 }, { adapter: 'known', maxAgeMs: 'a day' }, 7],
      'EUR/GBP': ['other'],
    },
    closed: { weekends: ['EUR/USD'] },
    spread: { basisPoints: 10_000 },
    spreads: 3,
  })
  const expected = [
    /^assets: /,
    /^markets\.EURUSD: expected a pair, like EUR\/USD$/,
    /^markets\.EUR\/USD: /,
    /^markets\.EUR\/KES\.0: .*"maxAge"/,
    /^markets\.EUR\/KES\.1\.maxAgeMs: .*number/,
    /^markets\.EUR\/KES\.2: expected the name of an adapter/,
    /^closed\.weekends: expected a time of every week in UTC/,
    /^spread\.basisPoints: /,
    /^the whole: .*"spreads"/,
    /^EUR\/GBP: there is no adapter other$/,
  ]
  for (const form of expected) {
    assert.ok(
      problems.some((problem) => form.test(problem)),
      `${form} in ${problems.join('\n')}`,
    )
  }
  assert.equal(problems.length, expected.length, problems.join('\n'))
})

test('refuses what is no configuration at all', () => {
  for (const json of [undefined, null, 7, 'x', [], {}]) assert.ok(problemsOf(json).length > 0)
})

test('where assets come from elsewhere, nothing has to lead from each to each', () => {
  const apart = { markets: { 'EUR/USD': ['known'], 'KES/UGX': ['known'] } }
  assert.equal(problemsOf(apart).length, 4)
  const followed = { ...terms, followsAssets: true }
  assert.deepEqual(problemsOf(apart, followed), [])
  assert.equal(problemsOf({ ...apart, assets: ['EUR', 'KES'] }, followed).length, 1)
  assert.equal(configOf({ ...apart, assets: ['EUR', 'USD'] }, followed).namesAssets, true)
})

test('a pair is written one way round', () => {
  const pairs = { 'EUR/USD': ['direct'], 'USD/EUR': ['inverse'] }
  const problems = problemsOf({ markets: { 'EUR/USD': ['known'] }, pairs })
  assert.deepEqual(problems, ['EUR/USD and USD/EUR are one pair: the way back is the same way'])
})

test('markets are closed for parts of the week, and never all of it', () => {
  const hour = 3_600_000
  const closed = {
    'Fri 21:00 - Sun 22:00': ['EUR/USD', 'USD/KES'],
    'Sun 20:00 - Mon 05:00': ['USD/KES'],
  }
  const { closures } = configOf({ markets, pivots: ['USD'], closed })
  assert.deepEqual(closures.get('EUR/USD'), [{ fromMs: 117 * hour, toMs: 166 * hour }])
  assert.deepEqual(closures.get('USD/KES'), [
    { fromMs: 0, toMs: 5 * hour },
    { fromMs: 117 * hour, toMs: 168 * hour },
  ])
  const always = { 'Mon 00:00 - Fri 00:00': ['EUR/USD'], 'Fri 00:00 - Mon 00:00': ['EUR/USD'] }
  const problems = problemsOf({ markets, pivots: ['USD'], closed: always })
  assert.deepEqual(problems, ['closed: EUR/USD is never open'])
})
