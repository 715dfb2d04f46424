import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { systemRandom } from '@kivuko/random'
import { waitFor } from '@kivuko/testing'
import type { RedisLink } from '../cache/redis-link.ts'
import {
  noOwnRedis,
  noRedis,
  openTestLink,
  startTestRedis,
  type TestRedis,
  until,
} from '../cache/test-redis-server.ts'
import type { LimitTerms } from './limiter.ts'
import { createRedisLimiter, type SharedLimiter } from './redis-limiter.ts'

const skip = noRedis
const redis: TestRedis | undefined = skip === false ? await startTestRedis() : undefined
const link: RedisLink | undefined = redis && (await openTestLink(redis.options))
after(async () => {
  await link?.[Symbol.asyncDispose]()
  await redis?.[Symbol.asyncDispose]()
})

interface Made {
  readonly terms: LimitTerms
  readonly scope: string
  readonly over?: RedisLink
}

function limiterOf({ terms, scope, over = link }: Made): SharedLimiter {
  if (over === undefined) throw new Error('there is no Redis')
  const ports = { clock: systemClock, random: systemRandom, log: silentLog }
  return createRedisLimiter({ ...ports, link: over, terms, scope })
}

async function takeAll(limiter: SharedLimiter, triesMax = 100): Promise<number> {
  let taken = 0
  while (taken < triesMax && (await limiter.take(1)).ok) taken += 1
  return taken
}

test('replicas share one plan, and a process that starts anew does not get another', {
  skip,
}, async () => {
  const made = { terms: { perMinute: 10, perMonth: 15 }, scope: systemRandom.uuid() }
  const a = limiterOf(made)
  const b = limiterOf(made)
  assert.equal(await takeAll(a, 4), 4)
  assert.equal(await takeAll(b), 6)
  const fresh = limiterOf(made)
  const refused = await fresh.take(1)
  assert.ok(!refused.ok && refused.retryInMs > 50_000 && refused.retryInMs <= 60_001)
  assert.equal(await takeAll(limiterOf({ ...made, scope: `${made.scope}-other` })), 10)
})

test('a cost is taken whole or not at all, from all windows', { skip }, async () => {
  const limiter = limiterOf({
    terms: { perSecond: 5, perHour: 7 },
    scope: systemRandom.uuid(),
  })
  assert.equal((await limiter.take(5)).ok, true)
  assert.equal((await limiter.take(1)).ok, false)
  await systemClock.sleep(1_010)
  assert.equal((await limiter.take(3)).ok, false)
  assert.equal((await limiter.take(2)).ok, true)
  assert.deepEqual(await limiter.take(6), { ok: false, retryInMs: 3_600_000 })
  assert.deepEqual([limiter.costMax, limiter.perSecondSustained], [5, 7 / 3_600])
})

test('a plan of many calls is kept in few slots', { skip }, async () => {
  const scope = systemRandom.uuid()
  const limiter = limiterOf({ terms: { perMonth: 500_000 }, scope })
  for (let call = 0; call < 50; call += 1) assert.equal((await limiter.take(10)).ok, true)
  const listKey = `limit:${scope}:${31 * 86_400_000}`
  assert.equal(await link?.command(['LLEN', listKey]), 1)
  assert.equal((await limiter.take(499_501)).ok, false)
  assert.equal((await limiter.take(499_500)).ok, true)
})

test('what the provider told one replica holds for all, without a plan for that one', {
  skip,
}, async () => {
  const made = { terms: { perSecond: 100 }, scope: systemRandom.uuid() }
  const a = limiterOf(made)
  const b = limiterOf(made)
  a.pauseUntil(Date.now() + 300)
  assert.equal((await a.take(1)).ok, false)
  await systemClock.sleep(30)
  const refused = await b.take(1)
  assert.ok(!refused.ok && refused.retryInMs <= 300)
  await systemClock.sleep(300)
  assert.equal((await b.take(1)).ok, true)
})

test('while Redis is away each replica has its share, and tells of it afterwards', {
  skip: noOwnRedis,
}, async () => {
  await using own = await startTestRedis()
  await using linkA = await openTestLink(own.options)
  await using linkB = await openTestLink(own.options)
  const made = { terms: { perMinute: 10 }, scope: 's' }
  const a = limiterOf({ ...made, over: linkA })
  const b = limiterOf({ ...made, over: linkB })
  assert.equal(await takeAll(a, 2), 2)
  assert.equal(await takeAll(b, 1), 1)
  assert.equal((await a.take(0)).ok, true)
  await own.kill()
  await until(() => !linkA.isUp() && !linkB.isUp())
  const [byA, byB] = [await takeAll(a), await takeAll(b)]
  assert.equal(byA, 3, 'five, with the two that it had spent before')
  assert.ok(byB === 3 || byB === 4, `${byB}: half of the seven that were left`)
  await own.start()
  await until(() => linkA.isUp() && linkB.isUp())
  const fresh = limiterOf({ ...made, over: linkA })
  const whole = 10 - 3 - byA - byB
  await waitFor(async () => (await held(linkA, made.scope)) === 10 - whole)
  assert.equal(await takeAll(fresh), whole, 'Redis, which had forgotten all, was told')
})

async function held(over: RedisLink, scope: string): Promise<number> {
  return Number(await over.command(['HGET', `limit:${scope}:meta`, 'sum60000']))
}

test('two windows of one length are one, and hold', { skip }, async () => {
  const limiter = limiterOf({
    terms: { perSecond: 1 / 2, perMinute: 1 / 1_000 },
    scope: systemRandom.uuid(),
  })
  assert.equal(await takeAll(limiter), 1)
  const same = limiterOf({ terms: { perSecond: 1 / 60, perMinute: 5 }, scope: systemRandom.uuid() })
  assert.equal(await takeAll(same), 1)
})

test('a server clock that was set back locks nobody out, and gives nothing away', {
  skip,
}, async () => {
  const scope = systemRandom.uuid()
  const limiter = limiterOf({ terms: { perSecond: 5 }, scope })
  assert.equal(await takeAll(limiter), 5)
  const aheadMs = Date.now() + 3_600_000
  await link?.command(['HSET', `limit:${scope}:meta`, 'now', String(aheadMs)])
  await link?.command(['LSET', `limit:${scope}:1000`, '0', `${aheadMs}:${aheadMs}:5`])
  const refused = await limiter.take(1)
  assert.ok(!refused.ok && refused.retryInMs <= 1_001)
  await systemClock.sleep(1_020)
  assert.equal(await takeAll(limiter), 5)
})

test('a replica that stops leaves its share to the others', { skip }, async () => {
  const made = { terms: { perMinute: 10 }, scope: systemRandom.uuid() }
  const a = limiterOf(made)
  await a.take(1)
  assert.equal(await link?.command(['ZCARD', `limit:${made.scope}:replicas`]), 1)
  await a[Symbol.asyncDispose]()
  assert.equal(await link?.command(['ZCARD', `limit:${made.scope}:replicas`]), 0)
})
