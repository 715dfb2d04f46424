import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { collectLog } from '@kivuko/testing'
import type { RawReply } from '@kivuko/http'
import type { Entry } from '../cache/entry.ts'
import type { Answer } from '../engine/answer.ts'
import { readBody } from './read-body.ts'
import { createRequestMetrics } from './request-metrics.ts'
import { createResponder, type Responder, type ResponderOptions } from './respond.ts'
import { NODE_BYTES_MAX } from './success-body.ts'
import type { ServedAdapter } from './served-adapter.ts'
import { keptAnswer, plainTerms, testEntry, testServedAdapter } from './test-served-adapter.ts'

function respondFor(adapter: ServedAdapter, more: Partial<ResponderOptions> = {}): Responder {
  const options = { clock: systemClock, log: silentLog, answerMsMax: 1_000 }
  return createResponder({ adapter, ...options, ...more })
}

function ask(respond: Responder, body: unknown, query?: string): RawReply | Promise<RawReply> {
  return respond({
    body: readBody(Buffer.from(JSON.stringify(body))),
    query: query === undefined ? undefined : new URLSearchParams(query),
  })
}

async function bodyOf(reply: RawReply | Promise<RawReply>): Promise<Record<string, unknown>> {
  return JSON.parse(String((await reply).body)) as Record<string, unknown>
}

const eth = { id: 'abc', data: { base: 'ETH', quote: 'USD' } }

test('what is kept is answered without a promise', () => {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(1))
  assert.equal(ask(respondFor(adapter), eth) instanceof Promise, false)
})

test('a path to the result takes another part of what the provider told', async () => {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(1, { last: { price: '2.5', note: 'x' }, result: 9 }))
  const respond = respondFor(adapter)
  const at = async (resultPath: unknown): Promise<unknown> => {
    const { result, data } = await bodyOf(
      ask(respond, { ...eth, data: { ...eth.data, resultPath } }),
    )
    assert.deepEqual((data as Record<string, unknown>)['result'], result)
    return result
  }
  assert.equal(await at('last.price'), 2.5)
  assert.equal(await at(['last', 'price']), 2.5)
  assert.equal(await at('last.note'), 'x')
  assert.equal(await at('result'), 1)
  const { result } = await bodyOf(ask(respond, eth))
  assert.equal(result, 1)
  const byQuery = await bodyOf(ask(respond, eth, 'resultPath=last.price'))
  assert.equal(byQuery['result'], 2.5)
})

test('a path that leads to nothing is refused, prototypes included', async () => {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(1, { last: null }))
  for (const resultPath of ['nothing', 'last', 'last.price', 'constructor.name', '__proto__']) {
    const reply = ask(respondFor(adapter), { ...eth, data: { ...eth.data, resultPath } })
    assert.equal((await reply).status, 400, resultPath)
  }
})

test('a path that is a parameter of the endpoint is left to it', async () => {
  const asked = { base: 'ETH', quote: 'USD', resultPath: 'nothing' }
  const wanted = { endpoint: 'price', key: 'k', params: asked }
  const adapter = testServedAdapter({
    read: () => ({ ok: true, demand: {}, items: [{ asked, wanted }] }),
    getNow: () => keptAnswer(testEntry(7)),
  })
  const { result } = await bodyOf(ask(respondFor(adapter), { data: asked }))
  assert.equal(result, 7)
})

test('a status of the value is the status of the answer, inside of its data too', async () => {
  const adapter = testServedAdapter()
  const value = { result: 1, data: { statusCode: 999 }, statusCode: 202 }
  adapter.later(async () => keptAnswer({ ...testEntry(1), value }, false))
  const reply = await ask(respondFor(adapter), eth)
  assert.equal(reply.status, 202)
  const body = await bodyOf(reply)
  assert.deepEqual([body['statusCode'], body['data']], [202, { statusCode: 202, result: 1 }])
})

test('with metrics, an answer says where it comes from', async () => {
  const metrics = createMetrics()
  const adapter = testServedAdapter({ terms: { ...plainTerms, metrics: true } })
  adapter.kept.set('ETH/USD', testEntry(3))
  const labels = { app_name: 'ACME', app_version: '1' }
  const respond = respondFor(adapter, { metrics: createRequestMetrics(metrics, labels) })
  const body = await bodyOf(ask(respond, eth))
  const feed = { feedId: 'ETH/USD' }
  assert.deepEqual(body['meta'], { adapterName: 'ACME', transportName: 'rest', metrics: feed })
  assert.deepEqual(body['metricsMeta'], feed)
  await ask(respond, eth)
  await ask(respond, { data: {} })
  adapter.later(async () => ({ failure: { statusCode: 504, message: 'late' } }))
  await ask(respond, { data: { base: 'NO', quote: 'USD' } })
  const text = metrics.render()
  const requests = 'http_requests_total{app_name="ACME",app_version="1",'
  for (const line of [
    `${requests}method="POST",status_code="200",type="cacheHit",feed_id="ETH/USD"} 2\n`,
    `${requests}feed_id="N/A",method="POST",status_code="400",type="inputError"} 1\n`,
    `${requests}feed_id="N/A",method="POST",status_code="504",type="timeoutError"} 1\n`,
    'cache_data_get_values{app_name="ACME",app_version="1",feed_id="ETH/USD"} 3\n',
    'cache_data_max_age_seconds{app_name="ACME",app_version="1",feed_id="ETH/USD"} 30\n',
    'cache_data_staleness_seconds{app_name="ACME",app_version="1",feed_id="ETH/USD"} 0.5\n',
  ]) {
    assert.ok(text.includes(line), `${line} not in\n${text}`)
  }
})

test('clients cannot make feeds without end in metrics', async () => {
  const metrics = createMetrics()
  const adapter = testServedAdapter({
    terms: { ...plainTerms, metrics: true },
    getNow: () => keptAnswer(testEntry(1)),
  })
  const labels = { app_name: 'ACME', app_version: '1' }
  const respond = respondFor(adapter, { metrics: createRequestMetrics(metrics, labels) })
  for (let index = 0; index < 1_200; index += 1) {
    await ask(respond, { data: { base: `A${index}`, quote: 'USD' } })
  }
  const feeds = new Set(metrics.render().match(/feed_id="[^"]*"/g))
  assert.ok(feeds.has('feed_id="other"'))
  assert.ok(feeds.size < 1_100, `${feeds.size}`)
})

test('with debug, an answer says how it came about, and an error shows a stack', async () => {
  const adapter = testServedAdapter({ terms: { ...plainTerms, debug: true } })
  adapter.kept.set('ETH/USD', testEntry(3))
  adapter.later(async () => keptAnswer(testEntry(4), false))
  const respond = respondFor(adapter)
  const { debug: hit } = await bodyOf(ask(respond, eth))
  const { performance, ...facts } = hit as Record<string, unknown>
  assert.deepEqual(facts, { cacheHit: true, staleness: 0.5, providerCost: 0 })
  assert.ok(typeof performance === 'number' && performance >= 0 && performance < 1)
  const { debug: miss } = await bodyOf(ask(respond, { data: { base: 'BTC', quote: 'USD' } }))
  assert.deepEqual(
    { ...(miss as object), performance: 0 },
    {
      staleness: 0,
      performance: 0,
      providerCost: 1,
    },
  )
  const { error } = await bodyOf(ask(respond, { data: {} }))
  assert.match(String((error as Record<string, unknown>)['stack']), /base is missing/)
})

test('what nodes could not take is cut down to the result', async () => {
  const { log, lines } = collectLog()
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(3, { book: 'x'.repeat(NODE_BYTES_MAX) }))
  const respond = respondFor(adapter, { log })
  for (let turn = 0; turn < 2; turn += 1) {
    const reply = await ask(respond, eth)
    assert.ok(reply.body.length < NODE_BYTES_MAX)
    assert.deepEqual((await bodyOf(reply))['data'], { result: 3 })
  }
  assert.equal(lines.filter(({ level }) => level === 'warn').length, 1)
})

function batchAdapter(entries: Record<string, Entry>, get?: ServedAdapter['get']): ServedAdapter {
  const pairs = ['BTC', 'ETH'].flatMap((base) => ['EUR', 'USD'].map((quote) => ({ base, quote })))
  const [first, ...others] = pairs.map((asked) => ({
    asked,
    wanted: { endpoint: 'price', key: `${asked.base}/${asked.quote}`, params: asked },
  }))
  assert.ok(first !== undefined)
  return testServedAdapter({
    read: () => ({ ok: true, demand: {}, items: [first, ...others], by: ['base', 'quote'] }),
    getNow: ({ key }) => {
      const entry = entries[key]
      return entry === undefined ? undefined : keptAnswer(entry)
    },
    ...(get === undefined ? {} : { get }),
  })
}

const ids = ['first', 'second'] as const

test('a batch nests by its symbols, and repeats the id of who asked first', async () => {
  const entries: Record<string, Entry> = {
    'BTC/EUR': testEntry(1),
    'BTC/USD': { ...testEntry(2), ttlMs: 10_000 },
    'ETH/EUR': testEntry(3),
    'ETH/USD': testEntry(4),
  }
  const respond = respondFor(batchAdapter(entries))
  for (const id of ids) {
    const body = await bodyOf(ask(respond, { id, data: {} }))
    const member = (base: string, quote: string, value: number) => [
      { id: 'first', data: { base, quote, endpoint: 'price' } },
      value,
    ]
    assert.equal(body['jobRunID'], id)
    assert.equal(body['maxAge'], 10_000)
    assert.equal(Object.hasOwn(body, 'result'), false)
    assert.deepEqual(body['data'], {
      BTC: { EUR: 1, USD: 2 },
      ETH: { EUR: 3, USD: 4 },
      results: [
        member('BTC', 'EUR', 1),
        member('BTC', 'USD', 2),
        member('ETH', 'EUR', 3),
        member('ETH', 'USD', 4),
      ],
    })
  }
  entries['ETH/USD'] = testEntry(5)
  const { data } = await bodyOf(ask(respond, { id: 'third', data: {} }))
  assert.deepEqual((data as Record<string, unknown>)['ETH'], { EUR: 3, USD: 5 })
})

test('a batch fails with all members that fail, by their names', async () => {
  const failures: Record<string, Answer> = {
    'BTC/EUR': { failure: { statusCode: 502, message: 'unknown symbol' } },
    'ETH/EUR': { failure: { statusCode: 502, message: 'unknown symbol' } },
  }
  const get = async ({ key }: { readonly key: string }): Promise<Answer> =>
    failures[key] ?? keptAnswer(testEntry(1), false)
  const respond = respondFor(batchAdapter({}, get))
  const told = async (): Promise<unknown> => {
    const reply = await ask(respond, { id: 'x', data: {} })
    const { errorMessage, jobRunID, statusCode } = await bodyOf(reply)
    return [reply.status, statusCode, jobRunID, errorMessage]
  }
  assert.deepEqual(await told(), [502, 502, 'x', 'BTC/EUR, ETH/EUR: unknown symbol'])
  failures['ETH/EUR'] = { failure: { statusCode: 429, message: 'too much' } }
  assert.deepEqual(await told(), [502, 502, 'x', 'BTC/EUR: unknown symbol; ETH/EUR: too much'])
  const spent = { failure: { statusCode: 429, message: 'too much' } }
  Object.assign(failures, { 'BTC/EUR': spent, 'ETH/EUR': spent })
  assert.deepEqual(await told(), [429, 429, 'x', 'BTC/EUR, ETH/EUR: too much'])
})

test('a batch of long names that fails is an answer that nodes take', async () => {
  const get = async (): Promise<Answer> => ({
    failure: { statusCode: 502, message: 'x'.repeat(50_000) },
  })
  const reply = await ask(respondFor(batchAdapter({}, get)), { data: {} })
  assert.equal(reply.status, 502)
  assert.ok(reply.body.length < NODE_BYTES_MAX)
  assert.match(String((await bodyOf(reply))['errorMessage']), /^4 failed: BTC\/EUR, BTC\/USD/)
})
