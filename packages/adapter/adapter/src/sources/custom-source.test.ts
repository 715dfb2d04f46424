import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '@kivuko/log'
import type { Outcome, ProviderFailure } from '../outcome.ts'
import { AdapterError } from './adapter-error.ts'
import { createOtherAdapters } from './other-adapters.ts'
import { batches, composite, custom } from './custom-source.ts'
import {
  btcUsd,
  ethUsd,
  httpProvider,
  listening,
  pair,
  pulled,
  pullSource,
  testContext,
  until,
} from './test-kit.ts'

function failureOf(outcome: Outcome | undefined): ProviderFailure {
  assert.ok(outcome !== undefined && 'failure' in outcome, JSON.stringify(outcome))
  return outcome.failure
}

test('fetches by hand, one after the other or in batches', async () => {
  await using context = testContext()
  const given: number[] = []
  const source = custom(pair, {
    batch: 2,
    cost: 3,
    fetch: async (covers, out, { sleep }) => {
      given.push(covers.length)
      await sleep(1)
      for (const one of covers) out.value(one, one.base.length)
    },
  })
  const wanted = [ethUsd, btcUsd, { base: 'DOGE', quote: 'USD' }]
  assert.deepEqual(
    pullSource(source, context)
      .plan(wanted)
      .map(({ cost }) => cost),
    [3, 3],
  )
  const results = await pulled(source, context, wanted)
  assert.deepEqual(given, [2, 1])
  assert.deepEqual(
    results.map(({ outcome }) => outcome),
    [3, 3, 4].map((result) => ({ value: { result } })),
  )
})

test('an Error is 500, an AdapterError what it says, a time-out 504, silence 502', async () => {
  await using context = testContext({
    terms: { timeoutMs: 40 },
    settings: { K: new Secret('abcd') },
  })
  const failure = async (fetch: () => Promise<void>): Promise<ProviderFailure> => {
    const [result] = await pulled(custom(pair, { fetch }), context)
    return failureOf(result?.outcome)
  }
  const error = await failure(() => Promise.reject(new Error('with abcd')))
  assert.deepEqual(error, { statusCode: 500, message: 'with [secret]' })
  const teapot = new AdapterError('short', { statusCode: 418, providerStatusCode: 3 })
  assert.deepEqual(await failure(() => Promise.reject(teapot)), {
    statusCode: 418,
    providerStatusCode: 3,
    message: 'short',
  })
  assert.equal((await failure(() => new Promise(() => undefined))).statusCode, 504)
  assert.equal((await failure(async () => undefined)).statusCode, 502)
})

test('what was told before it threw, or was late, is kept', async () => {
  await using context = testContext({ terms: { timeoutMs: 50 } })
  for (const goesWrong of [
    () => Promise.reject(new AdapterError('no more', { statusCode: 504 })),
    () => new Promise<void>(() => undefined),
  ]) {
    const source = custom(pair, {
      batch: 2,
      fetch: async ([first], out) => {
        if (first !== undefined) out.value(first, 7)
        await goesWrong()
      },
    })
    const [eth, btc] = await pulled(source, context, [ethUsd, btcUsd])
    assert.deepEqual(eth?.outcome, { value: { result: 7 } })
    assert.ok(btc !== undefined && 'failure' in btc.outcome)
    assert.equal(btc.outcome.failure.statusCode, 504)
  }
})

test('asks over HTTP within a fetch, with the statuses of a failure', async () => {
  await using provider = await httpProvider(({ path }, response) => {
    if (path === '/down') response.writeHead(503, { 'retry-after': '5' }).end()
    else response.end('{"px":4}')
  })
  await using context = testContext()
  const source = custom(pair, {
    fetch: async ([one], out, { request }) => {
      if (one === undefined) return
      const { body } = await request({ url: `${provider.url}/${one.base === 'BTC' ? 'down' : ''}` })
      out.value(one, Reflect.get(Object(body), 'px'))
    },
  })
  const [good, bad] = await pulled(source, context, [ethUsd, btcUsd])
  assert.deepEqual(good?.outcome, { value: { result: 4 } })
  assert.equal(failureOf(bad?.outcome).statusCode, 502)
  assert.equal(failureOf(bad?.outcome).providerStatusCode, 503)
  assert.ok(failureOf(bad?.outcome).retryAtMs !== undefined)
})

test('tells by itself what is written by hand', async () => {
  await using context = testContext()
  let stopped = false
  let changes = 0
  const source = custom(pair, {
    start: (out, { setFailure, signal }) => {
      setFailure({ statusCode: 503, message: 'Not yet' })
      return {
        setWanted: (wanted) => {
          setFailure(undefined)
          for (const one of wanted) out.value(one, 1)
          out.value({ base: 'XRP', quote: 'USD' }, 1)
        },
        [Symbol.asyncDispose]: async () => {
          stopped = signal.aborted
        },
      }
    },
  })
  const live = listening(source, context, () => {
    changes += 1
  })
  assert.equal(live.push.failure()?.statusCode, 503)
  live.push.setWanted([ethUsd])
  await until(() => live.heard.length === 1)
  assert.equal(live.push.failure(), undefined)
  assert.equal(changes, 2)
  assert.equal(live.push.isLive(ethUsd), true)
  assert.equal(live.push.isLive(btcUsd), false)
  await live[Symbol.asyncDispose]()
  assert.equal(stopped, true)
})

/** A composite that doubles what another adapter says. */
const doubling = composite(pair, {
  fetch: async ([one], out, { other }) => {
    if (one === undefined) return
    const { result } = await other('coin-gecko', { endpoint: 'price', data: one })
    out.value(one, Number(result) * 2)
  },
})

test('asks another adapter of the process', async () => {
  const asked: unknown[] = []
  await using context = testContext({
    others: (name) => async (ask) => {
      asked.push([name, ask])
      return { value: { result: 21, data: {} } }
    },
  })
  const [result] = await pulled(doubling, context)
  assert.deepEqual(result?.outcome, { value: { result: 42 } })
  assert.deepEqual(asked, [['coin-gecko', { endpoint: 'price', data: ethUsd }]])
})

/** What becomes of the answer of an adapter at its URL. */
async function composed(status: number, body: unknown) {
  await using provider = await httpProvider((_got, response) => {
    response.writeHead(status).end(typeof body === 'string' ? body : JSON.stringify(body))
  })
  await using base = testContext()
  const urls = new Map([['COIN_GECKO', new Secret(`${provider.url}/base?key=hidden-key`)]])
  const others = createOtherAdapters({ clock: base.clock, http: base.http, urls, timeoutMs: 500 })
  const [result] = await pulled(doubling, { ...base, others })
  return { outcome: result?.outcome, got: provider.got }
}

test('asks another adapter at its PREFIX_ADAPTER_URL as a node does', async () => {
  const { got, outcome } = await composed(200, {
    jobRunID: '1',
    statusCode: 200,
    data: { result: 4 },
    result: 4,
  })
  assert.deepEqual(outcome, { value: { result: 8 } })
  assert.equal(got[0]?.method, 'POST')
  assert.equal(got[0]?.headers['content-type'], 'application/json')
  assert.deepEqual(JSON.parse(got[0]?.body ?? ''), {
    id: '1',
    data: { base: 'ETH', quote: 'USD', endpoint: 'price' },
  })
})

for (const [what, status, body, expected] of [
  ['v2', 502, { errorMessage: 'x', statusCode: 502 }, [502, undefined, 'coin-gecko: x']],
  [
    'v1',
    500,
    { status: 'errored', statusCode: 500, error: { name: 'AdapterError', message: 'y' } },
    [500, undefined, 'coin-gecko: y'],
  ],
  ['200 with 504', 200, { statusCode: 504, error: 'z' }, [504, undefined, 'coin-gecko: z']],
  ['200 with 429', 200, { statusCode: 200, providerStatusCode: 429 }, [502, 429, undefined]],
  ['200 with error', 200, { statusCode: 200, error: {} }, [502, undefined, undefined]],
  ['HTML', 200, '<html>', [502, undefined, undefined]],
] as const) {
  test(`passes the error of another adapter on: ${what}`, async () => {
    const { outcome } = await composed(status, body)
    const { message, providerStatusCode, statusCode } = failureOf(outcome)
    assert.deepEqual([statusCode, providerStatusCode], expected.slice(0, 2))
    if (expected[2] !== undefined) assert.equal(message, expected[2])
    assert.doesNotMatch(message, /hidden-key/)
  })
}

test('says so when nobody said where the other adapter is, or it does not answer', async () => {
  await using context = testContext()
  const [nowhere] = await pulled(doubling, context)
  assert.match(failureOf(nowhere?.outcome).message, /coin-gecko/)
  const gone = await httpProvider(() => undefined)
  await gone[Symbol.asyncDispose]()
  const urls = new Map([['COIN_GECKO', gone.url]])
  const { clock, http } = context
  const others = createOtherAdapters({ clock, http, urls, timeoutMs: 500 })
  const [down] = await pulled(doubling, { ...context, others })
  assert.equal(failureOf(down?.outcome).statusCode, 502)
})

test('tells a value with a status of its own', async () => {
  await using context = testContext()
  const source = custom(pair, {
    fetch: ([one], out) => {
      if (one !== undefined) out.value(one, 1, { statusCode: 202, data: { part: 1 } })
    },
  })
  const [result] = await pulled(source, context)
  assert.deepEqual(result?.outcome, { value: { result: 1, data: { part: 1 }, statusCode: 202 } })
})

test('divides into batches', () => {
  assert.deepEqual(batches([1, 2, 3], 2), [[1, 2], [3]])
  assert.deepEqual(batches([], 2), [])
  assert.throws(() => batches([1], 0), RangeError)
})
