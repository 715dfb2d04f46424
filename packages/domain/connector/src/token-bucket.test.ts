import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import fc from 'fast-check'
import { createTokenBucket } from './token-bucket.ts'

const terms = { refillCount: 10_000, refillPeriodMs: 60_000 }

test('grants what it holds at once, then as fast as it fills', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, terms)
  for (let taken = 0; taken < 10_000; taken += 1) assert.equal(bucket.take(), true)
  assert.equal(bucket.take(), false)
  await clock.advance(5)
  assert.equal(bucket.take(), false)
  await clock.advance(1)
  assert.equal(bucket.take(), true)
  assert.equal(bucket.take(), false)
})

test('grants, at any pace of asking, exactly what a bucket of exact fractions grants', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 50 }),
      fc.integer({ min: 1, max: 500 }),
      fc.array(fc.nat(40), { maxLength: 200 }),
      async (refillCount, refillPeriodMs, waits) => {
        const clock = createFakeClock()
        const bucket = createTokenBucket(clock, { refillCount, refillPeriodMs })
        const [count, period] = [BigInt(refillCount), BigInt(refillPeriodMs)]
        let level = count * period
        for (const waitMs of waits) {
          await clock.advance(waitMs)
          level += BigInt(waitMs) * count
          if (level > count * period) level = count * period
          const granted = level >= period
          if (granted) level -= period
          assert.equal(bucket.take(), granted)
        }
      },
    ),
    { numRuns: 30 },
  )
})

test('over a long time grants its rate to the token, and no more', async () => {
  const clock = createFakeClock()
  const bucket = createTokenBucket(clock, { refillCount: 7, refillPeriodMs: 1_000 })
  let granted = 0
  for (let ms = 0; ms < 10_000; ms += 1) {
    if (bucket.take()) granted += 1
    await clock.advance(1)
  }
  assert.equal(granted, 7 + 69)
})

test('after new terms holds what it held, up to its new size', async () => {
  const clock = createFakeClock()
  const first = createTokenBucket(clock, { refillCount: 10, refillPeriodMs: 1_000 })
  for (let taken = 0; taken < 6; taken += 1) first.take()
  assert.equal(
    createTokenBucket(clock, { refillCount: 100, refillPeriodMs: 50 }, first).tokens(),
    4,
  )
  assert.equal(createTokenBucket(clock, { refillCount: 3, refillPeriodMs: 50 }, first).tokens(), 3)
})

test('throws on terms that it could not count exactly', () => {
  const clock = createFakeClock()
  for (const [refillCount, refillPeriodMs] of [
    [0, 1],
    [1, 0],
    [1.5, 1],
    [2 ** 30, 2 ** 30],
  ] as const) {
    assert.throws(() => createTokenBucket(clock, { refillCount, refillPeriodMs }), RangeError)
  }
})
