import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type AddressInfo } from 'node:net'
import { it } from 'node:test'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { createAdapter } from './create-adapter.ts'
import { endpoint } from './definition/endpoint.ts'
import { secret, text } from './definition/field.ts'
import { input } from './definition/input.ts'
import { composite } from './sources/custom-source.ts'
import { http } from './sources/http-source.ts'
import { price } from './sources/result-guard.ts'
import { startAdapters } from './start-adapters.ts'

const pair = input({
  base: text().symbol().aka('from', 'coin'),
  quote: text().symbol().aka('to', 'market'),
})

const rest = http(pair, {
  env: { PRICE_API: text().url(), PRICE_KEY: secret() },
  ask: (wanted, { env }) => [
    {
      covers: wanted,
      url: `${env.PRICE_API}/spot`,
      query: { pairs: wanted.map(({ base, quote }) => `${base}-${quote}`).join() },
      headers: { authorization: env.PRICE_KEY },
    },
  ],
  read: (told: Readonly<Record<string, number>>, covers, out) => {
    for (const each of covers) out.value(each, told[`${each.base}-${each.quote}`])
  },
  result: price(),
})

const acme = createAdapter({
  name: 'acme',
  endpoints: {
    price: endpoint({
      input: pair,
      sources: [rest],
      aka: ['crypto'],
      rename: { PAX: 'USDP' },
      invert: [['JPY', 'USD']],
    }),
  },
})

const twice = createAdapter({
  name: 'twice',
  asks: ['acme'],
  endpoints: {
    price: endpoint({
      input: pair,
      sources: [
        composite(pair, {
          fetch: async ([params], out, { other }) => {
            if (params === undefined) return
            const { result } = await other('acme', { data: params })
            out.value(params, Number(result) * 2)
          },
        }),
      ],
    }),
  },
})

/** A provider that tells what it was asked. */
async function startProvider(delayMs = 0) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    const pairs = new URL(request.url ?? '', 'http://x').searchParams.get('pairs') ?? ''
    asked.push(pairs)
    const told = Object.fromEntries(pairs.split(',').map((each, index) => [each, 100 + index]))
    setTimeout(() => response.end(JSON.stringify(told)), delayMs)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // it listens on a port
  return {
    asked,
    env: { PRICE_API: `http://127.0.0.1:${port}`, PRICE_KEY: 'k', EA_PORT: '0', METRICS_PORT: '0' },
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function post(port: number, path: string, body: unknown) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  const json = (await response.json()) as Record<string, unknown> // every answer is an object
  return { status: response.status, json }
}

it('answers requests over HTTP: cold, kept, by other names, inverse, in batches', async () => {
  await using provider = await startProvider()
  await using adapter = await acme.start(provider.env, { log: silentLog })
  const { port } = await adapter.listen()
  const cold = await post(port, '/', { id: 'abc', data: { base: 'eth', quote: 'usd' } })
  assert.equal(cold.status, 200)
  assert.deepEqual([cold.json['jobRunID'], cold.json['result']], ['abc', 100])
  assert.equal(cold.json['maxAge'], undefined)
  const kept = await post(port, '/', {
    id: 7,
    data: { coin: 'ETH', market: 'USD', endpoint: 'CRYPTO' },
  })
  assert.deepEqual([kept.json['jobRunID'], kept.json['maxAge']], [7, 30_000])
  const inverse = await post(port, '/', { data: { base: 'JPY', quote: 'USD' } })
  assert.equal(inverse.json['result'], 0.01)
  const batch = await post(port, '/', { data: { base: ['BTC', 'LTC'], quote: 'EUR' } })
  assert.deepEqual(batch.json['data'] instanceof Object, true)
  assert.deepEqual(provider.asked, ['ETH-USD', 'USD-JPY', 'BTC-EUR,LTC-EUR'])
  const wrong = await post(port, '/', { data: { base: 'ETH' } })
  assert.equal(wrong.status, 400)
})

it('does not serve what an override asked for to who asked for none', async () => {
  await using provider = await startProvider()
  await using adapter = await acme.start(provider.env, { log: silentLog })
  const { port } = await adapter.listen()
  const overrides = { acme: { WXYZ: 'ABCD' } }
  await post(port, '/', { data: { base: 'WXYZ', quote: 'USD', overrides } })
  await post(port, '/', { data: { base: 'WXYZ', quote: 'USD' } })
  await post(port, '/', { data: { base: 'ABCD', quote: 'USD' } })
  assert.deepEqual(provider.asked, ['ABCD-USD', 'WXYZ-USD'])
})

it('answers 500 identical requests at once from one call', async () => {
  await using provider = await startProvider(300)
  await using adapter = await acme.start(provider.env, { log: silentLog })
  const { port } = await adapter.listen()
  const ask = () => post(port, '/', { data: { base: 'ETH', quote: 'USD' } })
  const answers = await Promise.all(Array.from({ length: 500 }, ask))
  assert.ok(answers.every(({ json }) => json['result'] === 100))
  assert.equal(provider.asked.length, 1)
})

it('answers in the process, with types that follow the input', async () => {
  await using provider = await startProvider()
  await using adapter = await acme.start(provider.env, { log: silentLog })
  const answer = await adapter.get('price', { base: 'ETH', quote: 'USD' })
  assert.ok('value' in answer)
  assert.equal(adapter.getNow('price', { base: 'ETH', quote: 'USD' })?.entry, answer.entry)
  // @ts-expect-error a quote is wanted
  const wrong = await adapter.get('price', { base: 'ETH' })
  assert.ok('failure' in wrong && wrong.failure.statusCode === 400)
})

it('serves several adapters, which ask each other, and shows all their metrics', async () => {
  await using provider = await startProvider()
  const metrics = createMetrics()
  await using running = await startAdapters([twice, acme], provider.env, {
    log: silentLog,
    metrics,
  })
  const { port } = await running.listen()
  const answer = await post(port, '/twice', { data: { base: 'ETH', quote: 'USD' } })
  assert.equal(answer.json['result'], 200)
  assert.equal(
    (await post(port, '/acme', { data: { from: 'ETH', to: 'USD' } })).json['result'],
    100,
  )
  assert.match(metrics.render(), /rate_limit_credits_spent_total\{[^}]*app_name="acme"[^}]*\} 1/)
})
