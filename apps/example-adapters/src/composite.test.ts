import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ProviderScript, testAdapter } from '@kivuko/adapter/testing'
import { median } from './composite.ts'

const env = {
  PRICE_API_ADAPTER_URL: 'http://price-api.example',
  PRICE_FEED_ADAPTER_URL: 'http://price-feed.example',
}
const ethUsd = { base: 'ETH', quote: 'USD' }

/** The other adapters, by their prices; one without a price is down. */
function others(prices: Readonly<Record<string, number>>): ProviderScript {
  return ({ url }) => {
    const result = prices[url.hostname.replace('.example', '')]
    return result === undefined
      ? { status: 502, body: { statusCode: 502, errorMessage: 'the provider is down' } }
      : { body: { statusCode: 200, result, data: { result } } }
  }
}

test('answers the median of the adapters that it asks', async () => {
  const provider = others({ 'price-api': 100, 'price-feed': 102 })
  await using adapter = await testAdapter(median, { env, provider })
  const { json } = await adapter.ask(ethUsd)
  assert.equal(json['result'], 101)
  adapter.expectUpstream(2)
})

test('goes on while one of them has a price', async () => {
  await using adapter = await testAdapter(median, { env, provider: others({ 'price-feed': 102 }) })
  assert.equal((await adapter.ask(ethUsd)).json['result'], 102)
})

test('has none when none of them has one', async () => {
  await using adapter = await testAdapter(median, { env, provider: others({}) })
  assert.equal((await adapter.ask(ethUsd)).status, 502)
})
