import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { collectLog } from '@kivuko/testing'
import { followAssets } from './follow-assets.ts'

/** A board that keeps what it is told, and assets that are read when the test says so. */
function startFollowing(everyMs = 60_000) {
  const clock = createFakeClock()
  const { log, lines } = collectLog()
  const told: (readonly string[])[] = []
  const there = { assets: ['USD'] as readonly string[] | Error, reads: 0 }
  const following = followAssets({
    clock,
    log,
    board: { setAssets: (codes) => void told.push(codes) },
    read: async () => {
      there.reads += 1
      if (there.assets instanceof Error) throw there.assets
      return there.assets
    },
    everyMs,
  })
  return { clock, following, lines, there, told }
}

test('assets are read at the start, when they have changed, and from time to time', async () => {
  const { clock, following, there, told } = startFollowing()
  await following.first
  assert.deepEqual(told, [['USD']])
  await clock.advance(59_000)
  assert.equal(there.reads, 1)
  there.assets = ['EUR', 'USD']
  following.changed()
  await clock.advance(0)
  assert.deepEqual(told.at(-1), ['EUR', 'USD'])
  await clock.advance(60_000)
  assert.equal(there.reads, 3)
  await following[Symbol.asyncDispose]()
  await clock.advance(600_000)
  assert.equal(there.reads, 3)
})

test('a change while they are read is not missed', async () => {
  const { clock, following, there, told } = startFollowing()
  following.changed()
  following.changed()
  there.assets = ['EUR', 'USD']
  await clock.advance(0)
  assert.deepEqual(told.at(-1), ['EUR', 'USD'])
  await following[Symbol.asyncDispose]()
})

test('what cannot be read is tried again in seconds, and said once for each reason', async () => {
  const { clock, following, lines, there, told } = startFollowing()
  await following.first
  there.assets = new Error('no answer')
  following.changed()
  await clock.advance(12_000)
  assert.equal(there.reads, 4)
  there.assets = new Error('refused')
  await clock.advance(10_000)
  there.assets = ['EUR']
  await clock.advance(5_000)
  assert.deepEqual(told, [['USD'], ['EUR']])
  const said = lines.map(({ level, fields }) => [level, fields['reason']])
  assert.deepEqual(said, [
    ['warn', 'no answer'],
    ['warn', 'refused'],
    ['info', undefined],
  ])
  await following[Symbol.asyncDispose]()
})
