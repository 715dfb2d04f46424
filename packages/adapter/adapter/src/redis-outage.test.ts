import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { waitFor } from '@kivuko/testing'
import { noOwnRedis, startTestRedis, type TestRedis } from './cache/test-redis-server.ts'
import {
  type Asked,
  startTestProvider,
  startTestReplicas,
  type TestProvider,
  type TestReplicas,
} from './test-replicas.ts'

/** A slow machine needs so long for what takes milliseconds elsewhere. */
const patientMs = 20_000
const timeoutMs = 2_000

/** Requests of all kinds to all replicas, until it is over. */
interface Load extends AsyncDisposable {
  readonly asked: readonly Asked[]
}

/** Two hundred requests a second for keys that are warm, and twenty for keys that are new. */
function startLoad(replicas: TestReplicas, name: string): Load {
  const asked: Asked[] = []
  const underway = new Set<Promise<void>>()
  let isOver = false
  let turns = 0
  /** Who says that it stops is asked nothing more, as load balancers do it. */
  const stopped = new Set<number>()
  const send = (replica: number, base: string): void => {
    if (stopped.has(replica)) return
    const one = replicas.ask(replica, 'wide', base).then((answer) => {
      asked.push(answer)
      if (answer.status === 503) stopped.add(replica)
    })
    underway.add(one)
    void one.then(() => underway.delete(one))
  }
  const run = async (): Promise<void> => {
    while (!isOver) {
      turns += 1
      for (let key = 0; key < 10; key += 1) send((turns + key) % replicas.count, `WARM${key}`)
      send(turns % replicas.count, `${name}${turns}`)
      await sleep(50)
    }
  }
  const running = run()
  return {
    asked,
    [Symbol.asyncDispose]: async () => {
      isOver = true
      await running
      await Promise.all(underway)
    },
  }
}

async function isReady(replicas: TestReplicas, status: 'ready' | 'degraded'): Promise<boolean> {
  const told = await Promise.all([0, 1].map((replica) => replicas.ready(replica)))
  return told.every((each) => each['status'] === status)
}

/** Both are asked for a new key at the same time: the provider is asked once. */
async function assertShared(
  replicas: TestReplicas,
  provider: TestProvider,
  base: string,
): Promise<void> {
  const both = [0, 1, 0, 1, 0, 1].map((replica) => replicas.ask(replica, 'wide', base))
  for (const { status } of await Promise.all(both)) assert.equal(status, 200)
  assert.equal(provider.callsFor(base), 1)
}

function assertAnswered(asked: readonly Asked[], withinMs: number): void {
  assert.ok(asked.length > 0)
  for (const { base, replica, status, tookMs } of asked) {
    assert.equal(status, 200, `${base} of replica ${replica}: ${status}`)
    assert.ok(tookMs < withinMs, `${base} of replica ${replica}: ${tookMs} ms`)
  }
}

describe('two processes under load that share a Redis', { skip: noOwnRedis }, () => {
  let redis: TestRedis
  let provider: TestProvider
  let replicas: TestReplicas
  before(async () => {
    redis = await startTestRedis()
    provider = await startTestProvider()
    replicas = await startTestReplicas(2, {
      PROVIDER_URL: provider.url,
      LOG_LEVEL: 'warn',
      CACHE_TYPE: 'redis',
      CACHE_REDIS_PORT: String(redis.options.port),
      CACHE_REDIS_TIMEOUT: String(timeoutMs),
      CACHE_REDIS_MAX_RECONNECT_COOLDOWN: '300',
      CACHE_KEY_GROUP: 'outage',
    })
    await waitFor(() => isReady(replicas, 'ready'), { timeoutMs: patientMs })
  })
  after(async () => {
    await replicas?.[Symbol.asyncDispose]()
    await provider?.[Symbol.asyncDispose]()
    await redis?.[Symbol.asyncDispose]()
  })

  it('answer everything when it is killed, and share again when it is back', async () => {
    await assertShared(replicas, provider, 'BEFORE')
    const load = startLoad(replicas, 'KILLED')
    await sleep(1_000)
    await redis.kill()
    await waitFor(() => isReady(replicas, 'degraded'), { timeoutMs: patientMs })
    const [told] = (await replicas.ready(0))['failed'] as readonly unknown[]
    assert.deepEqual(told, { adapter: 'wide', part: 'redis' })
    await sleep(1_500)
    await redis.start()
    await waitFor(() => isReady(replicas, 'ready'), { timeoutMs: patientMs })
    await assertShared(replicas, provider, 'AFTER')
    await sleep(500)
    await load[Symbol.asyncDispose]()
    assertAnswered(load.asked, patientMs)
  })

  it('answer everything when it hangs, and few wait for it', async () => {
    const load = startLoad(replicas, 'HUNG')
    await sleep(500)
    redis.hang()
    await waitFor(() => isReady(replicas, 'degraded'), { timeoutMs: patientMs })
    const givenUpMs = performance.now()
    await sleep(2 * timeoutMs)
    const goesOnMs = performance.now()
    redis.goOn()
    await waitFor(() => isReady(replicas, 'ready'), { timeoutMs: patientMs })
    await assertShared(replicas, provider, 'WOKEN')
    await load[Symbol.asyncDispose]()
    assertAnswered(load.asked, patientMs)
    const later = load.asked.filter(({ base, startMs }) => {
      return base.startsWith('HUNG') && startMs > givenUpMs && startMs < goesOnMs
    })
    const slow = later.filter(({ tookMs }) => tookMs >= timeoutMs)
    assert.ok(later.length >= 20, `${later.length}`)
    assert.ok(slow.length * 20 < later.length, `${slow.length} of ${later.length} waited for it`)
  })

  it('keep to a plan between them, with Redis and without', async () => {
    const askTight = (bases: readonly string[]) =>
      Promise.all(bases.map((base, at) => replicas.ask(at % 2, 'tight', base)))
    for (let call = 0; call < 10; call += 1) await replicas.ask(call % 2, 'tight', `PLAN${call}`)
    await redis.kill()
    await waitFor(() => isReady(replicas, 'degraded'), { timeoutMs: patientMs })
    const alone = await askTight(Array.from({ length: 40 }, (_, at) => `ALONE${at}`))
    const answered = alone.filter(({ status }) => status === 200).length
    // Ten are spent; one replica has not heard of the last of them.
    assert.ok(answered >= 15 && answered <= 21, `${answered}`)
    assert.ok(alone.every(({ status }) => status === 200 || status === 429))
    await redis.start()
    await waitFor(() => isReady(replicas, 'ready'), { timeoutMs: patientMs })
    for (const { status } of await askTight(['LATE0', 'LATE1'])) assert.equal(status, 429)
  })

  it('cut nobody off when they are told to stop', async () => {
    const load = startLoad(replicas, 'STOPPED')
    await sleep(300)
    const slow = Array.from({ length: 20 }, (_, at) => replicas.ask(0, 'wide', `SLOW${at}`))
    await waitFor(() => provider.callsFor('SLOW19') === 1, { timeoutMs: patientMs })
    const { code } = await replicas.program(0).stop()
    assert.equal(code, 0)
    for (const { status } of await Promise.all(slow)) assert.equal(status, 200)
    await load[Symbol.asyncDispose]()
    for (const { replica, status } of load.asked) {
      assert.ok(status === 200 || (replica === 0 && status === 503), `${status} of ${replica}`)
    }
  })

  it('go on with what was known when they start again', async () => {
    for (let key = 0; key < 10; key += 1) await replicas.ask(1, 'wide', `KNOWN${key}`)
    await replicas.startAgain(0)
    for (let key = 0; key < 10; key += 1) {
      const { status } = await replicas.ask(0, 'wide', `KNOWN${key}`)
      assert.equal(status, 200)
      assert.equal(provider.callsFor(`KNOWN${key}`), 1)
    }
    await assertShared(replicas, provider, 'AGAIN')
  })
})
