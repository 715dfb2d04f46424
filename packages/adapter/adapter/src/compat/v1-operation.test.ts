import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { AdapterUnderTest } from '../testing/adapter-under-test.ts'
import { pricesFor, ethUsd, startLabea } from './test-compat-adapter.ts'

/** Runs the smoke test over a payload. */
async function smoke(requests: readonly unknown[] | undefined, isBroken = false) {
  const folder = await mkdtemp(join(tmpdir(), 'smoke-'))
  const path = join(folder, 'test-payload.json')
  if (requests !== undefined) await writeFile(path, JSON.stringify({ requests }))
  const env = { SMOKE_PAYLOAD_PATH: path }
  await using acme = await startLabea(
    isBroken ? { env, provider: () => ({ status: 500 }) } : { env },
  )
  const reply = await acme.send('/smoke', { method: 'GET' })
  const calls = acme.provider.calls.length
  await rm(folder, { recursive: true })
  return { ...reply, calls }
}

test('v1 row 2: the smoke test is OK without a payload', async () => {
  const { calls, status, text } = await smoke(undefined)
  assert.deepEqual([status, text, calls], [200, 'OK', 0])
})

test('v1 row 3: a request without a parameter fails the smoke test, by its number', async () => {
  const { calls, json, status } = await smoke([{ base: 'ETH' }])
  // A list of errored bodies.
  const [error, ...others] = json as unknown as readonly Record<string, unknown>[]
  assert.deepEqual([status, others.length, calls], [500, 0, 0])
  assert.deepEqual([error?.['jobRunID'], error?.['statusCode']], ['0', 400])
})

test('v1 row 4: a provider that fails, fails the smoke test', async () => {
  assert.equal((await smoke([ethUsd])).text, 'OK')
  assert.equal((await smoke([ethUsd], true)).status, 500)
})

const bases = { base: ['ETH', 'BTC'], quote: ['USD', 'EUR'] }
const worth: Readonly<Record<string, number>> = { BTC: 2, ETH: 1 }

function startBatch(): Promise<AdapterUnderTest> {
  return startLabea({
    provider: ({ url }) => ({
      body: { prices: pricesFor(url, (base, quote) => `${worth[base]}${quote.length}`) },
    }),
  })
}

test('v1 rows 37 and 38: a batch is one call, nests, and is kept with the first id', async () => {
  await using acme = await startBatch()
  const cold = await acme.ask(bases, { id: 'first' })
  const { results, ...nested } = cold.json['data'] as Record<string, unknown>
  assert.equal(cold.status, 200)
  assert.equal(Object.hasOwn(cold.json, 'result'), false)
  assert.equal(Object.hasOwn(cold.json, 'maxAge'), false)
  assert.deepEqual(nested, { BTC: { EUR: 23, USD: 23 }, ETH: { EUR: 13, USD: 13 } })
  const members = results as readonly (readonly [Record<string, unknown>, unknown])[]
  assert.equal(members.length, 4)
  assert.deepEqual(members[0], [
    { id: 'first', data: { base: 'BTC', quote: 'EUR', endpoint: 'price' } },
    23,
  ])
  acme.expectUpstream(1)
  const kept = await acme.ask(bases, { id: 'second' })
  assert.deepEqual([kept.json['jobRunID'], kept.json['maxAge']], ['second', 30_000])
  assert.deepEqual(kept.json['data'], cold.json['data'])
  acme.expectUpstream(0)
})

test('v1 rows 39 and 40: members are kept, the order of arrays is nothing', async () => {
  await using acme = await startBatch()
  await acme.ask(bases)
  acme.expectUpstream(1)
  const { json } = await acme.ask(ethUsd)
  assert.deepEqual([json['result'], json['data'], json['maxAge']], [13, { result: 13 }, 30_000])
  await acme.ask({ base: ['BTC', 'ETH'], quote: ['EUR', 'USD'] })
  acme.expectUpstream(0)
})

test('a batch with members that fail names them all, and the others are kept', async () => {
  const gone = new Set(['BTC/EUR', 'BTC/USD'])
  await using acme = await startLabea({
    provider: ({ url }) => ({
      body: {
        prices: pricesFor(url, (base, quote) => (gone.has(`${base}/${quote}`) ? undefined : 7)),
      },
    }),
  })
  const { json, status } = await acme.ask(bases, { id: 'b' })
  assert.deepEqual([status, json['status'], json['jobRunID']], [502, 'errored', 'b'])
  assert.equal(json['errorMessage'], 'BTC/EUR, BTC/USD: The provider has no such pair')
  acme.expectUpstream(2)
  const kept = await acme.ask(ethUsd)
  assert.deepEqual([kept.json['result'], kept.json['maxAge']], [7, 30_000])
  acme.expectUpstream(0)
  gone.clear()
  await acme.advance(2_000)
  const whole = await acme.ask(bases)
  assert.equal(whole.status, 200)
  const asked = acme.provider.calls.slice(2).map(({ url }) => url.searchParams.get('pairs'))
  assert.ok(
    asked.every((pairs) => !pairs?.includes('ETH')),
    asked.join(),
  )
})

test('v1 rows 41 and 42: verbose is true when it is true, on hits too', async () => {
  await using verbose = await startLabea({ env: { API_VERBOSE: 'true' } })
  for (let turn = 0; turn < 2; turn += 1) {
    const { json } = await verbose.ask(ethUsd)
    assert.deepEqual(json['data'], {
      prices: { ETH: { USD: 8639.4 } },
      seen: 7,
      result: 8639.4,
    })
  }
  await using terse = await startLabea({ env: { API_VERBOSE: 'false' } })
  assert.deepEqual((await terse.ask(ethUsd)).json['data'], { result: 8639.4 })
})

test('v1 row 43: debug says how an answer came about', async () => {
  await using acme = await startLabea({ env: { DEBUG: 'true' } })
  const { debug: miss } = (await acme.ask(ethUsd)).json
  assert.deepEqual(miss, { staleness: 0, performance: 0, providerCost: 1 })
  await acme.advance(2_000)
  const { debug: hit } = (await acme.ask(ethUsd)).json
  assert.deepEqual(hit, { cacheHit: true, staleness: 2, performance: 0, providerCost: 0 })
  const { debug: batch } = (await acme.ask(bases)).json
  const path = (batch as Record<string, unknown>)['batchablePropertyPath']
  assert.deepEqual(path, [{ name: 'base' }, { name: 'quote' }])
})

test('v1 row 44: with metrics, an answer names its feed', async () => {
  await using acme = await startLabea()
  assert.deepEqual((await acme.ask(ethUsd)).json['metricsMeta'], { feedId: 'ETH/USD' })
})

test('v1 row 45: a base URL is before every route', async () => {
  await using acme = await startLabea({ env: { BASE_URL: '/coingecko' } })
  const body = { data: ethUsd }
  assert.equal((await acme.send('/coingecko', { body })).status, 200)
  assert.equal((await acme.send('/coingecko/', { body })).status, 200)
  assert.equal((await acme.send('/', { body })).status, 404)
  assert.equal((await acme.send('/coingecko/health', { method: 'GET' })).text, 'OK')
})

test('v1 row 46: without a cache, every request asks the provider and no age is told', async () => {
  await using acme = await startLabea({ env: { CACHE_ENABLED: 'false' } })
  for (let turn = 0; turn < 3; turn += 1) {
    const { json, status } = await acme.ask(ethUsd)
    assert.deepEqual([status, json['maxAge']], [200, undefined])
    acme.expectUpstream(1)
  }
})

test('v1 row 47: what was unused for longest goes when the cache is full', async () => {
  await using acme = await startLabea({ env: { CACHE_MAX_ITEMS: '2', WARMUP_ENABLED: 'false' } })
  const asked: number[] = []
  for (const base of ['A', 'B', 'C', 'A', 'C']) {
    const before = acme.provider.calls.length
    await acme.ask({ base, quote: 'USD' })
    asked.push(acme.provider.calls.length - before)
  }
  assert.deepEqual(asked, [1, 1, 1, 1, 0])
})

test('v1 row 48: properties that are ignored share an entry', async () => {
  await using acme = await startLabea({ env: { CACHE_KEY_IGNORED_PROPS: 'amount' } })
  await acme.ask({ ...ethUsd, amount: 1 })
  await acme.ask({ ...ethUsd, amount: 2 })
  acme.expectUpstream(1)
})

test('v1 row 49: another status than 200 is answered, in the data too, and not kept', async () => {
  await using acme = await startLabea()
  for (let turn = 0; turn < 2; turn += 1) {
    const { json, status } = await acme.ask({ endpoint: 'broken', kind: 'accepted' })
    assert.equal(status, 202)
    assert.deepEqual([json['statusCode'], json['maxAge']], [202, undefined])
    assert.deepEqual(json['data'], { statusCode: 202, result: 1 })
  }
})

const ages: readonly (readonly [unknown, number])[] = [
  [undefined, 1_000],
  [0, 1_000],
  ['abc', 1_000],
  [10, 1_000],
  [60_000, 60_000],
  [200_000, 200_000],
  ['7000', 7_000],
  [1_500.9, 1_500],
]
for (const [maxAge, ttlMs] of ages) {
  test(`v1 maxAge: ${String(maxAge)} is kept for ${ttlMs} ms`, async () => {
    await using acme = await startLabea({ env: { CACHE_MIN_AGE: '1000' } })
    const data = maxAge === undefined ? ethUsd : { ...ethUsd, maxAge }
    await acme.ask(data)
    assert.equal((await acme.ask(data)).json['maxAge'], ttlMs)
    acme.expectUpstream(1)
  })
}

test('v1 maxAge: a negative one asks the provider each time, and shortens nothing', async () => {
  await using acme = await startLabea({ env: { CACHE_MIN_AGE: '1000' } })
  await acme.ask({ ...ethUsd, maxAge: 60_000 })
  for (let turn = 0; turn < 2; turn += 1) await acme.ask({ ...ethUsd, maxAge: -1 })
  acme.expectUpstream(3)
  assert.equal((await acme.ask(ethUsd)).json['maxAge'], 60_000)
  acme.expectUpstream(0)
})
