import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { type Clock, createFakeClock, systemClock } from '@kivuko/clock'
import { systemRandom } from '@kivuko/random'
import type { Entry, SharedCache } from './entry.ts'
import { createRedisCache } from './redis-cache.ts'
import type { RedisLink } from './redis-link.ts'
import {
  noOwnRedis,
  noRedis,
  openTestLink,
  startTestRedis,
  type TestRedis,
  until,
} from './test-redis-server.ts'

const skip = noRedis
const redis: TestRedis | undefined = skip === false ? await startTestRedis() : undefined
after(() => redis?.[Symbol.asyncDispose]())

const SHA1 = '188611bae704541dd4ed2f4b37da1506da6e1345'

/** A replica with its own connection. Replicas of one group share. */
async function openReplica(group: string, clock: Clock = systemClock): Promise<Replica> {
  if (redis === undefined) throw new Error('there is no Redis')
  const link = await openTestLink(redis.options)
  const cache = createRedisCache({ link, clock, random: systemRandom, group })
  return { link, cache, [Symbol.asyncDispose]: () => link[Symbol.asyncDispose]() }
}

interface Replica extends AsyncDisposable {
  readonly link: RedisLink
  readonly cache: SharedCache
}

/** A key that no other test has. */
function newKey(): { readonly group: string; readonly key: string } {
  const group = systemRandom.uuid()
  return { group, key: `${group}:${SHA1}` }
}

function entryOf(result: unknown, ttlMs = 30_000): Entry {
  const nowMs = Date.now()
  return {
    value: { result },
    timestamps: { providerDataReceivedUnixMs: nowMs },
    source: 'rest',
    storedAtMs: nowMs,
    ttlMs,
  }
}

const failure = { statusCode: 502, providerStatusCode: 500, message: 'out of order' }

test('gives back what another replica has stored, until its time is over', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await using b = await openReplica(group)
  assert.equal(await b.cache.get(key), undefined)
  const entry = entryOf(5, 100)
  await a.cache.tell(key, { entry })
  assert.deepEqual(await b.cache.get(key), entry)
  await systemClock.sleep(130)
  assert.equal(await b.cache.get(key), undefined)
})

test('those who listen hear all that is told, claimed or not', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await using b = await openReplica(group)
  await using other = await openReplica(newKey().group)
  const heard: unknown[] = []
  const listening = Promise.withResolvers<void>()
  b.cache.listen((of, read) => {
    assert.equal(of, key)
    heard.push(read())
  }, listening.resolve)
  other.cache.listen(
    () => heard.push('another group'),
    () => undefined,
  )
  const entry = entryOf(7)
  const accepted = { ...entry, value: { result: 8, statusCode: 202 } }
  // Connections are made in the background.
  await listening.promise
  await a.cache.tell(key, { entry: accepted })
  assert.equal(await b.cache.get(key), undefined, 'Only good values are kept')
  await a.cache.tell(key, { entry })
  assert.deepEqual(await b.cache.get(key), entry)
  const claim = await a.cache.claim(key, 1_000)
  await claim?.settle({ failure })
  const outcomes = [{ entry: accepted }, { entry }, { failure }]
  await until(() => heard.length >= 3)
  assert.deepEqual(heard, outcomes)
})

test('version 1 finds its own members under its own key, with a time to live', {
  skip,
}, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await a.cache.tell(key, { entry: entryOf(8_639.4) })
  const read = JSON.parse(String(await a.link.command(['GET', key])))
  const { debug, ...rest } = read
  assert.equal(typeof debug, 'object')
  const data = { result: 8_639.4 }
  assert.deepEqual(rest, { statusCode: 200, data, result: 8_639.4, maxAge: 30_000 })
  const left = Number(await a.link.command(['PTTL', key]))
  assert.ok(left > 29_000 && left <= 30_000, String(left))
})

test('entries of version 1 are read, with the age that Redis knows', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  const text = '{"statusCode":200,"data":{"result":5},"result":5,"maxAge":30000,"debug":{}}'
  await a.link.command(['SET', key, text, 'PX', '10000'])
  const entry = await a.cache.get(key)
  assert.deepEqual(entry?.value, { result: 5 })
  assert.equal(entry?.ttlMs, 30_000)
  const ageMs = Date.now() - (entry?.storedAtMs ?? 0)
  assert.ok(ageMs >= 20_000 && ageMs < 21_000, String(ageMs))
  await a.link.command(['SET', key, 'true', 'PX', '10000'])
  assert.equal(await a.cache.get(key), undefined)
})

test('one of many replicas has the claim, and the others get its answer', { skip }, async () => {
  const { group, key } = newKey()
  // Their clock stands still: whoever is told was not looking again.
  const clock = createFakeClock(Date.now())
  await using a = await openReplica(group, clock)
  await using b = await openReplica(group, clock)
  const claims = await Promise.all([a, b, a, b].map(({ cache }) => cache.claim(key, 5_000, 0)))
  const [mine, ...more] = claims.filter((claim) => claim !== undefined)
  assert.deepEqual(more, [])
  const waits = [a, b].map(({ cache }) => cache.awaitOutcome(key, 5_000))
  await systemClock.sleep(20)
  const entry = entryOf(7)
  await mine?.settle({ entry })
  for (const outcome of await Promise.all(waits)) assert.deepEqual(outcome, { entry })
  assert.deepEqual(await b.cache.get(key), entry)
})

test('the others get its failure, also those that come a little late', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await using b = await openReplica(group)
  const claim = await a.cache.claim(key, 5_000, 0)
  const wait = b.cache.awaitOutcome(key, 5_000)
  await claim?.settle({ failure })
  assert.deepEqual(await wait, { failure })
  assert.equal(await b.cache.claim(key, 5_000, 0), undefined)
  assert.deepEqual(await b.cache.awaitOutcome(key, 5_000), { failure })
  await systemClock.sleep(1_050)
  assert.notEqual(await b.cache.claim(key, 5_000, 0), undefined)
})

test('a value that came between the miss and the claim is not asked for again', {
  skip,
}, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await using b = await openReplica(group)
  const entry = entryOf(7)
  await (await a.cache.claim(key, 5_000, 0))?.settle({ entry })
  assert.equal(await b.cache.claim(key, 5_000, 0), undefined)
  assert.deepEqual(await b.cache.awaitOutcome(key, 5_000), { entry })
  const refresh = await b.cache.claim(key, 5_000, entry.storedAtMs)
  assert.notEqual(refresh, undefined)
  await refresh?.extend(1)
  await systemClock.sleep(20)
  assert.notEqual(await b.cache.claim(key, 5_000), undefined)
})

test('a claim whose holder died ends by itself, and waiters learn of it', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await using b = await openReplica(group)
  await a.cache.claim(key, 100)
  assert.equal(await b.cache.claim(key, 100), undefined)
  const startMs = performance.now()
  assert.equal(await b.cache.awaitOutcome(key, 5_000), undefined)
  assert.ok(performance.now() - startMs < 1_000)
  assert.notEqual(await b.cache.claim(key, 100), undefined)
})

test('a claim lives as long as its holder keeps it, and nobody else can', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  const first = await a.cache.claim(key, 80)
  await first?.extend(2_000)
  await systemClock.sleep(120)
  assert.equal(await a.cache.claim(key, 80), undefined)
  await first?.extend(1)
  await systemClock.sleep(20)
  const second = await a.cache.claim(key, 2_000)
  assert.notEqual(second, undefined)
  await first?.extend(1)
  await first?.settle({ failure })
  await systemClock.sleep(20)
  assert.equal(await a.cache.claim(key, 80), undefined, 'the second one still holds it')
})

test('a wait ends at its time while the claim is still open', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await a.cache.claim(key, 5_000)
  assert.equal(await a.cache.awaitOutcome(key, 60), undefined)
})

test('a message that was lost is made up for by looking', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  await using deaf = await openReplica(`${group}-deaf`)
  const claim = await a.cache.claim(key, 5_000)
  const wait = deaf.cache.awaitOutcome(key, 5_000)
  await systemClock.sleep(20)
  const entry = entryOf('x')
  await claim?.settle({ entry })
  assert.deepEqual(await wait, { entry })
})

test('broken messages and broken texts disturb nobody', { skip }, async () => {
  const { group, key } = newKey()
  await using a = await openReplica(group)
  const claim = await a.cache.claim(key, 5_000)
  const wait = a.cache.awaitOutcome(key, 5_000)
  for (const text of ['', '\n', `${key}\nentry\n{`, `${key}\nfailure\n5`, `${key}\nother\n{}`]) {
    await a.link.command(['PUBLISH', `outcomes:${group}`, text])
  }
  await claim?.settle({ failure })
  assert.deepEqual(await wait, { failure })
})

test('when Redis is lost, waits end, calls fail at once, and it goes on when it is back', {
  skip: noOwnRedis,
}, async () => {
  await using own = await startTestRedis()
  await using link = await openTestLink(own.options)
  const { group, key } = newKey()
  const cache = createRedisCache({ link, clock: systemClock, random: systemRandom, group })
  await cache.claim(key, 5_000)
  const wait = cache.awaitOutcome(key, 5_000)
  await own.kill()
  const startMs = performance.now()
  assert.equal(await wait, undefined)
  await until(() => !cache.isUp())
  await assert.rejects(cache.get(key))
  await assert.rejects(cache.claim(key, 5_000))
  assert.ok(performance.now() - startMs < 1_000)
  await own.start()
  await until(() => cache.isUp())
  assert.equal(await cache.get(key), undefined)
})
