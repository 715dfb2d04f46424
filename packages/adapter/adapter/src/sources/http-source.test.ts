import assert from 'node:assert/strict'
import type { ServerResponse } from 'node:http'
import { test } from 'node:test'
import { Secret } from '@kivuko/log'
import { secret, text } from '../definition/field.ts'
import type { Outcome, ProviderFailure } from '../outcome.ts'
import { AdapterError } from './adapter-error.ts'
import { http, type HttpSpec } from './http-source.ts'
import { figure, price } from './result-guard.ts'
import type { SourceTerms } from './source-definition.ts'
import {
  btcUsd,
  ethUsd,
  type Got,
  httpProvider,
  pair,
  pulled,
  pullSource,
  testContext,
} from './test-kit.ts'

type NoSettings = Readonly<Record<string, never>>
type Spec = HttpSpec<typeof ethUsd, { px: unknown }, NoSettings>

/** One value of `px` for each call. */
function pxSource(url: string, changes: Partial<Spec> = {}) {
  return http(pair, {
    ask: (wanted) => wanted.map((one) => ({ covers: [one], url: `${url}/${one.base}` })),
    read: (reply: { px: unknown }, covers, out) => {
      for (const one of covers) out.value(one, reply.px)
    },
    ...changes,
  })
}

/** What comes of one call to a provider that answers so. */
async function outcomeOf(
  answer: (response: ServerResponse, got: Got) => void,
  options: { spec?: Partial<Spec>; terms?: Partial<SourceTerms> } = {},
): Promise<{ outcome: Outcome; calls: number }> {
  await using provider = await httpProvider((got, response) => answer(response, got))
  await using context = testContext({ terms: options.terms ?? {} })
  const [result] = await pulled(pxSource(provider.url, options.spec), context)
  assert.ok(result)
  return { outcome: result.outcome, calls: provider.got.length }
}

function failureOf(outcome: Outcome): ProviderFailure {
  assert.ok('failure' in outcome, JSON.stringify(outcome))
  return outcome.failure
}

test('asks once for a batch and tells each value with its times', async () => {
  await using provider = await httpProvider((_got, response) => {
    response.end(
      JSON.stringify({ 'ETH-USD': { px: 2, ts: 1_700_000_000_000 }, 'BTC-USD': { px: 3 } }),
    )
  })
  await using context = testContext({
    settings: { PRICE_API: provider.url, PRICE_KEY: new Secret('key-12345') },
  })
  const rest = http(pair, {
    env: { PRICE_API: text().url(), PRICE_KEY: secret() },
    ask: (wanted, { env }) => [
      {
        covers: wanted,
        cost: wanted.length,
        url: `${env.PRICE_API}/spot`,
        query: { pairs: wanted.map((w) => `${w.base}-${w.quote}`).join(), key: env.PRICE_KEY },
        headers: { 'X-Key': env.PRICE_KEY },
      },
    ],
    read: (reply: Record<string, { px: number; ts?: number }>, covers, out) => {
      for (const w of covers) {
        const tick = reply[`${w.base}-${w.quote}`]
        if (tick === undefined) out.missing(w)
        else out.value(w, tick.px, { at: tick.ts })
      }
    },
  })
  const [call, ...others] = pullSource(rest, context).plan([
    ethUsd,
    btcUsd,
    { base: 'X', quote: 'Y' },
  ])
  assert.equal(others.length, 0)
  assert.equal(call?.cost, 3)
  const startMs = Date.now()
  const results = (await call?.run(new AbortController().signal)) ?? []
  assert.deepEqual(results.map(({ outcome }) => outcome).slice(0, 2), [
    { value: { result: 2, at: 1_700_000_000_000 } },
    { value: { result: 3 } },
  ])
  assert.equal(failureOf(results[2]?.outcome ?? { value: { result: 0 } }).statusCode, 502)
  const times = results[0]?.timestamps
  assert.equal(times?.providerIndicatedTimeUnixMs, 1_700_000_000_000)
  assert.ok((times?.providerDataRequestedUnixMs ?? 0) >= startMs)
  assert.ok((times?.providerDataReceivedUnixMs ?? 0) <= Date.now())
  assert.equal(provider.got.length, 1)
  const [got] = provider.got
  assert.equal(got?.path, '/spot?pairs=ETH-USD%2CBTC-USD%2CX-Y&key=key-12345')
  assert.equal(got?.headers['x-key'], 'key-12345')
})

test('sends a body as JSON with the secrets in it', async () => {
  await using provider = await httpProvider((_got, response) => response.end('{"px":1}'))
  await using context = testContext()
  const body = { auth: { key: new Secret('hidden') }, list: [1] }
  await pulled(
    pxSource('', { ask: (wanted) => [{ covers: wanted, url: provider.url, body }] }),
    context,
  )
  assert.equal(provider.got[0]?.method, 'POST')
  assert.equal(provider.got[0]?.headers['content-type'], 'application/json')
  assert.deepEqual(JSON.parse(provider.got[0]?.body ?? ''), { auth: { key: 'hidden' }, list: [1] })
})

for (const [told, result] of [
  [1.5, 1.5],
  ['123.45', 123.45],
  [' 7e2 ', 700],
  [0, 0],
  [-3, -3],
] as const) {
  test(`takes ${JSON.stringify(told)} as the number ${result}`, async () => {
    const { outcome } = await outcomeOf((response) => response.end(JSON.stringify({ px: told })))
    assert.deepEqual(outcome, { value: { result } })
  })
}

for (const [told, problem] of [
  ['abc', 'is not a number'],
  ['', 'is not a number'],
  ['0x10', 'is not a number'],
  [null, 'is missing'],
  [true, 'is not a number'],
  [{ px: 1 }, 'is not a number'],
  ['1e400', 'is too large'],
  [1e31, 'is too large'],
] as const) {
  test(`refuses ${JSON.stringify(told)} as a number with 502`, async () => {
    const { outcome, calls } = await outcomeOf((response) => {
      response.end(JSON.stringify({ px: told }))
    })
    assert.deepEqual(outcome, {
      failure: { statusCode: 502, message: `The provider's value ${problem}` },
    })
    assert.equal(calls, 1)
  })
}

test('refuses zero and negative figures where they are no prices', async () => {
  for (const px of [0, -1]) {
    const answer = (response: ServerResponse): void => void response.end(JSON.stringify({ px }))
    const { outcome } = await outcomeOf(answer, { spec: { result: price() } })
    assert.equal(failureOf(outcome).message, "The provider's value is not above 0")
  }
})

test('refuses figures out of the bounds that the author gives', async () => {
  const spec = { result: figure({ atLeast: 0, atMost: 1 }) }
  const answer = (response: ServerResponse): void => void response.end('{"px":1.01}')
  const { outcome } = await outcomeOf(answer, { spec })
  assert.equal(failureOf(outcome).message, "The provider's value is more than 1")
})

for (const [body, what] of [
  ['<!doctype html><p>Maintenance', 'with a page'],
  ['{"px": 1', 'with something else'],
  ['', 'with something else'],
] as const) {
  test(`answers 502 when the provider sends ${JSON.stringify(body)}`, async () => {
    const { outcome } = await outcomeOf((response) => response.end(body))
    const { message, providerStatusCode, statusCode } = failureOf(outcome)
    assert.equal(statusCode, 502)
    assert.equal(providerStatusCode, undefined)
    assert.match(message, new RegExp(`^127\\.0\\.0\\.1:\\d+ answered ${what}`))
  })
}

test('answers 502 when the answer has another shape than the reader expects', async () => {
  const spec: Partial<Spec> = {
    read: (reply: { px: unknown; deep?: { er: string } }, covers, out) => {
      for (const one of covers) out.value(one, reply.deep?.er.length ?? deepOf(reply))
    },
  }
  const deepOf = (reply: object): number => Reflect.get(reply, 'deep').er
  const { outcome } = await outcomeOf((response) => response.end('{"px":1}'), { spec })
  assert.equal(failureOf(outcome).statusCode, 502)
  assert.match(failureOf(outcome).message, /cannot be read/)
})

for (const status of [400, 401, 404, 429, 500, 503]) {
  test(`tells that the provider answered ${status}`, async () => {
    const { outcome } = await outcomeOf((response) => response.writeHead(status).end('no'))
    const { providerStatusCode, statusCode } = failureOf(outcome)
    assert.deepEqual(
      { providerStatusCode, statusCode },
      { providerStatusCode: status, statusCode: 502 },
    )
  })
}

test('a member of a batch that cannot be read takes no other one with it', async () => {
  const told = { ETH: { USD: { px: 2 } }, BTC: { USD: { px: 3 } } }
  await using provider = await httpProvider((_got, response) => response.end(JSON.stringify(told)))
  await using context = testContext({ terms: { attempts: 3 } })
  const rest = http(pair, {
    ask: (wanted) => [{ covers: wanted, url: provider.url }],
    read: (reply: Record<string, Record<string, { px: number }>>, covers, out) => {
      for (const one of covers) {
        const quotes = reply[one.base]
        if (quotes === undefined) throw new TypeError(`${one.base} is not there`)
        out.value(one, quotes[one.quote]?.px)
      }
    },
  })
  const results = await pulled(rest, context, [ethUsd, { base: 'X', quote: 'Y' }, btcUsd])
  const [eth, other, btc] = results.map(({ outcome }) => outcome)
  assert.deepEqual([eth, btc], [{ value: { result: 2 } }, { value: { result: 3 } }])
  assert.ok(other)
  assert.match(failureOf(other).message, /X is not there/)
  assert.equal(provider.got.length, 1, 'What was read is not asked for again')
})

test('lets the author read answers with other statuses', async () => {
  const spec: Partial<Spec> = {
    accepts: (status) => status === 404,
    read: (_reply, covers, out, { status }) => {
      for (const one of covers) out.failed(one, 'Unknown pair', { providerStatusCode: status })
    },
  }
  const { outcome } = await outcomeOf((response) => response.writeHead(404).end('{}'), { spec })
  assert.deepEqual(outcome, {
    failure: { statusCode: 502, providerStatusCode: 404, message: 'Unknown pair' },
  })
})

test('takes a Retry-After in seconds or as a date, and never more than an hour', async () => {
  const waits: number[] = []
  const inTwoMinutes = new Date(Date.now() + 120_000).toUTCString()
  for (const value of ['7', inTwoMinutes, '999999999', 'soon']) {
    const { outcome, calls } = await outcomeOf(
      (response) => response.writeHead(429, { 'retry-after': value }).end(),
      { terms: { attempts: 3 } },
    )
    const { retryAtMs } = failureOf(outcome)
    waits.push(retryAtMs === undefined ? -1 : Math.round((retryAtMs - Date.now()) / 1_000))
    assert.equal(calls, 1, 'Who is told to wait does not ask again')
  }
  assert.deepEqual([waits[0], waits[2], waits[3]], [7, 3_600, -1])
  assert.ok(Math.abs((waits[1] ?? 0) - 120) <= 1)
})

test('answers 504 when the provider takes longer than the time-out', async () => {
  const startMs = Date.now()
  const { outcome } = await outcomeOf(() => undefined, { terms: { timeoutMs: 60 } })
  assert.equal(failureOf(outcome).statusCode, 504)
  assert.ok(Date.now() - startMs < 1_000)
})

test('answers 502 when nobody listens, and when the connection breaks', async () => {
  const gone = await httpProvider(() => undefined)
  await gone[Symbol.asyncDispose]()
  await using context = testContext()
  const [refused] = await pulled(pxSource(gone.url), context)
  assert.equal(failureOf(refused?.outcome ?? { value: { result: 0 } }).statusCode, 502)
  const { outcome } = await outcomeOf((response) => void response.socket?.destroy())
  assert.equal(failureOf(outcome).statusCode, 502)
})

test('answers 502 when the answer is longer than the limit', async () => {
  const terms = { replyBytesMax: 1_000 }
  const answer = (response: ServerResponse): void => void response.end('x'.repeat(2_000))
  const { outcome } = await outcomeOf(answer, { terms })
  assert.match(failureOf(outcome).message, /too long/)
})

test('tries as often as RETRY says while the provider fails', async () => {
  const { outcome, calls } = await outcomeOf((response) => response.writeHead(500).end(), {
    terms: { attempts: 3 },
  })
  assert.equal(calls, 3)
  assert.equal(failureOf(outcome).providerStatusCode, 500)
})

test('tries again after a failure, and tells the value then', async () => {
  let asked = 0
  const { outcome, calls } = await outcomeOf(
    (response) => {
      asked += 1
      if (asked === 1) response.socket?.destroy()
      else if (asked === 2) response.end('<html>')
      else response.end('{"px":5}')
    },
    { terms: { attempts: 3 } },
  )
  assert.deepEqual(outcome, { value: { result: 5 } })
  assert.equal(calls, 3)
})

test("does not repeat the client's own faults, nor what the plan has no room for", async () => {
  const fault = await outcomeOf((response) => response.writeHead(404).end(), {
    terms: { attempts: 3 },
  })
  assert.equal(fault.calls, 1)
  await using provider = await httpProvider((_got, response) => response.writeHead(500).end())
  const costs: number[] = []
  await using context = testContext({
    terms: { attempts: 3 },
    mayRepeat: async (cost) => {
      costs.push(cost)
      return false
    },
  })
  await pulled(pxSource(provider.url), context)
  assert.equal(provider.got.length, 1)
  assert.deepEqual(costs, [1])
})

test('gives up when it is aborted', async () => {
  await using provider = await httpProvider(() => undefined)
  await using context = testContext({ terms: { attempts: 3, timeoutMs: 5_000 } })
  const [call] = pullSource(pxSource(provider.url), context).plan([ethUsd])
  const [result] = (await call?.run(AbortSignal.timeout(30))) ?? []
  assert.equal(failureOf(result?.outcome ?? { value: { result: 0 } }).statusCode, 503)
})

test('puts each parameter into one call, and fails those that nothing asks for', async () => {
  await using provider = await httpProvider((_got, response) => response.end('{"px":1}'))
  await using context = testContext()
  const source = pxSource('', {
    ask: ([first]) => {
      if (first === undefined) return []
      const call = { covers: [{ ...first }], url: provider.url }
      return [call, call]
    },
  })
  const calls = pullSource(source, context).plan([ethUsd, btcUsd])
  assert.deepEqual(
    calls.map(({ covers, cost }) => ({ covers, cost })),
    [
      { covers: [ethUsd], cost: 1 },
      { covers: [btcUsd], cost: 0 },
    ],
  )
  const [, left] = await pulled(source, context, [ethUsd, btcUsd])
  assert.equal(failureOf(left?.outcome ?? { value: { result: 0 } }).statusCode, 502)
  assert.equal(provider.got.length, 1)
})

test("an author's own error in ask has 500, an AdapterError its own status", async () => {
  await using context = testContext()
  for (const [error, status] of [
    [new Error('oops'), 500],
    [new AdapterError('teapot', { statusCode: 418 }), 418],
  ] as const) {
    const source = pxSource('', {
      ask: () => {
        throw error
      },
    })
    const [result] = await pulled(source, context)
    assert.deepEqual(result?.outcome, { failure: { statusCode: status, message: error.message } })
  }
})

test('never shows a secret in a message', async () => {
  const key = 'sk-very/secret'
  await using context = testContext({ settings: { KEY: new Secret(key) } })
  const told = async (spec: Partial<Spec>): Promise<string> => {
    const [result] = await pulled(pxSource('', spec), context)
    return failureOf(result?.outcome ?? { value: { result: 0 } }).message
  }
  await using provider = await httpProvider((got, response) => {
    response.end(JSON.stringify({ error: `${got.path} is wrong` }))
  })
  const query = { key: new Secret(key) }
  const messages = [
    await told({
      ask: (wanted) => [{ covers: wanted, url: provider.url, query }],
      read: (reply: { px: unknown; error?: string }, covers, out) => {
        for (const one of covers) out.failed(one, String(reply.error))
      },
    }),
    await told({ ask: (wanted) => [{ covers: wanted, url: `nothing:${key}` }] }),
    await told({
      ask: () => {
        throw new Error(`cannot use ${key}`)
      },
    }),
  ]
  assert.equal(messages[0], '/?key=[secret] is wrong')
  for (const message of messages) assert.ok(!/very/.test(message), message)
})

test('says so when a secret was put into a text, where it would only print', async () => {
  await using provider = await httpProvider((_got, response) => response.end('{"px":1}'))
  await using context = testContext()
  const headers = { authorization: `Bearer ${String(new Secret('abc'))}` }
  const source = pxSource('', { ask: (wanted) => [{ covers: wanted, url: provider.url, headers }] })
  const [result] = await pulled(source, context)
  assert.match(failureOf(result?.outcome ?? { value: { result: 0 } }).message, /reveal\(\)/)
  assert.equal(provider.got.length, 0)
})

test('ignores a time far in the future; the whole answer is data when verbose', async () => {
  const spec: Partial<Spec> = {
    read: (reply, covers, out) => {
      for (const one of covers) out.value(one, reply.px, { at: Date.now() + 3_600_000 })
    },
  }
  const answer = (response: ServerResponse): void => void response.end('{"px":1,"more":"yes"}')
  const { outcome } = await outcomeOf(answer, { spec, terms: { verbose: true } })
  assert.deepEqual(outcome, { value: { result: 1, data: { px: 1, more: 'yes' } } })
})

test('a time in seconds is a mistake that is said, not a value half a century old', async () => {
  await using provider = await httpProvider((_got, response) => response.end('{"px":5}'))
  await using context = testContext()
  const [result] = await pulled(
    http(pair, {
      ask: (wanted) => [{ covers: wanted, url: provider.url }],
      read: (reply: { readonly px: number }, covers, out) => {
        for (const one of covers) out.value(one, reply.px, { at: 1_790_000_000 })
      },
    }),
    context,
  )
  const message = "The value's time is in seconds: 1790000000"
  assert.deepEqual(result?.outcome, { failure: { statusCode: 502, message } })
})

test('reads text where the source asks for it', async () => {
  await using provider = await httpProvider((_got, response) => response.end('<Cube rate="1.1"/>'))
  await using context = testContext()
  const source = http(pair, {
    format: 'text',
    ask: (wanted) => [{ covers: wanted, url: provider.url }],
    read: (xml: string, covers, out) => {
      for (const one of covers) out.value(one, /rate="([^"]+)"/.exec(xml)?.[1])
    },
  })
  const [result] = await pulled(source, context)
  assert.deepEqual(result?.outcome, { value: { result: 1.1 } })
})

test('counts the requests by what was answered', async () => {
  await using provider = await httpProvider((_got, response) => response.writeHead(500).end())
  await using context = testContext()
  await pulled(pxSource(provider.url), context)
  assert.match(
    context.metrics.render(),
    /data_provider_requests_total\{[^}]*provider_status_code="500"[^}]*\} 1/,
  )
})
