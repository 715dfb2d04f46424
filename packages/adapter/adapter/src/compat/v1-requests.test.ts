import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProviderReply } from '../testing/scripted-provider.ts'
import { ethUsd, startLabea } from './test-compat-adapter.ts'

/** Rows of section 2 of the recorded cases: the bootstrap framework, version 0.2.0. */
const noMetrics = { METRICS_ENABLED: 'false' }

test('v1 row 1: health is 200 OK', async () => {
  await using acme = await startLabea()
  const { status, text } = await acme.send('/health', { method: 'GET' })
  assert.deepEqual([status, text], [200, 'OK'])
  const headers = { accept: 'application/json' }
  const asJson = await acme.send('/health', { method: 'GET', headers })
  assert.equal(asJson.json['message'], 'OK')
})

test('v1 row 5: everything else is 404, in JSON', async () => {
  await using acme = await startLabea()
  for (const [method, path] of [
    ['GET', '/'],
    ['PUT', '/'],
    ['POST', '/unknown'],
  ] as const) {
    const { json, status } = await acme.send(path, { method })
    assert.deepEqual([status, json['status']], [404, 'errored'], `${method} ${path}`)
  }
})

test('v1 rows 6 to 9: computed, then kept, each with the id of the request', async () => {
  await using acme = await startLabea({ env: noMetrics })
  const cold = await acme.ask(ethUsd, { id: 'abc' })
  const { timestamps, ...rest } = cold.json
  assert.equal(cold.status, 200)
  assert.deepEqual(rest, {
    jobRunID: 'abc',
    result: 8639.4,
    statusCode: 200,
    data: { result: 8639.4 },
  })
  acme.expectUpstream(1)
  const kept = await acme.ask(ethUsd, { id: 'def' })
  assert.deepEqual(kept.json, { ...rest, jobRunID: 'def', maxAge: 30_000, timestamps })
  assert.equal((await acme.ask(ethUsd)).json['jobRunID'], '1')
  assert.equal((await acme.ask(ethUsd, { id: 77 })).json['jobRunID'], 77)
  acme.expectUpstream(0)
})

test('v1 row 10: names, order and what is not declared make no difference', async () => {
  await using acme = await startLabea()
  await acme.ask(ethUsd)
  acme.expectUpstream(1)
  await acme.ask({ to: 'USD', from: 'ETH' })
  await acme.ask({ quote: 'USD', unknown: 1, base: 'ETH' })
  await acme.ask(ethUsd, { meta: { latestAnswer: 5 } })
  acme.expectUpstream(0)
})

test('v1 rows 11 and 12: an endpoint has one entry by all its names; unknown is 404', async () => {
  await using acme = await startLabea()
  await acme.ask(ethUsd)
  acme.expectUpstream(1)
  for (const endpoint of ['price', 'PRICE', 'crypto', 'Crypto']) {
    assert.equal((await acme.ask({ ...ethUsd, endpoint })).json['maxAge'], 30_000)
  }
  const unknown = await acme.ask({ ...ethUsd, endpoint: 'zzz' })
  assert.deepEqual([unknown.status, unknown.json['status']], [404, 'errored'])
  acme.expectUpstream(0)
})

test('v1 row 13: symbols in lower case share the entry', async () => {
  await using acme = await startLabea()
  await acme.ask(ethUsd)
  await acme.ask({ base: 'eth', quote: 'usd' })
  acme.expectUpstream(1)
})

test('v1 row 14: an optional parameter makes an entry of its own', async () => {
  await using acme = await startLabea()
  await acme.ask(ethUsd)
  await acme.ask({ ...ethUsd, amount: 5 })
  acme.expectUpstream(2)
})

test('v1 rows 15 and 16: the query string is data, and wins, with numbers as numbers', async () => {
  await using acme = await startLabea()
  const queried = await acme.send('/?base=BTC&quote=USD', { body: { id: '1' } })
  assert.deepEqual([queried.status, queried.json['result']], [200, 8639.4])
  await acme.ask({ base: 'BTC', quote: 'USD' })
  acme.expectUpstream(1)
  await acme.send('/?amount=5&base=LTC', { body: { data: ethUsd } })
  await acme.ask({ base: 'LTC', quote: 'USD', amount: 5 })
  acme.expectUpstream(1)
})

test('v1 rows 17 and 18: a missing parameter is 400, with the id or "1"', async () => {
  await using acme = await startLabea()
  const { json, status } = await acme.ask({ base: 'ETH' }, { id: 'x9' })
  const { message, ...error } = json['error'] as Record<string, unknown>
  assert.equal(status, 400)
  assert.deepEqual([json['jobRunID'], json['status'], json['statusCode']], ['x9', 'errored', 400])
  assert.deepEqual(error, { name: 'AdapterError' })
  assert.match(String(message), /quote/)
  assert.equal((await acme.ask({ quote: 'USD' })).json['jobRunID'], '1')
  acme.expectUpstream(0)
})

test('v1 rows 19 and 20: bodies without a request are 400 in JSON', async () => {
  await using acme = await startLabea()
  const bodies = ['{}', '{"data":null}', '{"data":"ETH"}', '[]', '', 'null', '5', '{"id":']
  for (const body of bodies) {
    const { json, status, text } = await acme.send('/', { body })
    assert.deepEqual([status, json['status'], json['jobRunID']], [400, 'errored', '1'], body)
    assert.doesNotMatch(text, / at .*\.ts/)
  }
  acme.expectUpstream(0)
})

test('v1 rows 21 and 22: JSON in any charset, and no other type', async () => {
  await using acme = await startLabea()
  const body = { data: ethUsd }
  for (const type of ['text/plain', 'application/vnd.api+json']) {
    assert.equal((await acme.send('/', { body, headers: { 'content-type': type } })).status, 415)
  }
  assert.equal((await acme.send('/', { body, headers: {} })).status, 415)
  const headers = { 'content-type': 'application/json; charset=utf-8' }
  assert.equal((await acme.send('/', { body, headers })).status, 200)
})

test('v1 row 23: a body that is too long is 413, in JSON', async () => {
  await using acme = await startLabea({ env: { MAX_PAYLOAD_SIZE_LIMIT: '102400' } })
  const { json, status } = await acme.ask({ ...ethUsd, more: 'x'.repeat(110_000) })
  assert.deepEqual([status, json['status'], json['statusCode']], [413, 'errored', 413])
})

test("v1 row 24: the provider's error status is the answer's; a switch makes it 502", async () => {
  for (const code of [500, 429, 404, 401]) {
    const provider = (): ProviderReply => ({ status: code, body: 'no' })
    await using proxying = await startLabea({ provider })
    const { json, status } = await proxying.ask(ethUsd)
    assert.deepEqual([status, json['status'], json['statusCode']], [code, 'errored', code])
    await using translating = await startLabea({ provider, env: { PROXY_STATUS: 'false' } })
    const translated = await translating.ask(ethUsd)
    assert.equal(translated.status, 502)
    assert.equal(translated.json['providerStatusCode'], code)
  }
})

test('v1 row 25: what is no answer is 502, and 0 is one', async () => {
  const replies: readonly ProviderReply[] = [
    { body: {} },
    { body: { prices: { ETH: { USD: 'high' } } } },
    { body: { prices: { ETH: { USD: null } } } },
    { body: { error: 'rate exceeded' } },
    { fails: 'broken' },
    { body: '<html>Sorry</html>' },
  ]
  for (const reply of replies) {
    await using acme = await startLabea({ provider: () => reply })
    const { json, status } = await acme.ask(ethUsd)
    assert.deepEqual([status, json['status']], [502, 'errored'], JSON.stringify(reply))
  }
  await using zero = await startLabea({
    provider: () => ({ body: { prices: { ETH: { USD: 0 } } } }),
  })
  assert.equal((await zero.ask(ethUsd)).json['result'], 0)
})

test('v1 row 26: a price as text is a number', async () => {
  const provider = (): ProviderReply => ({ body: { prices: { ETH: { USD: '123.45' } } } })
  await using acme = await startLabea({ provider })
  assert.equal((await acme.ask(ethUsd)).json['result'], 123.45)
})

test('v1 row 27: an error is not kept for longer than a moment', async () => {
  await using acme = await startLabea({
    provider: () => ({ status: 500 }),
    env: { WARMUP_ENABLED: 'false' },
  })
  assert.equal((await acme.ask(ethUsd)).status, 500)
  const calls = acme.provider.calls.length
  assert.equal((await acme.ask(ethUsd)).status, 500)
  assert.equal(acme.provider.calls.length, calls)
  await acme.advance(1_100)
  assert.equal((await acme.ask(ethUsd)).status, 500)
  assert.ok(acme.provider.calls.length > calls)
})

test('v1 row 28: a provider that takes too long is 504', async () => {
  await using acme = await startLabea({
    env: { API_TIMEOUT: '500' },
    provider: () => ({ afterMs: 1_500, body: {} }),
  })
  const asked = acme.ask(ethUsd)
  await acme.until(() => acme.provider.calls.length > 0)
  await acme.advance(1_000)
  assert.equal((await asked).status, 504)
})

test('v1 rows 29 and 30: RETRY counts all attempts', async () => {
  for (const failures of [1, 9]) {
    let calls = 0
    await using acme = await startLabea({
      env: { RETRY: '3', CACHE_ENABLED: 'false' },
      provider: ({ url }) => {
        if (url.pathname !== '/rest') return { status: 500 }
        calls += 1
        if (calls <= failures) return { status: 500 }
        return { body: { prices: { ETH: { USD: 5 } } } }
      },
    })
    const asked = acme.ask(ethUsd)
    await acme.until(() => calls === 1)
    await acme.advance(10_000)
    const { json, status } = await asked
    if (failures === 1) assert.deepEqual([status, json['result'], calls], [200, 5, 2])
    else assert.deepEqual([status, json['status'], calls], [500, 'errored', 3])
  }
})

test('v1 row 31: what the adapter throws is 500, or the status that it says', async () => {
  await using acme = await startLabea()
  for (const [kind, code] of [
    ['bug', 500],
    ['teapot', 418],
  ] as const) {
    const { json, status } = await acme.ask({ endpoint: 'broken', kind })
    assert.deepEqual([status, json['status'], json['statusCode']], [code, 'errored', code])
  }
  acme.expectUpstream(0)
})

test('v1 rows 32 and 35: options that are not there and wrong overrides are 400', async () => {
  await using acme = await startLabea()
  assert.equal((await acme.ask({ ...ethUsd, mode: 'future' })).status, 400)
  for (const overrides of ['ETH', { labea: 'ETH' }, { labea: { ETH: 5 } }, [1]]) {
    const { json, status } = await acme.ask({ ...ethUsd, overrides })
    assert.deepEqual([status, json['status']], [400, 'errored'], JSON.stringify(overrides))
  }
  acme.expectUpstream(0)
})

test('v1 rows 33 and 34: an override is answered, and poisons nobody', async () => {
  await using acme = await startLabea()
  const overrides = { labea: { WXYZ: 'ABCD' } }
  assert.equal((await acme.ask({ base: 'WXYZ', quote: 'USD', overrides })).status, 200)
  assert.equal(acme.provider.calls[0]?.url.searchParams.get('pairs'), 'ABCD/USD')
  await acme.ask({ base: 'WXYZ', quote: 'USD' })
  assert.equal(acme.provider.calls[1]?.url.searchParams.get('pairs'), 'WXYZ/USD')
  acme.expectUpstream(2)
})

test('v1 row 36: another result path gets another value', async () => {
  await using acme = await startLabea({ env: { API_VERBOSE: 'true' } })
  assert.equal((await acme.ask(ethUsd)).json['result'], 8639.4)
  assert.equal((await acme.ask({ ...ethUsd, resultPath: 'seen' })).json['result'], 7)
  assert.equal((await acme.ask(ethUsd)).json['result'], 8639.4)
  acme.expectUpstream(1)
})
