import assert from 'node:assert/strict'
import { test } from 'node:test'
import { adapterContract, testAdapter } from '@kivuko/adapter/testing'
import { priceApi } from './price-api.ts'

const env = { PRICE_API_URL: 'https://prices.example/latest', PRICE_API_KEY: 'k-123' }
const seconds = 1_700_000_000
const told = { base: 'EUR', rates: { USD: 1.09, KES: 140.5, NIL: 0 }, timestamp: seconds }
const provider = () => ({ body: told })

test('answers the price and its time; the key is sent and the base asked for', async () => {
  await using api = await testAdapter(priceApi, { env, provider })
  api.clock.set(seconds * 1_000)
  const { json } = await api.ask({ from: 'eur', to: 'usd' })
  assert.equal(json['result'], 1.09)
  const times = json['timestamps'] as Readonly<Record<string, number>>
  assert.equal(times['providerIndicatedTimeUnixMs'], seconds * 1_000)
  const [call] = api.provider.calls
  assert.equal(call?.url.href, 'https://prices.example/latest?base=EUR')
  assert.equal(call?.headers['x-api-key'], 'k-123')
})

test('asks once for all pairs of one base', async () => {
  await using api = await testAdapter(priceApi, { env, provider })
  const { json } = await api.ask({ base: 'EUR', quote: ['KES', 'USD'] })
  assert.deepEqual((json['data'] as { EUR: object }).EUR, { KES: 140.5, USD: 1.09 })
  assert.equal((await api.ask({ base: 'EUR', quote: 'KES' })).json['result'], 140.5)
  api.expectUpstream(1)
})

test('keeps what was asked for fresh, within the plan', async () => {
  const callsInAMinute = async (tier: string) => {
    const tiered = { ...env, RATE_LIMIT_API_TIER: tier }
    await using api = await testAdapter(priceApi, { env: tiered, provider })
    await api.ask({ base: 'EUR', quote: 'USD' })
    await api.advance(60_000)
    return api.provider.calls.length
  }
  assert.ok((await callsInAMinute('pro')) >= 12)
  // 50,000 in a month are little more than one in a minute.
  assert.ok((await callsInAMinute('free')) <= 3)
})

test('an unknown tier stops the start', async () => {
  const gold = { ...env, RATE_LIMIT_API_TIER: 'gold' }
  await assert.rejects(testAdapter(priceApi, { env: gold }), /gold/)
})

test('no price, a price of 0, and another base are failures, without the key', async () => {
  await using api = await testAdapter(priceApi, { env, provider })
  for (const data of [
    { base: 'EUR', quote: 'GBP' },
    { base: 'EUR', quote: 'NIL' },
    { base: 'USD', quote: 'KES' },
  ]) {
    const { status, text } = await api.ask(data)
    assert.equal(status, 502)
    assert.doesNotMatch(text, /k-123/)
  }
})

const data = { base: 'EUR', quote: 'USD' }
for (const { name, run } of adapterContract({ adapter: priceApi, env, provider, data })) {
  test(name, run)
}
