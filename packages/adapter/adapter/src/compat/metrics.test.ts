import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAdapter } from '../create-adapter.ts'
import { endpoint } from '../definition/endpoint.ts'
import { text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import { http } from '../sources/http-source.ts'
import { testAdapter } from '../testing/adapter-under-test.ts'
import { ethUsd, startLabea } from './test-compat-adapter.ts'

test('metrics have the names of the successor, where those are sound', async () => {
  await using acme = await startLabea({ env: { CACHE_MAX_ITEMS: '2' } })
  const body = JSON.stringify({ id: '1', data: ethUsd })
  for (let turn = 0; turn < 2; turn += 1) await acme.ask(ethUsd, { id: '1' })
  for (const base of ['A', 'B']) await acme.ask({ base, quote: 'USD' })
  const lines = acme.metrics.render().split('\n')
  const figure = (name: string, label: string): number | undefined => {
    const line = lines.find((each) => each.startsWith(`${name}{`) && each.includes(label))
    return line === undefined ? undefined : Number(line.split(' ').at(-1))
  }
  const expected = [
    ['http_requests_total', 'type="cacheHit"', 1],
    ['http_request_duration_seconds_count', '', 4],
    ['request_payload_size_count', '', 4],
    ['request_payload_size_bucket', 'le="64"', 4],
    ['data_provider_requests_total', 'provider_status_code="200"', 3],
    ['cache_data_get_total', 'feed_id="ETH/USD"', 1],
    ['cache_data_set_total', 'adapter_endpoint="price"', 3],
    ['cache_overflow_total', '', 1],
    ['cache_data_get_values', 'feed_id="ETH/USD"', 8639.4],
    ['cache_data_max_age_seconds', 'feed_id="ETH/USD"', 30],
    ['rate_limit_credits_spent_total', 'adapter_endpoint="price"', 3],
    ['bg_execute_total', 'transport="rest"', 3],
    ['requester_queue_size', '', 0],
  ] as const
  for (const [name, label, value] of expected) assert.equal(figure(name, label), value, name)
  assert.ok((figure('request_payload_size_sum', '') ?? 0) >= 2 * body.length)
})

test('the time that the provider says is measured against when it answered', async () => {
  const symbol = input({ base: text().symbol() })
  const source = http(symbol, {
    ask: (wanted) => [{ covers: wanted, url: 'https://provider.example/' }],
    read: (at: number, covers, out) => {
      for (const one of covers) out.value(one, 1, { at })
    },
  })
  const dated = createAdapter({
    name: 'dated',
    endpoints: { price: endpoint({ input: symbol, sources: [source] }) },
  })
  await using acme = await testAdapter(dated)
  acme.provider.answer(() => ({ body: acme.clock.now() - 2_500 }))
  await acme.ask({ base: 'ETH' })
  assert.match(acme.metrics.render(), /^provider_time_delta_seconds.* 2\.5$/m)
})

test('a plan that is spent shows, and so do the requests that it turns away', async () => {
  await using acme = await startLabea({ env: { RATE_LIMIT_CAPACITY: '1' } })
  const shown = (name: string): number =>
    Number(new RegExp(`^${name}\\{.*\\} (\\S+)$`, 'm').exec(acme.metrics.render())?.[1])
  await acme.ask(ethUsd)
  assert.equal(shown('rate_limit_blocked_seconds'), 0)
  assert.match(acme.metrics.render(), /^requester_queue_overflow_total\{.*reason="plan"\} 0$/m)
  assert.equal((await acme.ask({ base: 'BTC', quote: 'USD' })).status, 429)
  assert.ok(shown('rate_limit_blocked_seconds') > 50)
  assert.match(acme.metrics.render(), /^requester_queue_overflow_total\{.*reason="plan"\} 1$/m)
})
