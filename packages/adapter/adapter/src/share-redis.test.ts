import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { silentLog } from '@kivuko/log'
import { systemRandom } from '@kivuko/random'
import { noOwnRedis, startTestRedis, type TestRedis } from './cache/test-redis-server.ts'
import { createAdapter } from './create-adapter.ts'
import { endpoint } from './definition/endpoint.ts'
import { text } from './definition/field.ts'
import { input } from './definition/input.ts'
import { custom } from './sources/custom-source.ts'
import type { RunningAdapter } from './start/running-adapter.ts'

const pair = input({ base: text().symbol(), quote: text().symbol() })

/** Three adapters that share a Redis, and a count of what the provider was asked. */
async function startReplicas(redis: TestRedis, options: { latencyMs: number; plan?: number }) {
  const asked: string[] = []
  const source = custom(pair, {
    fetch: async ([params], out, { sleep: wait }) => {
      if (params === undefined) return
      asked.push(params.base)
      await wait(options.latencyMs)
      if (params.base.startsWith('BAD')) out.failed(params, 'It broke')
      else out.value(params, asked.length)
    },
  })
  const definition = createAdapter({
    name: 'shared',
    endpoints: { price: endpoint({ input: pair, sources: [source] }) },
  })
  const env = {
    CACHE_TYPE: 'redis',
    CACHE_REDIS_PORT: String(redis.options.port),
    CACHE_REDIS_TIMEOUT: '200',
    CACHE_REDIS_MAX_RECONNECT_COOLDOWN: '200',
    // What earlier tests asked for stays on the list of its own group.
    CACHE_KEY_GROUP: systemRandom.uuid(),
    // And what they spent, in the plan of its own provider.
    RATE_LIMIT_API_PROVIDER: systemRandom.uuid(),
    ...(options.plan === undefined ? {} : { RATE_LIMIT_CAPACITY: String(options.plan) }),
  }
  const world = { log: silentLog }
  const replicas = await Promise.all([1, 2, 3].map(() => definition.start(env, world)))
  const up = () => replicas.every(({ served }) => served.parts().every((part) => part.up))
  while (!up()) await sleep(10)
  return {
    asked,
    replicas,
    up,
    startAnother: () => definition.start(env, world),
    [Symbol.asyncDispose]: async () => {
      for (const replica of replicas) await replica[Symbol.asyncDispose]()
    },
  }
}

type Shared = RunningAdapter<{ price: ReturnType<typeof endpoint<typeof pair>> }>

async function ask(replica: Shared, base: string) {
  const startedMs = performance.now()
  const answer = await replica.get('price', { base, quote: 'USD' })
  const outcome = 'failure' in answer ? answer.failure.statusCode : answer.value.result
  return { outcome, ms: performance.now() - startedMs }
}

describe('replicas that share a Redis', { skip: noOwnRedis }, () => {
  let redis: TestRedis
  before(async () => {
    redis = await startTestRedis()
  })
  after(() => redis[Symbol.asyncDispose]())

  for (const latencyMs of [50, 500, 1_600]) {
    it(`ask the provider once for 300 requests, and it takes ${latencyMs} ms`, async () => {
      await using shared = await startReplicas(redis, { latencyMs })
      const base = `A${latencyMs}`
      const all = await Promise.all(
        shared.replicas.flatMap((each) => Array.from({ length: 100 }, () => ask(each, base))),
      )
      assert.deepEqual(shared.asked, [base])
      assert.deepEqual(new Set(all.map(({ outcome }) => outcome)), new Set([1]))
      const slowest = Math.max(...all.map(({ ms }) => ms))
      assert.ok(slowest < latencyMs + 300, `${slowest}`)
    })
  }

  it('hand errors over', async () => {
    await using shared = await startReplicas(redis, { latencyMs: 100 })
    const all = await Promise.all(shared.replicas.map((each) => ask(each, 'BAD')))
    assert.deepEqual(
      all.map(({ outcome }) => outcome),
      [502, 502, 502],
    )
    assert.deepEqual(shared.asked, ['BAD'])
  })

  it('keep to one plan', async () => {
    await using shared = await startReplicas(redis, { latencyMs: 1, plan: 6 })
    const bases = Array.from({ length: 12 }, (_, index) => `P${index}`)
    void Promise.all(bases.map((base, index) => ask(shared.replicas[index % 3]!, base)))
    await sleep(500)
    assert.equal(shared.asked.length, 6)
  })

  it('know what the others know from the first request on', async () => {
    await using shared = await startReplicas(redis, { latencyMs: 1, plan: 6 })
    for (const base of ['N1', 'N2', 'N3', 'N4']) await ask(shared.replicas[0]!, base)
    await using fresh = await shared.startAnother()
    const all = await Promise.all(['N1', 'N2', 'N3', 'N4', 'N5'].map((base) => ask(fresh, base)))
    assert.deepEqual(
      all.map(({ outcome }) => outcome),
      [1, 2, 3, 4, 5],
    )
    assert.deepEqual(shared.asked, ['N1', 'N2', 'N3', 'N4', 'N5'])
    assert.equal((await ask(fresh, 'N6')).outcome, 6)
    assert.equal((await ask(fresh, 'N7')).outcome, 429, 'the plan is known too')
  })

  it('go on when it is killed, and share again when it is back', async () => {
    await using shared = await startReplicas(redis, { latencyMs: 20 })
    const [first, second, third] = shared.replicas
    assert.equal((await ask(first!, 'K1')).outcome, 1)
    await redis.kill()
    const [kept, fresh] = await Promise.all([ask(first!, 'K1'), ask(second!, 'K2')])
    assert.deepEqual([kept.outcome, typeof fresh.outcome], [1, 'number'])
    assert.equal(shared.asked.filter((base) => base === 'K2').length, 1)
    assert.ok(fresh.ms < 1_000, `${fresh.ms}`)
    await redis.start()
    while (!shared.up()) await sleep(20)
    await Promise.all([first!, second!, third!].map((each) => ask(each, 'K3')))
    assert.equal(shared.asked.filter((base) => base === 'K3').length, 1)
  })
})
