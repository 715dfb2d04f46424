import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock, systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createSeededRandom, type Random, systemRandom } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import type { RedisLink } from '../cache/redis-link.ts'
import type { RedisOptions } from '../cache/redis-options.ts'
import { noOwnRedis, noRedis, openTestLink, startTestRedis } from '../cache/test-redis-server.ts'
import { createRedisLimiter, type SharedLimiter } from './redis-limiter.ts'
import { sumOf } from './test-plan-ledger.ts'

/** Admitted at some time between the two. */
interface Admitted {
  readonly fromMs: number
  readonly toMs: number
  readonly cost: number
}

/** Replicas that share a plan by the second, and always have work. */
interface Run extends AsyncDisposable {
  readonly seed: number
  readonly perSecond: number
  readonly replicas: number
  readonly admitted: readonly Admitted[]
}

/** A machine that does much else needs longer, not another Redis. */
const patientMs = 20_000
const patient = { commandTimeoutMs: patientMs / 4, reconnectMsMax: 200 }

interface RunOptions {
  readonly redis: RedisOptions
  /** How often a replica starts anew. */
  readonly restartShare: number
}

async function startRun(seed: number, { redis, restartShare }: RunOptions): Promise<Run> {
  const random = createSeededRandom(seed)
  const upTo = (max: number): number => Math.floor(random.fraction() * (max + 1))
  const [perSecond, replicas, costMax] = [3 + upTo(50), 1 + upTo(3), 1 + upTo(2)]
  const links = Array.from({ length: replicas }, () => openTestLink({ ...redis, ...patient }))
  const admitted: Admitted[] = []
  const scope = systemRandom.uuid()
  let isOver = false
  const at = { random, perSecond, scope }
  const work = async (link: RedisLink): Promise<void> => {
    let limiter = limiterOf(link, at)
    while (!isOver) {
      if (random.fraction() < restartShare) {
        await limiter[Symbol.asyncDispose]()
        limiter = limiterOf(link, at)
      }
      const cost = 1 + upTo(costMax - 1)
      const fromMs = performance.now()
      const taken = await limiter.take(cost)
      if (taken.ok) admitted.push({ fromMs, toMs: performance.now(), cost })
      else await systemClock.sleep(Math.min(taken.retryInMs, upTo(30)))
    }
    await limiter[Symbol.asyncDispose]()
  }
  const opened = await Promise.all(links)
  const working = opened.map(work)
  return {
    seed,
    perSecond,
    replicas,
    admitted,
    [Symbol.asyncDispose]: async () => {
      isOver = true
      await Promise.all(working)
      for (const link of opened) await link[Symbol.asyncDispose]()
    },
  }
}

interface LimiterAt {
  readonly random: Random
  readonly perSecond: number
  readonly scope: string
}

function limiterOf(link: RedisLink, { perSecond, random, scope }: LimiterAt): SharedLimiter {
  const ports = { clock: offClock(random), random, log: silentLog }
  return createRedisLimiter({ ...ports, link, terms: { perSecond }, scope })
}

/** A machine whose clock is wrong by seconds, and jumps. */
function offClock(random: Random): Clock {
  return { ...systemClock, now: () => systemClock.now() + (random.fraction() - 0.5) * 10_000 }
}

function spent({ admitted }: Run, fromMs = 0): number {
  return sumOf(admitted.filter((each) => each.fromMs >= fromMs))
}

/** Checks every window from a time on that certainly holds what it holds. */
function assertWithinPlan({ admitted, perSecond, seed }: Run, sinceMs = 0): void {
  for (const { fromMs } of admitted) {
    if (fromMs < sinceMs) continue
    const held = admitted.filter((each) => each.fromMs >= fromMs && each.toMs <= fromMs + 1_000)
    const what = `seed ${seed}: ${sumOf(held)} of ${perSecond} in a second`
    assert.ok(sumOf(held) <= perSecond, what)
  }
}

async function startRuns(count: number, options: RunOptions): Promise<readonly Run[]> {
  const first = Math.floor(systemRandom.fraction() * 1_000_000)
  const seeds = Array.from({ length: count }, (_, index) => first + index)
  return Promise.all(seeds.map((seed) => startRun(seed, options)))
}

/** Each has spent this many of its seconds' plans since then. */
async function untilSpent(runs: readonly Run[], seconds: number, fromMs = 0): Promise<void> {
  for (const run of runs) {
    await waitFor(() => spent(run, fromMs) >= seconds * (run.perSecond - 2), {
      what: `seed ${run.seed} to spend ${seconds} times ${run.perSecond}`,
      timeoutMs: patientMs,
    })
  }
}

test('however many replicas, costs and restarts: no window holds too much, none is idle', {
  skip: noRedis,
}, async () => {
  await using redis = await startTestRedis()
  const runs = await startRuns(8, { redis: redis.options, restartShare: 0.05 })
  await untilSpent(runs, 3)
  for (const run of runs) await run[Symbol.asyncDispose]()
  for (const run of runs) assertWithinPlan(run)
})

test('and when Redis is killed, and comes back with nothing', { skip: noOwnRedis }, async () => {
  await using redis = await startTestRedis()
  const runs = await startRuns(6, { redis: redis.options, restartShare: 0 })
  await untilSpent(runs, 2)
  const lostMs = performance.now()
  await redis.kill()
  await waitFor(() => runs.every((run) => spent(run, lostMs) > 0 || run.perSecond < 4), {
    what: 'calls without Redis',
    timeoutMs: patientMs,
  })
  await systemClock.sleep(500)
  await redis.start()
  await untilSpent(runs, 3, performance.now())
  for (const run of runs) await run[Symbol.asyncDispose]()
  for (const run of runs) assertWithinPlan(run, lostMs)
})
