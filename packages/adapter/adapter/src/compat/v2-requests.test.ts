import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError } from '@kivuko/config'
import { collectLog } from '@kivuko/testing'
import { runAdapters } from '../run-adapters.ts'
import { testAdapter } from '../testing/adapter-under-test.ts'
import type { ProviderReply } from '../testing/scripted-provider.ts'
import { allPrices, ethUsd, labea, startLabea, undecided } from './test-compat-adapter.ts'

/** Rows of section 5 of the recorded cases: the external-adapter framework, version 2.18.1. */
const translated = { PROXY_STATUS: 'false' }

test('v2 row 1: health is a message and a version, and there is readiness beside it', async () => {
  await using acme = await startLabea()
  const headers = { accept: 'application/json' }
  const { json, status } = await acme.send('/health', { method: 'GET', headers })
  assert.deepEqual([status, json], [200, { message: 'OK', version: '1.0.0' }])
  const ready = await acme.send('/ready', { method: 'GET' })
  assert.deepEqual([ready.status, ready.json['status']], [200, 'ready'])
})

test('v2 row 2: status shows what the adapter is, behind a switch, and no secret', async () => {
  const env = { API_KEY: 'hush-hush', CACHE_REDIS_PASSWORD: 'hush-hush' }
  await using acme = await startLabea({ env })
  const { json, status, text } = await acme.send('/status', { method: 'GET' })
  assert.equal(status, 200)
  for (const part of ['name', 'endpoints', 'configuration', 'runtime']) {
    assert.ok(part in json, part)
  }
  assert.doesNotMatch(text, /hush-hush/)
  await using closed = await startLabea({ env: { STATUS_ENABLED: 'false' } })
  assert.equal((await closed.send('/status', { method: 'GET' })).status, 404)
})

test('v2 rows 3 and 4: a price, its timestamps and where it is from, cold and kept', async () => {
  await using acme = await startLabea({ provider: (call) => ({ ...allPrices(call), afterMs: 20 }) })
  const asked = acme.ask(ethUsd)
  await acme.until(() => acme.provider.calls.length === 1)
  await acme.advance(20)
  const cold = await asked
  const at = acme.clock.now()
  assert.deepEqual(cold.json['timestamps'], {
    providerDataRequestedUnixMs: at - 20,
    providerDataReceivedUnixMs: at,
  })
  assert.deepEqual(cold.json['meta'], {
    adapterName: 'LABEA',
    transportName: 'rest',
    metrics: { feedId: 'ETH/USD' },
  })
  await acme.advance(5_000)
  const { maxAge, ...kept } = (await acme.ask(ethUsd)).json
  assert.deepEqual([kept, maxAge], [cold.json, 30_000])
})

test('v2 row 5: the id is echoed', async () => {
  await using acme = await startLabea()
  assert.equal((await acme.ask(ethUsd, { id: 'run-7' })).json['jobRunID'], 'run-7')
})

test('v2 row 6: names, letter case and the place of the endpoint make no difference', async () => {
  await using acme = await startLabea()
  await acme.ask(ethUsd)
  for (const [data, more] of [
    [{ base: 'eth', quote: 'usd' }, {}],
    [{ from: 'ETH', to: 'USD' }, {}],
    [{ coin: 'Eth', market: 'Usd' }, {}],
    [ethUsd, { endpoint: 'PRICE' }],
    [{ ...ethUsd, endpoint: 'Crypto' }, {}],
  ] as const) {
    assert.equal((await acme.ask(data, more)).status, 200)
  }
  acme.expectUpstream(1)
})

test('v2 row 7: one parameter by two names is 400', async () => {
  await using acme = await startLabea()
  const { json, status } = await acme.ask({ ...ethUsd, from: 'BTC' })
  assert.deepEqual([status, json['status']], [400, 'errored'])
})

test('v2 row 8: an unknown endpoint is 404; none, without a default, 400', async () => {
  await using acme = await testAdapter(undecided, { provider: allPrices })
  const unknown = await acme.ask({ ...ethUsd, endpoint: 'zzz' })
  assert.deepEqual([unknown.status, unknown.json['status']], [404, 'errored'])
  const none = await acme.ask(ethUsd)
  assert.deepEqual([none.status, none.json['status']], [400, 'errored'])
})

const refused: readonly (readonly [string, unknown])[] = [
  ['a missing parameter', { base: 'ETH' }],
  ['null for one', { base: 'ETH', quote: null }],
  ['the wrong type', { base: 'ETH', quote: 5 }],
  ['text for a number', { ...ethUsd, amount: 'much' }],
  ['an option that is not there', { ...ethUsd, mode: 'future' }],
  ['a missing dependency', { ...ethUsd, depth: 5 }],
  ['an exclusion', { ...ethUsd, mode: 'spot', window: '1h' }],
  ['an empty text (row 10)', { base: '', quote: 'USD' }],
  ['an array instead of an object (row 11)', []],
  ['null instead of one (row 11)', null],
]
for (const [what, data] of refused) {
  test(`v2 rows 9 to 11: ${what} is 400`, async () => {
    await using acme = await startLabea()
    const { json, status } = await acme.ask(data, { id: 'x' })
    assert.deepEqual([status, json['status'], json['jobRunID']], [400, 'errored', 'x'])
    acme.expectUpstream(0)
  })
}

test('v2 rows 12 to 15: broken bodies, other types and long ones are errors in JSON', async () => {
  await using acme = await startLabea()
  const body = { data: ethUsd }
  const text = { 'content-type': 'text/plain' }
  const charset = { 'content-type': 'application/json; charset=utf-8' }
  for (const [request, code] of [
    [{ body: 'null' }, 400],
    [{ body: '{"data"' }, 400],
    [{ body: '' }, 400],
    [{ body, headers: text }, 415],
    [{ body: { data: { ...ethUsd, more: 'x'.repeat(1_048_577) } } }, 413],
  ] as const) {
    const { json, status } = await acme.send('/', request)
    assert.deepEqual([status, json['status'], json['statusCode']], [code, 'errored', code])
  }
  assert.equal((await acme.send('/', { body, headers: charset })).status, 200)
})

test('v2 rows 16 and 17: the query string and maxAge count', async () => {
  await using acme = await startLabea({ env: { CACHE_MIN_AGE: '1000', WARMUP_ENABLED: 'false' } })
  assert.equal((await acme.send('/?base=ETH&quote=USD', { body: {} })).status, 200)
  await acme.ask({ ...ethUsd, maxAge: 7_000 })
  acme.expectUpstream(1)
  await acme.advance(900)
  assert.equal((await acme.ask({ ...ethUsd, maxAge: -1 })).status, 200)
  acme.expectUpstream(1)
})

test('v2 rows 18 and 19: overrides have entries of their own, and wrong ones are 400', async () => {
  await using acme = await startLabea()
  const wxyz = { base: 'WXYZ', quote: 'USD' }
  await acme.ask({ ...wxyz, overrides: { Labea: { wxyz: 'ABCD' } } })
  await acme.ask({ base: 'ABCD', quote: 'USD' })
  acme.expectUpstream(1)
  await acme.ask(wxyz)
  acme.expectUpstream(1)
  assert.equal((await acme.ask({ ...wxyz, overrides: { labea: [] } })).status, 400)
})

test('v2 row 20: an inverse pair is 1 divided by its pair, which is what is kept', async () => {
  const provider = (): ProviderReply => ({ body: { prices: { USD: { JPY: 160 } } } })
  await using acme = await startLabea({ provider })
  const { json } = await acme.ask({ base: 'JPY', quote: 'USD' })
  assert.deepEqual([json['result'], json['data']], [0.00625, { result: 0.00625 }])
  assert.equal((await acme.ask({ base: 'USD', quote: 'JPY' })).json['result'], 160)
  acme.expectUpstream(1)
})

test('v2 row 21: a request may choose its source', async () => {
  await using acme = await startLabea()
  const transportOf = async (data: object): Promise<unknown> =>
    ((await acme.ask(data)).json['meta'] as Record<string, unknown> | undefined)?.['transportName']
  assert.equal(await transportOf(ethUsd), 'rest')
  assert.equal(await transportOf({ ...ethUsd, transport: 'backup' }), 'backup')
  const overrides = { labea: { transport: 'backup' } }
  assert.equal(await transportOf({ ...ethUsd, overrides }), 'backup')
  assert.equal((await acme.ask({ ...ethUsd, transport: 'zzz' })).status, 400)
})

test('v2 rows 22 and 23: a provider that fails is 502 as soon as it is known', async () => {
  const replies = [{ status: 500 }, { fails: 'connect' }, { fails: 'broken' }] as const
  for (const reply of replies) {
    await using acme = await startLabea({ env: translated, provider: () => reply })
    for (let turn = 0; turn < 2; turn += 1) {
      const { json, status } = await acme.ask(ethUsd)
      assert.deepEqual([status, json['statusCode']], [502, 502])
      assert.equal(typeof json['errorMessage'], 'string')
    }
  }
})

test("v2 row 24: what the provider has not got is 502, in the adapter's words", async () => {
  await using acme = await startLabea({ provider: () => ({ body: { prices: {} } }) })
  const { json, status } = await acme.ask(ethUsd)
  assert.deepEqual([status, json['errorMessage']], [502, 'The provider has no such pair'])
})

test('v2 row 25: what the adapter throws is JSON, with its status', async () => {
  await using acme = await startLabea()
  for (const [kind, code] of [
    ['bug', 500],
    ['teapot', 418],
  ] as const) {
    const { json, status } = await acme.ask({ endpoint: 'broken', kind })
    assert.deepEqual([status, json['status']], [code, 'errored'])
  }
})

test('v2 row 26: without metrics there is no meta', async () => {
  for (const name of ['METRICS_ENABLED', 'EXPERIMENTAL_METRICS_ENABLED']) {
    await using acme = await startLabea({ env: { [name]: 'false' } })
    const { json } = await acme.ask(ethUsd)
    assert.equal(Object.hasOwn(json, 'meta'), false)
  }
})

test('v2 row 27: with debug, an error shows a stack', async () => {
  await using acme = await startLabea({ env: { DEBUG: 'true' } })
  const { json, status } = await acme.ask({ base: 'ETH' })
  assert.equal(status, 400)
  assert.equal(typeof (json['error'] as Record<string, unknown>)['stack'], 'string')
})

test('v2 row 28: without patience, a cold request is 504 at once', async () => {
  await using acme = await startLabea({
    env: { CACHE_POLLING_MAX_RETRIES: '0' },
    provider: (call) => ({ ...allPrices(call), afterMs: 20 }),
  })
  const cold = acme.ask(ethUsd)
  await acme.until(() => acme.provider.calls.length === 1)
  await acme.advance(1)
  assert.equal((await cold).status, 504)
  await acme.advance(20)
  assert.equal((await acme.ask(ethUsd)).status, 200)
})

test('v2 row 29: a slash after the base URL makes no difference', async () => {
  await using acme = await startLabea({ env: { BASE_URL: '/x' } })
  for (const path of ['/x', '/x/']) {
    assert.equal((await acme.send(path, { body: { data: ethUsd } })).status, 200)
  }
})

const wrongSettings: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['a reader with a local cache', { EA_MODE: 'reader' }],
  ['an option that is not there', { CACHE_TYPE: 'disk' }],
  ['a number out of its range', { CACHE_MAX_AGE: '-5' }],
  ['a tier that is not there', { RATE_LIMIT_API_TIER: 'gold' }],
  ['TLS with and without client certificates', { TLS_ENABLED: 'true', MTLS_ENABLED: 'true' }],
  ['a port that is none (row 31)', { EA_PORT: 'abc' }],
]
for (const [what, env] of wrongSettings) {
  test(`v2 rows 30 and 31: ${what} ends the process with 1, and says why`, async () => {
    const { log, lines } = collectLog()
    const exits: number[] = []
    const process = { onSignal: () => {}, exit: (code: number) => void exits.push(code) }
    await runAdapters(
      [labea],
      { EA_HOST: '127.0.0.1', METRICS_PORT: '0', ...env },
      { process, log },
    )
    assert.deepEqual(exits, [1])
    const [name = ''] = Object.keys(env)
    assert.ok(lines.some(({ level, message }) => level === 'error' && message.includes(name)))
    await assert.rejects(labea.start(env), ConfigError)
  })
}
