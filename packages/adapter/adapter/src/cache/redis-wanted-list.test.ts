import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { systemRandom } from '@kivuko/random'
import type { Wanted } from '../engine/answer.ts'
import { createRedisWantedList } from './redis-wanted-list.ts'
import {
  noOwnRedis,
  noRedis,
  openTestLink,
  startTestRedis,
  type TestRedis,
  until,
} from './test-redis-server.ts'
import type { NotedKey } from './wanted-list.ts'

const skip = noRedis
const redis: TestRedis | undefined = skip === false ? await startTestRedis() : undefined
after(() => redis?.[Symbol.asyncDispose]())

/** The way of one replica to the list, and what it hears. */
async function openReplica(scope: string, more: { keptMs?: number; keysMax?: number } = {}) {
  if (redis === undefined) throw new Error('there is no Redis')
  const link = await openTestLink(redis.options)
  const list = createRedisWantedList({
    link,
    clock: systemClock,
    log: silentLog,
    scope,
    keptMs: 60_000,
    keysMax: 100,
    ...more,
  })
  const heard: { readonly noted: NotedKey; readonly agoMs: number }[] = []
  return {
    link,
    list,
    heard,
    /** The list may be read more than once. */
    bases: () => {
      return [...new Set(heard.map(({ noted }) => String(noted.wanted.params['base'])))].toSorted()
    },
    follow: () => list.follow((noted, agoMs) => heard.push({ noted, agoMs })),
    [Symbol.asyncDispose]: async () => {
      await list[Symbol.asyncDispose]()
      await link[Symbol.asyncDispose]()
    },
  }
}

function keyOf(base: string): NotedKey {
  const wanted: Wanted = { key: `g:${base}`, endpoint: 'price', params: { base } }
  return { wanted, asked: 1 }
}

test('who follows hears what is noted, and from the list what was noted before', {
  skip,
}, async () => {
  const scope = systemRandom.uuid()
  await using reader = await openReplica(scope)
  assert.equal(await reader.list.note([keyOf('A'), keyOf('B')]), false)
  await systemClock.sleep(30)
  await using writer = await openReplica(scope)
  await using other = await openReplica(systemRandom.uuid())
  writer.follow()
  other.follow()
  await until(() => writer.bases().length === 2)
  assert.deepEqual(writer.bases(), ['A', 'B'])
  const ages = writer.heard.map(({ agoMs }) => agoMs)
  assert.ok(
    ages.every((ageMs) => ageMs >= 20 && ageMs < 30_000),
    ages.join(),
  )
  // Its subscription takes a moment.
  while (!writer.bases().includes('C')) {
    const isFollowed = await reader.list.note([{ ...keyOf('C'), waiting: { maxAgeMs: -1 } }])
    assert.equal(isFollowed, true)
    await systemClock.sleep(5)
  }
  assert.deepEqual(writer.heard.at(-1), {
    noted: { ...keyOf('C'), waiting: { maxAgeMs: -1 } },
    agoMs: 0,
  })
  assert.deepEqual(other.heard, [])
})

test('the list forgets what nobody has asked for, and the longest unasked beyond its bound', {
  skip,
}, async () => {
  const scope = systemRandom.uuid()
  await using old = await openReplica(scope, { keptMs: 200 })
  await old.list.note([keyOf('OLD')])
  await systemClock.sleep(250)
  await using reader = await openReplica(scope, { keysMax: 3, keptMs: 200 })
  for (const base of ['A', 'B', 'C', 'A', 'D']) {
    await reader.list.note([keyOf(base)])
    // One after the other by the server's clock, which counts milliseconds.
    await systemClock.sleep(2)
  }
  await using writer = await openReplica(scope)
  writer.follow()
  await until(() => writer.bases().length >= 3)
  assert.deepEqual(writer.bases(), ['A', 'C', 'D'])
  await systemClock.sleep(250)
  assert.equal(await reader.link.command(['EXISTS', `wanted:${scope}`]), 0)
})

test('a follower whose connection breaks reads the list again', {
  skip: noOwnRedis,
}, async () => {
  if (redis === undefined) return assert.fail('there is no Redis')
  const scope = systemRandom.uuid()
  await using writer = await openReplica(scope)
  writer.follow()
  await until(() => writer.link.isUp())
  await redis.kill()
  await assert.rejects(writer.list.note([keyOf('LOST')]))
  await redis.start()
  await using reader = await openReplica(scope)
  await reader.list.note([keyOf('NEW')])
  await until(() => writer.bases().includes('NEW') && writer.link.isUp())
  assert.equal(await reader.list.note([]), true)
})
