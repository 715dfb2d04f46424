import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OtherAnswer } from '@kivuko/adapter'
import { createRateBoard } from '@kivuko/adapter-rates'
import { createFakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { ratioFromDecimal } from '@kivuko/money'
import { createRates, type RateSource } from '@kivuko/rates'
import { createBoardRateSource } from './board-rate-source.ts'

const none: RateSource = {
  load: async () => ({ refusal: 'MissingExchangeRatesUrl', detail: 'none is set' }),
}

function boardOf(ask: () => Promise<OtherAnswer>, clock = createFakeClock(0)) {
  return createRateBoard({
    clock,
    log: silentLog,
    metrics: createMetrics(),
    config: {
      assets: ['USD', 'EUR'],
      markets: { 'EUR/USD': ['one'] },
      spread: { tenants: { b: 5_000 } },
    },
    adapter: () => ask,
    refreshMs: 100,
  })
}

test('gives what the adapters say, exactly, with the spread of the tenant', async () => {
  await using board = boardOf(async () => ({ value: { result: '1.0876', data: {}, at: 0 } }))
  const source = createBoardRateSource(board, none)
  const rates = async (tenant: string) => {
    const answer = await source.load('EUR', tenant)
    return 'rates' in answer ? answer.rates.get('USD') : answer
  }
  assert.deepEqual(await rates('a'), ratioFromDecimal('1.0876'))
  assert.deepEqual(await rates('b'), ratioFromDecimal('0.5438'))
})

test('who has rates of its own keeps them, and their refusals', async () => {
  await using board = boardOf(async () => ({ value: { result: 2, data: {}, at: 0 } }))
  const own = { base: 'EUR', rates: new Map([['USD', { num: 3n, den: 1n }]]) }
  const kept = createBoardRateSource(board, { load: async () => own })
  assert.equal(await kept.load('EUR', 'a'), own)
  const refusal = { refusal: 'CouldNotFetchRates', detail: 'status 500' } as const
  const refused = createBoardRateSource(board, { load: async () => refusal })
  assert.equal(await refused.load('EUR', 'a'), refusal)
})

test('has nothing for a currency that is not there', async () => {
  await using board = boardOf(async () => ({ value: { result: 2, data: {}, at: 0 } }))
  const answer = await createBoardRateSource(board, none).load('GBP', 'a')
  assert.equal('refusal' in answer && answer.refusal, 'InvalidBaseAsset')
})

test('the first question waits for a price', async () => {
  const clock = createFakeClock(0)
  let told: OtherAnswer = { failure: { statusCode: 502, message: 'down' } }
  await using board = boardOf(async () => told, clock)
  const waiting = createBoardRateSource(board, none).load('EUR', 'a')
  await clock.advance(500)
  told = { value: { result: 2, data: {}, at: 500 } }
  await clock.advance(100)
  const answer = await waiting
  assert.deepEqual('rates' in answer && answer.rates.get('USD'), { num: 2n, den: 1n })
})

test('but it does not wait for ever', async () => {
  const clock = createFakeClock(0)
  await using board = boardOf(() => new Promise(() => {}), clock)
  const waiting = createBoardRateSource(board, none).load('EUR', 'a')
  await clock.advance(1_000)
  const answer = await waiting
  assert.equal('refusal' in answer && answer.refusal, 'CouldNotFetchRates')
})

/** Rates of a node over a board whose only adapter says what the test sets. */
function startRates(own: RateSource = none, config: object = {}) {
  const clock = createFakeClock(0)
  const told = { result: '1' as string | undefined }
  const board = createRateBoard({
    clock,
    log: silentLog,
    metrics: createMetrics(),
    config: { markets: { 'EUR/USD': ['one'], 'USD/KES': ['one'] }, pivots: ['USD'], ...config },
    adapter:
      () =>
      async ({ data }): Promise<OtherAnswer> => {
        const result = data['base'] === 'EUR' ? told.result : '1'
        if (result === undefined) return { failure: { statusCode: 502, message: 'down' } }
        return { value: { result, data: {}, at: clock.now() } }
      },
    followsAssets: true,
    maxAgeMs: 3_000,
  })
  const metrics = createMetrics()
  const source = createBoardRateSource(board, own, 100)
  const rates = createRates({ source, clock, log: silentLog, metrics, lifetimeMs: 600_000 })
  const pair = (code: string) => ({
    source: { code: 'EUR', scale: 0 },
    destination: { code, scale: 0 },
    tenantId: 'a',
  })
  return {
    board,
    clock,
    told,
    metrics,
    now: (code = 'USD') => rates.ratioNow(pair(code)),
    ratio: async (code = 'USD') => await rates.ratio(pair(code)),
  }
}

test('a rate that moves further than it may is used at once, and not before', async () => {
  const { board, clock, told, metrics, now, ratio } = startRates()
  await clock.advance(0)
  assert.deepEqual(await ratio(), { num: 1n, den: 1n })
  for (const within of ['1.005', '1.01', '0.99']) {
    told.result = within
    await clock.advance(1_000)
    assert.deepEqual(now(), { num: 1n, den: 1n }, within)
  }
  told.result = '1.0101'
  await clock.advance(1_000)
  assert.equal(now(), undefined)
  assert.deepEqual(await ratio(), ratioFromDecimal('1.0101'))
  assert.match(metrics.render(), /kivuko_rates_outdated_total 1/)
  await board[Symbol.asyncDispose]()
})

test('small moves that add up are a large one', async () => {
  const { board, clock, told, now, ratio } = startRates()
  await clock.advance(0)
  await ratio()
  told.result = '1.006'
  await clock.advance(1_000)
  assert.ok(now())
  told.result = '1.012'
  await clock.advance(1_000)
  assert.equal(now(), undefined)
  await board[Symbol.asyncDispose]()
})

test('a price that is too old is used no longer, however long rates are used', async () => {
  const { board, clock, told, now, ratio } = startRates()
  await clock.advance(0)
  await ratio()
  told.result = undefined
  await clock.advance(2_999)
  assert.ok(now())
  await clock.advance(1_000)
  assert.equal(now(), undefined)
  const answer = await ratio()
  assert.equal('refusal' in answer && answer.refusal, 'CouldNotFetchRates')
  told.result = '2'
  await clock.advance(1_000)
  assert.deepEqual(await ratio(), { num: 2n, den: 1n })
  await board[Symbol.asyncDispose]()
})

test('there are rates to what is an asset of another node only', async () => {
  const { board, clock, now, ratio } = startRates()
  board.setAssets(['EUR'])
  await clock.advance(0)
  assert.deepEqual(await ratio('KES'), { num: 1n, den: 1n })
  board.setAssets(['EUR', 'KES'])
  assert.deepEqual(now('KES'), { num: 1n, den: 1n })
  await board[Symbol.asyncDispose]()
})

test("a tenant's own rates are used for their lifetime, whatever the board's do", async () => {
  const own = { base: 'EUR', rates: new Map([['USD', { num: 3n, den: 1n }]]) }
  const { board, clock, told, now, ratio } = startRates({ load: async () => own })
  await clock.advance(0)
  await ratio()
  told.result = '9'
  await clock.advance(1_000)
  assert.deepEqual(now(), { num: 3n, den: 1n })
  await board[Symbol.asyncDispose]()
})
