import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OtherAnswer } from '@kivuko/adapter'
import { createRateBoard } from '@kivuko/adapter-rates'
import { createFakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { ratioFromDecimal } from '@kivuko/money'
import type { RateSource } from '@kivuko/rates'
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
