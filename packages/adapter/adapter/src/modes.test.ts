import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog } from '@kivuko/log'
import { systemRandom } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import {
  noOwnRedis,
  openTestLink,
  startTestRedis,
  type TestRedis,
} from './cache/test-redis-server.ts'
import { createAdapter } from './create-adapter.ts'
import { endpoint } from './definition/endpoint.ts'
import { text } from './definition/field.ts'
import { input } from './definition/input.ts'
import { AdapterError } from './sources/adapter-error.ts'
import { custom } from './sources/custom-source.ts'
import { socket } from './sources/socket-source.ts'
import { startAdapters } from './start-adapters.ts'
import { startScriptedStream } from './testing/scripted-stream.ts'

const pair = input({ base: text().symbol(), quote: text().symbol().default('USD') })

/** What a provider was asked by one replica, and how it answers. */
interface Provider {
  readonly asked: string[]
  latencyMs: number
}

/** An adapter whose sources tell which replica asked. */
function adapterOf(provider: Provider) {
  return createAdapter({
    name: 'moded',
    defaultEndpoint: 'price',
    endpoints: {
      price: endpoint({
        input: pair,
        freshFor: '1s',
        sources: [
          custom(pair, {
            batch: 10,
            fetch: async (covers, out, { sleep: wait }) => {
              provider.asked.push(...covers.map(({ base }) => base))
              await wait(provider.latencyMs)
              for (const one of covers) {
                if (one.base === 'TEAPOT') throw new AdapterError('short', { statusCode: 418 })
                if (one.base.startsWith('BAD')) out.failed(one, 'It broke')
                else if (one.base === 'ODD') out.value(one, 1, { statusCode: 202 })
                else out.value(one, provider.asked.length, { data: { by: one.base } })
              }
            },
          }),
        ],
      }),
      live: endpoint({
        input: pair,
        sources: [
          socket(pair, {
            env: { FEED_URL: text().url().optional() },
            url: ({ env }) => env.FEED_URL ?? '',
            join: ({ base }) => ({ join: base }),
            hear: ({ base, px }: { base: string; px: number }, out) =>
              out.value({ base, quote: 'USD' }, px),
          }),
        ],
      }),
    },
  })
}

type Mode = 'reader' | 'writer' | 'reader-writer'

/** A replica that listens. */
async function startReplica(mode: Mode, env: Readonly<Record<string, string>>) {
  const provider: Provider = { asked: [], latencyMs: 1 }
  const running = await adapterOf(provider).start(
    {
      EA_MODE: mode,
      EA_HOST: '127.0.0.1',
      EA_PORT: '0',
      METRICS_PORT: '0',
      CACHE_TYPE: 'redis',
      CACHE_REDIS_TIMEOUT: '1000',
      CACHE_REDIS_MAX_RECONNECT_COOLDOWN: '200',
      CACHE_MIN_AGE: '2000',
      ...env,
    },
    { log: silentLog },
  )
  const { metricsPort, port } = await running.listen()
  const url = `http://127.0.0.1:${port}`
  const get = async (path: string) => {
    const response = await fetch(`${url}${path}`)
    return { status: response.status, text: await response.text() }
  }
  const isRedisUp = async () => !(await get('/ready')).text.includes('"redis"')
  await waitFor(isRedisUp, { what: 'Redis' })
  return {
    running,
    provider,
    get,
    metrics: async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text(),
    isRedisUp,
    ask: async (data: object) => {
      const startedMs = performance.now()
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ id: 'x', data }),
      })
      const json = (await response.json()) as Record<string, unknown> // all answers are objects
      return { status: response.status, json, tookMs: performance.now() - startedMs }
    },
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}

describe('EA_MODE', { skip: noOwnRedis }, () => {
  let redis: TestRedis
  before(async () => {
    redis = await startTestRedis()
  })
  after(() => redis[Symbol.asyncDispose]())

  /** Replicas of one group that no other test has. */
  const group = (more: Readonly<Record<string, string>> = {}) => {
    const env = {
      CACHE_REDIS_PORT: String(redis.options.port),
      CACHE_KEY_GROUP: systemRandom.uuid(),
      ...more,
    }
    return (mode: Mode, own: Readonly<Record<string, string>> = {}) =>
      startReplica(mode, { ...env, ...own })
  }

  it('reader is answered by what a writer fetches, and keeps fresh from then on', async () => {
    const start = group()
    await using writer = await start('writer')
    await using reader = await start('reader')
    const cold = await reader.ask({ base: 'ETH' })
    assert.deepEqual([cold.status, cold.json['result'], cold.json['jobRunID']], [200, 1, 'x'])
    assert.deepEqual(cold.json['data'], { by: 'ETH', result: 1 })
    const kept = await reader.ask({ base: 'eth', quote: 'usd' })
    assert.deepEqual([kept.json['result'], kept.json['maxAge']], [1, 2_000])
    assert.deepEqual([writer.provider.asked, reader.provider.asked], [['ETH'], []])
    // Nobody asks in between: the writer fetches it again and again, and the reader has it then.
    await waitFor(() => writer.provider.asked.length >= 3, { what: 'two refreshes' })
    const later = await reader.ask({ base: 'ETH' })
    assert.ok(Number(later.json['result']) >= 2)
    const batch = await reader.ask({ base: ['BTC', 'ETH', 'LTC'] })
    assert.equal(batch.status, 200)
    assert.deepEqual(reader.provider.asked, [])
  })

  it('reader is told an error the moment that it is known', async () => {
    const start = group({ CACHE_ERROR_AGE: '0' })
    await using writer = await start('writer')
    await using reader = await start('reader')
    writer.provider.latencyMs = 20
    const bad = await reader.ask({ base: 'BAD' })
    assert.deepEqual([bad.status, bad.json['errorMessage']], [502, 'It broke'])
    const teapot = await reader.ask({ base: 'TEAPOT' })
    assert.deepEqual([teapot.status, teapot.json['errorMessage']], [418, 'short'])
    const odd = await reader.ask({ base: 'ODD' })
    assert.deepEqual([odd.status, odd.json['result']], [202, 1])
    assert.ok(Math.max(bad.tookMs, teapot.tookMs, odd.tookMs) < 5_000, 'Nobody waited in vain')
    assert.equal((await reader.ask({ base: 'ODD' })).status, 202)
    assert.equal(writer.provider.asked.filter((base) => base === 'ODD').length, 2)
  })

  it("reader is told that the writer's plan is spent", async () => {
    const start = group()
    await using writer = await start('writer', { RATE_LIMIT_CAPACITY: '1' })
    await using reader = await start('reader')
    assert.equal((await reader.ask({ base: 'ONE' })).status, 200)
    const refused = await reader.ask({ base: 'TWO' })
    assert.deepEqual([refused.status, refused.tookMs < 5_000], [429, true])
    assert.deepEqual(writer.provider.asked, ['ONE'])
  })

  it('reader can demand what is fetched for it', async () => {
    const start = group({ WARMUP_ENABLED: 'false' })
    await using writer = await start('writer')
    await using reader = await start('reader')
    for (const expected of [1, 2, 3]) {
      const { json } = await reader.ask({ base: 'ETH', maxAge: -1 })
      assert.equal(json['result'], expected)
    }
    assert.equal(writer.provider.asked.length, 3)
  })

  it('reader without a writer is 504 in time, says why, and is served when one comes', async () => {
    const start = group({ ANSWER_TIMEOUT: '700' })
    await using reader = await start('reader')
    const alone = await reader.ask({ base: 'ETH' })
    assert.equal(alone.status, 504)
    assert.match(String(alone.json['errorMessage']), /no writer \(EA_MODE\)/)
    assert.ok(alone.tookMs >= 600 && alone.tookMs < 5_000, `${alone.tookMs}`)
    assert.match((await reader.get('/ready')).text, /"part":"writer","reason":"No adapter with/)
    await using writer = await start('writer')
    // It was written down that somebody asked for it.
    await waitFor(() => writer.provider.asked.includes('ETH'), { what: 'the writer to fetch' })
    await waitFor(async () => (await reader.ask({ base: 'ETH' })).status === 200, {
      what: 'an answer',
    })
    await waitFor(async () => !(await reader.get('/ready')).text.includes('writer'), {
      what: 'the writer to be seen',
    })
  })

  it('writer answers no requests for values, and tells how it is doing', async () => {
    await using writer = await group()('writer')
    const refused = await writer.ask({ base: 'ETH' })
    assert.deepEqual([refused.status, refused.json['status']], [503, 'errored'])
    assert.match(String(refused.json['errorMessage']), /EA_MODE=writer/)
    assert.equal((await writer.get('/health')).text, 'OK')
    assert.match((await writer.get('/ready')).text, /"status":"ready"/)
    assert.match((await writer.get('/status')).text, /"name":"moded"/)
    assert.equal((await writer.get('/smoke')).status, 503)
    assert.match(await writer.metrics(), /^redis_connections_open.* 1$/m)
    assert.deepEqual(writer.provider.asked, [])
  })

  it('writer goes on with what was asked for before it was there', async () => {
    const start = group()
    await using reader = await start('reader')
    {
      await using first = await start('writer')
      assert.equal((await reader.ask({ base: 'ETH' })).status, 200)
      assert.deepEqual(first.provider.asked, ['ETH'])
    }
    await using second = await start('writer')
    await waitFor(() => second.provider.asked.length >= 2, { what: 'the next writer to go on' })
    assert.deepEqual(new Set(second.provider.asked), new Set(['ETH']))
  })

  it('writer opens streams, and readers have their values at once', async () => {
    await using stream = await startScriptedStream()
    const start = group({ FEED_URL: stream.url })
    await using writer = await start('writer')
    await using reader = await start('reader')
    await using other = await start('reader')
    const first = [reader, other].map((each) => each.ask({ endpoint: 'live', base: 'ETH' }))
    await waitFor(() => stream.heard.length > 0, { what: 'the writer to join' })
    stream.say({ base: 'ETH', px: 5 })
    for (const { json } of await Promise.all(first)) assert.equal(json['result'], 5)
    for (const px of [6, 7, 8]) stream.say({ base: 'ETH', px })
    const has = async (px: number) => {
      const { json } = await other.ask({ endpoint: 'live', base: 'ETH' })
      return json['result'] === px
    }
    await waitFor(() => has(8), { what: 'the last value' })
    assert.equal(stream.connectionsMade(), 1)
    assert.deepEqual(writer.provider.asked, [])
  })

  it('a herd at three readers over two writers is one call', async () => {
    // However long the machine takes, nothing is fetched again meanwhile.
    const start = group({ CACHE_MIN_AGE: '60000', WARMUP_ENABLED: 'false' })
    await using one = await start('writer')
    await using two = await start('writer')
    await using a = await start('reader')
    await using b = await start('reader')
    await using c = await start('reader-writer')
    for (const { provider } of [one, two, c]) provider.latencyMs = 200
    const all = [a, b, c].flatMap((each) =>
      Array.from({ length: 40 }, () => each.ask({ base: 'HERD' })),
    )
    for (const { status } of await Promise.all(all)) assert.equal(status, 200)
    const asked = [one, two, a, b, c].flatMap(({ provider }) => provider.asked)
    assert.deepEqual(asked, ['HERD'])
  })

  it('reader goes on with what it has without Redis, and is served when it is back', async () => {
    const start = group()
    await using writer = await start('writer')
    await using reader = await start('reader')
    assert.equal((await reader.ask({ base: 'ETH' })).status, 200)
    await redis.kill()
    await waitFor(async () => !(await reader.isRedisUp()), { what: 'the loss to be seen' })
    assert.equal((await reader.ask({ base: 'ETH' })).status, 200)
    const lost = await reader.ask({ base: 'NEW' })
    assert.deepEqual([lost.status, lost.tookMs < 5_000], [503, true])
    await redis.start()
    await waitFor(() => reader.isRedisUp(), { what: 'Redis to be back' })
    await waitFor(async () => (await reader.ask({ base: 'NEW' })).status === 200, {
      what: 'an answer',
    })
    assert.ok(writer.provider.asked.includes('NEW'))
  })

  it('readers and writers of one name meet without a group', async () => {
    const start = group({ CACHE_KEY_GROUP: '' })
    await using writer = await start('writer')
    await using reader = await start('reader')
    assert.equal((await reader.ask({ base: 'NAMED' })).status, 200)
    assert.deepEqual(writer.provider.asked, ['NAMED'])
  })

  it('adapters of one process that are given one group do not answer for each other', async () => {
    const make = (name: string, result: number) =>
      createAdapter({
        name,
        endpoints: {
          price: endpoint({
            input: pair,
            sources: [custom(pair, { fetch: ([one], out) => one && out.value(one, result) })],
          }),
        },
      })
    const env = {
      CACHE_TYPE: 'redis',
      CACHE_REDIS_PORT: String(redis.options.port),
      CACHE_KEY_GROUP: systemRandom.uuid(),
    }
    const world = { log: silentLog }
    await using running = await startAdapters([make('one', 1), make('two', 2)], env, world)
    for (const [at, { ask, served }] of running.adapters.entries()) {
      await waitFor(() => served.parts().every(({ up }) => up), { what: 'Redis' })
      const answer = await ask({ data: { base: 'ETH' } }, AbortSignal.timeout(5_000))
      assert.equal('value' in answer && answer.value.result, at + 1)
    }
  })

  it("CACHE_PREFIX stands before the adapter's name", async () => {
    const prefix = systemRandom.uuid()
    const start = group({ CACHE_KEY_GROUP: '', CACHE_PREFIX: prefix })
    await using replica = await start('reader-writer')
    assert.equal((await replica.ask({ base: 'ETH' })).status, 200)
    const link = await openTestLink(redis.options)
    const keys = await link.command(['KEYS', `${prefix}-MODED:*`])
    await link[Symbol.asyncDispose]()
    assert.equal(Array.isArray(keys) && keys.length, 1)
  })

  it('a replica that is started anew keeps fresh what it was asked for before', async () => {
    const start = group()
    {
      await using first = await start('reader-writer')
      assert.equal((await first.ask({ base: 'ETH' })).status, 200)
      // What was asked for is written down a moment later.
      await sleep(500)
    }
    await using second = await start('reader-writer')
    await waitFor(() => second.provider.asked.includes('ETH'), { what: 'a refresh' })
  })
})
