import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { secret, text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { http } from '../sources/http-source.ts'
import { price } from '../sources/result-guard.ts'
import { socket } from '../sources/socket-source.ts'
import { testAdapter } from './adapter-under-test.ts'
import { adapterContract } from './adapter.contract.ts'
import { startScriptedStream } from './scripted-stream.ts'

const pair = input({ base: text().symbol(), quote: text().symbol() })

const rest = http(pair, {
  env: { PRICE_KEY: secret() },
  ask: (wanted, { env }) =>
    wanted.map(({ base, quote }) => ({
      covers: [{ base, quote }],
      url: 'https://provider.example/spot',
      query: { base, quote },
      headers: { 'X-Key': env.PRICE_KEY },
    })),
  read: ({ px }: { readonly px: number }, covers, out) => {
    for (const each of covers) out.value(each, px)
  },
  result: price(),
})

const live = socket(pair, {
  env: { PRICE_WS: text().url() },
  url: ({ env }) => env.PRICE_WS,
  join: ({ base, quote }) => ({ join: `${base}-${quote}` }),
  leave: ({ base, quote }) => ({ leave: `${base}-${quote}` }),
  hear: (message: { readonly topic: string; readonly px: number }, out) => {
    const [base = '', quote = ''] = message.topic.split('-')
    out.value({ base, quote }, message.px)
  },
})

const acme = createAdapter({
  name: 'acme',
  endpoints: { price: endpoint({ input: pair, sources: [rest] }) },
})

const streaming = createAdapter({
  name: 'streaming',
  endpoints: { price: endpoint({ input: pair, sources: [live] }) },
})

const env = { PRICE_KEY: 'k' }
const ethUsd = { base: 'ETH', quote: 'USD' }

test('the provider is counted, and shows what it was asked', async () => {
  await using under = await testAdapter(acme, { env, provider: () => ({ body: { px: 5 } }) })
  assert.equal((await under.ask(ethUsd)).json['result'], 5)
  under.expectUpstream(1)
  await under.ask(ethUsd)
  under.expectUpstream(0)
  assert.throws(() => under.expectUpstream(2), /called 0 times, not 2/)
  const [call] = under.provider.calls
  assert.equal(call?.url.search, '?base=ETH&quote=USD')
  assert.equal(call?.headers['x-key'], 'k')
  assert.equal(call?.atMs, under.clock.now())
})

test('time passes only when the test says so', async () => {
  await using under = await testAdapter(acme, {
    env: { ...env, API_TIMEOUT: '2000', WARMUP_ENABLED: 'false' },
    provider: () => ({ afterMs: 1_500, body: { px: 5 } }),
  })
  const slow = under.ask(ethUsd)
  await under.until(() => under.provider.calls.length === 1)
  await under.advance(1_500)
  assert.equal((await slow).json['result'], 5)
  await under.advance(29_000)
  assert.equal((await under.ask(ethUsd)).json['maxAge'], 30_000)
  under.expectUpstream(1)
  under.provider.answer(() => ({ afterMs: 5_000, body: { px: 6 } }))
  const late = under.ask({ base: 'BTC', quote: 'USD' })
  await under.until(() => under.provider.calls.length === 2)
  await under.advance(2_000)
  assert.equal((await late).status, 504)
})

test('what the script of the provider throws is thrown to the test', async () => {
  const mistake = new TypeError('query is undefined')
  const options = {
    env,
    provider: () => {
      throw mistake
    },
  }
  const isTold = ({ cause }: Error): boolean => cause === mistake
  {
    await using under = await testAdapter(acme, options)
    await assert.rejects(under.ask(ethUsd), isTold)
  }
  await assert.rejects(async () => {
    await using under = await testAdapter(acme, options)
    assert.ok('failure' in (await under.running.get('price', ethUsd)))
  }, isTold)
})

test('a stream is told what is wanted, and tells', async () => {
  await using stream = await startScriptedStream((message) => {
    const { join } = message as { readonly join?: string }
    return join === undefined ? undefined : { topic: join, px: 7 }
  })
  await using under = await testAdapter(streaming, {
    env: { PRICE_WS: stream.url, WS_ENABLED: 'true' },
  })
  assert.equal((await under.ask(ethUsd)).json['result'], 7)
  assert.deepEqual(stream.heard, [{ join: 'ETH-USD' }])
  stream.say({ topic: 'ETH-USD', px: 8 })
  await under.until(() => under.running.getNow('price', ethUsd)?.value.result === 8)
  assert.equal(stream.connectionsOpen(), 1)
})

for (const { name, run } of adapterContract({
  adapter: acme,
  env,
  provider: () => ({ body: { px: 5 } }),
  data: ethUsd,
})) {
  test(name, run)
}
