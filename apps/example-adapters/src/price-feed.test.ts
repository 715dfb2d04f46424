import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startScriptedStream, testAdapter } from '@kivuko/adapter/testing'
import { priceFeed } from './price-feed.ts'

const ethUsd = { base: 'ETH', quote: 'USD' }

/** A feed that tells a price when a topic is joined. */
async function startFeed(prices: Readonly<Record<string, number>>) {
  return await startScriptedStream((message) => {
    // The adapter sends nothing else.
    const { op, topic } = message as { readonly op: string; readonly topic: string }
    if (op !== 'join') return undefined
    const price = prices[topic]
    return price === undefined ? { topic, error: 'unknown topic' } : { topic, price }
  })
}

test('answers what the feed tells, over one connection, and what it tells next', async () => {
  await using feed = await startFeed({ 'ETH-USD': 3_100.5, 'BTC-USD': 91_000 })
  await using adapter = await testAdapter(priceFeed, { env: { PRICE_FEED_URL: feed.url } })
  const answers = Promise.all([adapter.ask(ethUsd), adapter.ask({ base: 'BTC', quote: 'USD' })])
  await adapter.until(() => {
    // What comes late joins a moment later.
    void adapter.advance(10)
    return feed.heard.length === 2
  })
  const [eth, btc] = await answers
  assert.deepEqual([eth.json['result'], btc.json['result']], [3_100.5, 91_000])
  assert.equal(feed.connectionsMade(), 1)
  feed.say({ topic: 'ETH-USD', price: 3_200 })
  await adapter.until(() => adapter.running.getNow('price', ethUsd)?.value.result === 3_200)
  assert.equal((await adapter.ask(ethUsd)).json['result'], 3_200)
})

test('says so at once when the feed does not know a pair', async () => {
  await using feed = await startFeed({})
  await using adapter = await testAdapter(priceFeed, { env: { PRICE_FEED_URL: feed.url } })
  assert.equal((await adapter.ask({ base: 'XXX', quote: 'USD' })).status, 502)
})

test('joins again after the connection was lost, and answers meanwhile', async () => {
  await using feed = await startFeed({ 'ETH-USD': 3_100.5 })
  await using adapter = await testAdapter(priceFeed, { env: { PRICE_FEED_URL: feed.url } })
  await adapter.ask(ethUsd)
  feed.drop()
  await adapter.until(() => feed.connectionsOpen() === 0)
  assert.equal((await adapter.ask(ethUsd)).json['result'], 3_100.5)
  const join = { op: 'join', topic: 'ETH-USD' }
  await adapter.until(() => {
    void adapter.advance(1_000)
    return feed.heard.length === 2
  })
  assert.deepEqual(feed.heard, [join, join])
})
