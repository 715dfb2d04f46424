import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import type { FakeClock } from '@kivuko/clock'
import { createHttpRateSource, rateBodyBytesMax } from './http-rate-source.ts'
import type { RateSource } from './rate-source.ts'

interface Endpoint extends AsyncDisposable {
  readonly url: string
  readonly source: RateSource
  readonly clock: FakeClock
}

async function serve(listener: RequestListener): Promise<Endpoint> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/rates?key=1`
  const clock = createFakeClock()
  const source = createHttpRateSource({ clock, urlOf: async () => url })
  return {
    url,
    source,
    clock,
    [Symbol.asyncDispose]: async () => {
      await source[Symbol.asyncDispose]()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

test('asks for the base and keeps the query of the URL', async () => {
  const asked: string[] = []
  await using endpoint = await serve((request, response) => {
    asked.push(`${request.method} ${request.url}`)
    response.end('{"base":"USD","rates":{"EUR":0.9}}')
  })
  const answer = await endpoint.source.load('USD', 'bank')
  assert.deepEqual('rates' in answer && [...answer.rates], [['EUR', { num: 9n, den: 10n }]])
  assert.deepEqual(asked, ['GET /rates?key=1&base=USD'])
})

test('refuses any status but 200', async () => {
  for (const status of [201, 204, 302, 404, 500]) {
    await using endpoint = await serve((_request, response) => {
      response.writeHead(status).end()
    })
    const answer = await endpoint.source.load('USD', 'bank')
    assert.deepEqual(answer, { refusal: 'CouldNotFetchRates', detail: `status ${status}` })
  }
})

test('gives up after five seconds, even in the middle of the answer', async () => {
  let reached: () => void
  const asked = new Promise<void>((resolve) => {
    reached = resolve
  })
  await using endpoint = await serve((_request, response) => {
    response.write('{"base":')
    reached()
  })
  const loading = endpoint.source.load('USD', 'bank')
  await asked
  await endpoint.clock.advance(5_000)
  const answer = await loading
  assert.deepEqual(answer, { refusal: 'CouldNotFetchRates', detail: 'no answer within 5000 ms' })
  assert.equal(endpoint.clock.pendingTimers(), 0)
})

test('refuses an overlong answer and an endpoint that is not there', async () => {
  await using endpoint = await serve((_request, response) => {
    response.end(' '.repeat(rateBodyBytesMax + 1))
  })
  const long = await endpoint.source.load('USD', 'bank')
  assert.equal('refusal' in long && long.refusal, 'CouldNotFetchRates')
  const { url } = endpoint
  await endpoint[Symbol.asyncDispose]()
  await using source = createHttpRateSource({ clock: createFakeClock(), urlOf: async () => url })
  const gone = await source.load('USD', 'bank')
  assert.equal('refusal' in gone && gone.refusal, 'CouldNotFetchRates')
})

test('names a URL that is missing, cannot be had, or is none', async () => {
  const answers = [
    [async () => undefined, 'MissingExchangeRatesUrl'],
    [async () => Promise.reject(new Error('database down')), 'FailedToGetExchangeRatesUrl'],
    [async () => 'not a url', 'CouldNotFetchRates'],
  ] as const
  for (const [urlOf, refusal] of answers) {
    await using source = createHttpRateSource({ clock: createFakeClock(), urlOf })
    const answer = await source.load('USD', 'bank')
    assert.equal('refusal' in answer && answer.refusal, refusal)
  }
})
