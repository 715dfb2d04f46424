import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AskOther, OtherAnswer } from '@kivuko/adapter'
import { createFakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { createRateBoard } from './rate-board.ts'
import { createRatesServer } from './rates-server.ts'

const nowMs = Date.UTC(2026, 10, 20, 9)

const config = {
  assets: ['USD', 'EUR', 'KES'],
  pivots: ['USD'],
  markets: {
    'EUR/USD': ['one', { adapter: 'two', endpoint: 'fx', maxAgeMs: 10_000 }],
    'USD/KES': ['one'],
  },
  spread: { basisPoints: 0, tenants: { 'tenant-b': 100 } },
}

function priced(result: unknown, at: number): OtherAnswer {
  return { value: { result, data: {}, at } }
}

function refused(message: string): OtherAnswer {
  return { failure: { statusCode: 502, message } }
}

/** A server over adapters that answer as `prices` says; nothing listens. */
async function startRates(prices: Record<string, OtherAnswer | 'never'>) {
  const clock = createFakeClock(nowMs)
  const metrics = createMetrics()
  const asked: AskOther[] = []
  const adapter = (name: string) => {
    return async (ask: AskOther): Promise<OtherAnswer> => {
      asked.push(ask)
      const answer = prices[`${name} ${String(ask.data['base'])}/${String(ask.data['quote'])}`]
      if (answer === 'never') return await new Promise(() => {})
      return answer ?? refused('nothing known')
    }
  }
  const board = createRateBoard({ clock, log: silentLog, metrics, config, adapter })
  const server = createRatesServer({ clock, log: silentLog, metrics, board })
  await clock.advance(0)
  return {
    clock,
    metrics,
    asked,
    board,
    prices,
    get: async (url: string, headers = {}) => await server.app.inject({ url, headers }),
    [Symbol.asyncDispose]: async () => {
      await board[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
    },
  }
}

const good = {
  'one EUR/USD': priced(1.09, nowMs),
  'two EUR/USD': priced('1.0900000000000000001', nowMs - 5_000),
  'one USD/KES': priced(129, nowMs - 1_000),
} satisfies Record<string, OtherAnswer>

test('answers from what is at hand, with what it was made of', async () => {
  await using rates = await startRates({ ...good })
  const answer = await rates.get('/rates?base=EUR')
  assert.equal(answer.statusCode, 200)
  assert.match(answer.headers['content-type'] ?? '', /^application\/json/)
  assert.equal(answer.headers['cache-control'], 'max-age=1')
  assert.equal(answer.headers['age'], '0')
  const { meta, ...table } = answer.json()
  assert.deepEqual(table, { base: 'EUR', rates: { USD: 1.09, KES: 140.61 } })
  assert.equal(meta.asOf, '2026-11-20T08:59:55.000Z')
  assert.deepEqual(meta.sources.KES, {
    asOf: '2026-11-20T08:59:55.000Z',
    route: ['EUR/USD', 'USD/KES'],
    adapters: ['one', 'two'],
  })
  assert.deepEqual(rates.asked[1], { endpoint: 'fx', data: { base: 'EUR', quote: 'USD' } })
})

test('an etag holds as long as the rates do', async () => {
  await using rates = await startRates({ ...good })
  const { etag } = (await rates.get('/rates?base=USD')).headers
  const same = await rates.get('/rates?base=USD', { 'if-none-match': etag })
  assert.equal(same.statusCode, 304)
  rates.prices['one USD/KES'] = priced(130, nowMs + 500)
  await rates.clock.advance(1_000)
  const other = await rates.get('/rates?base=USD', { 'if-none-match': etag })
  assert.equal(other.statusCode, 200)
  assert.equal(other.json().rates.KES, 130)
})

test("a tenant has its own spread, others the operator's", async () => {
  await using rates = await startRates({ ...good })
  const kes = async (url: string) => (await rates.get(url)).json().rates.KES
  assert.equal(await kes('/t/tenant-b/rates?base=USD'), 127.71)
  assert.equal(await kes('/t/tenant-c/rates?base=USD'), 129)
  assert.equal(await kes('/t/toString/rates?base=USD'), 129)
})

test('leaves stale rates out, and answers 503 when all are', async () => {
  await using rates = await startRates({ ...good })
  // The second adapter's own age is over; the first one's price is still good.
  await rates.clock.advance(58_000)
  const partly = (await rates.get('/rates?base=USD')).json()
  assert.deepEqual(partly.meta.sources.EUR.adapters, ['one'])
  await rates.clock.advance(1_000)
  const less = (await rates.get('/rates?base=USD')).json()
  assert.deepEqual(less.rates, { EUR: 0.91743119266055 })
  assert.deepEqual(less.meta.omitted, { KES: 'stale' })
  await rates.clock.advance(1_000)
  const none = await rates.get('/rates?base=USD')
  assert.equal(none.statusCode, 503)
  assert.deepEqual(none.json().error, {
    code: 'unavailable',
    description: 'There is no rate for this base now: EUR is stale, KES is stale',
  })
  assert.equal(none.headers['retry-after'], '1')
})

test('refuses other questions in JSON', async () => {
  await using rates = await startRates({ ...good })
  for (const [path, status] of [
    ['/rates?base=GBP', 404],
    ['/rates', 400],
    ['/rates?base=USD&base=EUR', 400],
    ['/other', 404],
  ] as const) {
    const answer = await rates.get(path)
    assert.equal(answer.statusCode, status, path)
    assert.equal(typeof answer.json().error.description, 'string')
  }
})

test('says for which bases there are rates', async () => {
  await using rates = await startRates({ ...good })
  const { error } = (await rates.get('/rates?base=GBP')).json()
  assert.match(error.description, /there are for USD, EUR, KES$/)
  rates.board.setAssets([])
  assert.match((await rates.get('/rates?base=GBP')).json().error.description, /USD, EUR, KES$/)
})

test('a slow adapter ages no other, and what it had is used meanwhile', async () => {
  await using rates = await startRates({ ...good })
  rates.prices['one EUR/USD'] = 'never'
  await rates.clock.advance(1_000)
  rates.prices['one USD/KES'] = priced(131, nowMs + 2_000)
  await rates.clock.advance(2_000)
  assert.deepEqual((await rates.get('/rates?base=USD')).json().rates, {
    EUR: 0.91743119266055,
    KES: 131,
  })
})

test('an older price does not take the place of a newer one', async () => {
  await using rates = await startRates({ ...good })
  rates.prices['one USD/KES'] = priced(99, nowMs - 30_000)
  await rates.clock.advance(1_000)
  assert.equal((await rates.get('/rates?base=USD')).json().rates.KES, 129)
})

test('is ready while every pair has a rate, and measures', async () => {
  await using rates = await startRates({ ...good, 'one USD/KES': refused('down') })
  assert.deepEqual(rates.board.omitted(), ['USD/KES (missing)', 'EUR/KES (missing)'])
  rates.prices['one USD/KES'] = priced(0, nowMs)
  await rates.clock.advance(1_000)
  assert.deepEqual(rates.board.omitted(), ['USD/KES (missing)', 'EUR/KES (missing)'])
  const text = rates.metrics.render()
  assert.match(text, /kivuko_rates_omitted\{reason="missing"\} 2/)
  assert.match(text, /kivuko_rate_age_seconds\{pair="USD\/EUR"\} 6/)
  assert.match(text, /kivuko_rate_feed_age_seconds\{.*adapter="two".*\} 6/)
  rates.prices['one USD/KES'] = priced(129, nowMs)
  await rates.clock.advance(1_000)
  assert.deepEqual(rates.board.omitted(), [])
})

test('starting waits for first prices, and no longer than it may', async () => {
  await using rates = await startRates({ ...good })
  await rates.board.started(1_000)
  await using slow = await startRates({ ...good, 'one EUR/USD': 'never' })
  let isOver = false
  const waiting = slow.board.started(1_000).then(() => (isOver = true))
  await slow.clock.advance(999)
  assert.equal(isOver, false)
  await slow.clock.advance(1)
  await waiting
})

test('an adapter that nobody knows stops the start', () => {
  const clock = createFakeClock(nowMs)
  const options = { clock, log: silentLog, metrics: createMetrics(), config }
  assert.throws(() => createRateBoard({ ...options, adapter: () => undefined }), {
    message: /EUR\/USD: there is no adapter one\n.*EUR\/USD: there is no adapter two\n.*USD\/KES/s,
  })
})
