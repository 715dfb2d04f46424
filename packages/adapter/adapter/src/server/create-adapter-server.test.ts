import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@kivuko/log'
import { type CollectedLine, collectLog } from '@kivuko/testing'
import type { Answer } from '../engine/answer.ts'
import type { ServedAdapter } from './served-adapter.ts'
import {
  keptAnswer,
  plainTerms,
  startTestServer,
  testEntry,
  testServedAdapter,
  testSettings,
} from './test-served-adapter.ts'

const eth = { id: 'abc', data: { base: 'ETH', quote: 'USD' } }

test('answers what is kept, with the id of whoever asks', async () => {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(123.45))
  await using server = await startTestServer([adapter])
  const { status, json, headers } = await server.request('/', { body: eth })
  assert.equal(status, 200)
  assert.equal(headers['content-type'], 'application/json; charset=utf-8')
  assert.deepEqual(json, {
    jobRunID: 'abc',
    result: 123.45,
    statusCode: 200,
    data: { result: 123.45 },
    maxAge: 30_000,
    timestamps: { providerDataRequestedUnixMs: 1_000, providerDataReceivedUnixMs: 2_000 },
  })
  for (const id of ['def', 77, null, { run: 'ü€"\\' }, ['x']]) {
    const again = await server.request('/', { body: { ...eth, id } })
    assert.deepEqual(again.json?.['jobRunID'], id)
    assert.equal(again.json?.['result'], 123.45)
  }
  const none = await server.request('/', { body: { data: eth.data } })
  assert.equal(none.json?.['jobRunID'], '1')
})

test('a new value is answered as soon as it is kept', async () => {
  const adapter = testServedAdapter()
  await using server = await startTestServer([adapter])
  for (const result of [1, 2, 2, 0]) {
    adapter.kept.set('ETH/USD', testEntry(result))
    const { json } = await server.request('/', { body: eth })
    assert.equal(json?.['result'], result)
  }
})

test('what had to be fetched says nothing of how long it is kept', async () => {
  const adapter = testServedAdapter()
  adapter.later(async () => keptAnswer(testEntry(5), false))
  await using server = await startTestServer([adapter])
  const { json } = await server.request('/', { body: eth })
  assert.equal(json?.['result'], 5)
  assert.equal(Object.hasOwn(json ?? {}, 'maxAge'), false)
})

test('a failure is an errored body that old and new clients read', async () => {
  const adapter = testServedAdapter()
  adapter.later(async () => ({
    failure: { statusCode: 502, providerStatusCode: 429, message: 'The provider answered 429' },
  }))
  await using proxying = await startTestServer([adapter])
  const error = { name: 'AdapterDataProviderError', message: 'The provider answered 429' }
  const { status, json } = await proxying.request('/', { body: eth })
  assert.equal(status, 429)
  assert.deepEqual(json, {
    jobRunID: 'abc',
    status: 'errored',
    statusCode: 429,
    providerStatusCode: 429,
    error,
    errorMessage: error.message,
  })
  const plain = { ...adapter, terms: { ...plainTerms, proxyStatus: false } }
  await using translating = await startTestServer([plain])
  const translated = await translating.request('/', { body: eth })
  assert.equal(translated.status, 502)
  assert.equal(translated.json?.['statusCode'], 502)
  assert.equal(translated.json?.['providerStatusCode'], 429)
})

test('an adapter that breaks is 500 with the id, and without the cause', async () => {
  const adapter = testServedAdapter()
  adapter.later(() => Promise.reject(new Error('hush')))
  await using server = await startTestServer([adapter])
  const { status, json, text } = await server.request('/', { body: eth })
  assert.deepEqual([status, json?.['jobRunID']], [500, 'abc'])
  assert.doesNotMatch(text, /hush/)
})

test('a request that takes too long is 504', async () => {
  const adapter = testServedAdapter()
  adapter.later(() => new Promise<Answer>(() => {}))
  await using server = await startTestServer([adapter], { answerMsMax: 30 })
  const { status, json } = await server.request('/', { body: eth })
  assert.equal(status, 504)
  assert.equal(json?.['statusCode'], 504)
})

test('takes JSON in any charset, and nothing else', async () => {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(1))
  await using server = await startTestServer([adapter])
  const statusOf = async (type: string | undefined): Promise<readonly unknown[]> => {
    const headers = type === undefined ? {} : { 'content-type': type }
    const { status, json } = await server.request('/', { body: eth, headers })
    return [status, json?.['status']]
  }
  for (const type of ['application/json', 'Application/JSON ; charset=utf-8']) {
    assert.deepEqual(await statusOf(type), [200, undefined])
  }
  for (const type of ['text/plain', 'application/vnd.api+json', 'application/jsonp', undefined]) {
    assert.deepEqual(await statusOf(type), [415, 'errored'])
  }
})

test('a body that is no object is 400 in JSON, and too long a one 413', async () => {
  await using server = await startTestServer([testServedAdapter()])
  for (const body of ['null', '5', '"x"', '{"id":', '{}', '', '[]']) {
    const { status, json } = await server.request('/', { body })
    assert.deepEqual([status, json?.['status'], json?.['jobRunID']], [400, 'errored', '1'], body)
  }
  const long = await server.request('/', { body: { ...eth, more: 'x'.repeat(1_100) } })
  assert.deepEqual([long.status, long.json?.['status']], [413, 'errored'])
})

test('other paths and methods are 404 in JSON', async () => {
  await using server = await startTestServer([testServedAdapter()], { baseUrl: '/acme' })
  for (const [method, path] of [
    ['GET', '/acme'],
    ['PUT', '/acme'],
    ['POST', '/'],
    ['POST', '/acme/health'],
    ['GET', '/health'],
  ] as const) {
    const { status, json } = await server.request(path, { method, body: undefined })
    assert.deepEqual([status, json?.['status']], [404, 'errored'], `${method} ${path}`)
  }
})

test('a base URL is before every route, with a slash at the end or without', async () => {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(1))
  await using server = await startTestServer([adapter], { baseUrl: '/acme' })
  assert.equal((await server.request('/acme', { body: eth })).status, 200)
  assert.equal((await server.request('/acme/?x=1', { body: eth })).status, 200)
  assert.equal((await server.request('/acme/health', { method: 'GET' })).text, 'OK')
})

test('several adapters are served by their names', async () => {
  const named = (name: string, result: number): ServedAdapter => {
    const adapter = testServedAdapter({ name })
    adapter.kept.set('ETH/USD', testEntry(result))
    return adapter
  }
  await using server = await startTestServer([named('ACME', 1), named('OTHER', 2)])
  assert.equal((await server.request('/acme', { body: eth })).json?.['result'], 1)
  assert.equal((await server.request('/other/', { body: eth })).json?.['result'], 2)
  const lost = await server.request('/', { body: eth })
  assert.equal(lost.status, 404)
  assert.equal(lost.json?.['errorMessage'], 'Nothing is here: there is POST /acme, /other')
  assert.equal((await server.request('/other/health', { method: 'GET' })).status, 200)
  const status = await server.request('/status', { method: 'GET' })
  assert.deepEqual(status.json?.['adapters'], [
    { name: 'ACME', configuration: [] },
    { name: 'ACME', configuration: [] },
  ])
})

test('health is text, or JSON for who asks for it', async () => {
  await using server = await startTestServer([testServedAdapter()])
  const plain = await server.request('/health', { method: 'GET', headers: { accept: '*/*' } })
  assert.deepEqual([plain.status, plain.text], [200, 'OK'])
  const headers = { accept: 'application/json' }
  const { json } = await server.request('/health', { method: 'GET', headers })
  assert.deepEqual(json, { message: 'OK', version: '1.2.3' })
})

test('ready tells which parts are down, and stays ready', async () => {
  const parts = [
    { name: 'cache', up: true },
    { name: 'redis', up: false, reason: 'connection refused' },
  ]
  await using server = await startTestServer([testServedAdapter({ parts: () => parts })])
  const { status, json } = await server.request('/ready', { method: 'GET' })
  assert.equal(status, 200)
  assert.deepEqual(json, {
    status: 'degraded',
    failed: [{ adapter: 'ACME', part: 'redis', reason: 'connection refused' }],
  })
})

test('status and settings are behind their switches', async () => {
  const describe = () => ({ name: 'ACME', configuration: [{ name: 'API_KEY', value: '[secret]' }] })
  const adapter = testServedAdapter({ describe })
  await using open = await startTestServer([adapter])
  const { json } = await open.request('/status', { method: 'GET' })
  assert.equal(json?.['name'], 'ACME')
  assert.ok(json !== undefined && 'runtime' in json)
  const settings = await open.request('/debug/settings', { method: 'GET' })
  assert.deepEqual(settings.json, [{ name: 'API_KEY', value: '[secret]' }])
  await using closed = await startTestServer([adapter], { showStatus: false, showSettings: false })
  for (const path of ['/status', '/debug/settings']) {
    assert.equal((await closed.request(path, { method: 'GET' })).status, 404)
  }
})

test('with an outgoing token, whoever has not got it is refused', async () => {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(1))
  const bridge = { ...testSettings.bridge, outgoingToken: new Secret('let-me-in') }
  await using server = await startTestServer([adapter], { bridge })
  const type = { 'content-type': 'application/json' }
  const ask = (authorization?: string) =>
    server.request('/', {
      body: eth,
      headers: authorization === undefined ? type : { ...type, authorization },
    })
  for (const wrong of [undefined, 'Bearer no', 'let-me-in', 'Basic let-me-in', 'Bearer ']) {
    const { status, json, headers } = await ask(wrong)
    assert.deepEqual([status, json?.['status']], [401, 'errored'])
    assert.equal(headers['www-authenticate'], 'Bearer')
  }
  assert.equal((await ask('Bearer let-me-in')).status, 200)
  assert.equal((await ask('bearer let-me-in')).status, 200)
  for (const path of ['/smoke', '/status', '/debug/settings']) {
    assert.equal((await server.request(path, { method: 'GET' })).status, 401)
  }
  assert.equal((await server.request('/health', { method: 'GET' })).status, 200)
})

test('metrics are on a port of their own, under the base URL where that is wanted', async () => {
  const adapter = testServedAdapter({
    terms: { ...plainTerms, metrics: true, metricsName: 'prices' },
  })
  adapter.kept.set('ETH/USD', testEntry(1))
  for (const [metricsUseBaseUrl, path, other] of [
    [false, '/metrics', '/acme/metrics'],
    [true, '/acme/metrics', '/metrics'],
  ] as const) {
    const settings = { baseUrl: '/acme', metricsPort: 0, metricsUseBaseUrl }
    await using server = await startTestServer([adapter], settings)
    await server.request('/acme', { body: eth })
    const origin = `http://127.0.0.1:${server.metricsPort}`
    const response = await fetch(`${origin}${path}`)
    assert.match(response.headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    assert.match(
      await response.text(),
      /http_requests_total\{app_name="prices"[^}]*type="cacheHit",feed_id="ETH\/USD"\} 1/,
    )
    assert.equal((await fetch(`${origin}${other}`)).status, 404)
    assert.equal((await server.request(path, { method: 'GET' })).status, 404)
  }
})

test('lines of the log and answers have the id that the client gave the request', async () => {
  const { log, lines } = collectLog()
  const echoedIds: unknown[] = []
  for (const correlationIds of [true, false]) {
    const adapter = testServedAdapter()
    adapter.kept.set('ETH/USD', testEntry(1))
    await using server = await startTestServer([adapter], { correlationIds }, log)
    const headers = { 'content-type': 'application/json', 'x-correlation-id': 'c-7' }
    for (const body of [{}, eth, { data: { base: 'BTC', quote: 'USD' } }]) {
      const reply = await server.request('/', { body, headers })
      echoedIds.push(reply.headers['x-correlation-id'])
    }
    const wrong = await server.request('/', { body: '{', headers: { 'x-correlation-id': 'c-7' } })
    assert.equal(wrong.status, 415)
    echoedIds.push(wrong.headers['x-correlation-id'])
  }
  assert.deepEqual(echoedIds.slice(0, 4), ['c-7', 'c-7', 'c-7', 'c-7'])
  assert.ok(echoedIds.slice(4).every((id) => id === undefined))
  assert.deepEqual(correlationIdsOf(lines), ['c-7', 'c-7', undefined, undefined])
})

test('a request without an id gets one, unless it is answered from what is kept', async () => {
  const { log, lines } = collectLog()
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(1))
  await using server = await startTestServer([adapter], {}, log)
  const json = { 'content-type': 'application/json' }
  assert.equal((await server.request('/', { body: eth })).headers['x-correlation-id'], undefined)
  const uuid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
  const made = new Set<unknown>()
  for (const id of [undefined, 'x'.repeat(129), 'a b', 'caf\u00e9']) {
    const headers = id === undefined ? json : { ...json, 'x-correlation-id': id }
    for (const body of [{}, { data: { base: 'BTC', quote: 'USD' } }]) {
      const reply = await server.request('/', { body, headers })
      made.add(reply.headers['x-correlation-id'])
    }
  }
  assert.equal(made.size, 8)
  for (const id of made) assert.match(String(id), uuid)
  assert.deepEqual(correlationIdsOf(lines), [...made])
})

function correlationIdsOf(lines: readonly CollectedLine[]): readonly unknown[] {
  return lines
    .filter(({ message }) => message === 'Answered an error')
    .map(({ fields }) => fields['correlationId'])
}

test('a stop answers what is underway first', async () => {
  const adapter = testServedAdapter()
  const later = Promise.withResolvers<Answer>()
  const asked = Promise.withResolvers<void>()
  adapter.later(() => {
    asked.resolve()
    return later.promise
  })
  const server = await startTestServer([adapter])
  const reply = server.request('/', { body: eth })
  await asked.promise
  const stopped = server.server[Symbol.asyncDispose]()
  later.resolve(keptAnswer(testEntry(5), false))
  assert.equal((await reply).json?.['result'], 5)
  await stopped
  await assert.rejects(server.request('/', { body: eth }))
  await server[Symbol.asyncDispose]()
})

test('a port in use is told in words that name the setting', async () => {
  await using first = await startTestServer([testServedAdapter()])
  await assert.rejects(
    startTestServer([testServedAdapter()], { port: first.port }),
    new RegExp(`Port ${first.port} is in use: set EA_PORT`),
  )
  await assert.rejects(
    startTestServer([testServedAdapter()], { metricsPort: first.port }),
    new RegExp(`Port ${first.port} is in use: set METRICS_PORT`),
  )
})
