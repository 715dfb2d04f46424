import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { demandOf, readMaxAge } from './freshness.ts'

const ages = { minAgeMs: 1_000 }

/**
 * For how long version 1 of the bootstrap framework stored, as recorded with CACHE_MIN_AGE=1000;
 * undefined where the request says nothing of it.
 */
const STORED: readonly (readonly [maxAge: unknown, ttlMs: number | undefined])[] = [
  [undefined, undefined],
  [0, undefined],
  ['abc', undefined],
  [10, 1_000],
  [60_000, 60_000],
  [200_000, 200_000],
  ['7000', 7_000],
  [1_500.9, 1_500],
  [-1, undefined],
]

for (const [maxAge, ttlMs] of STORED) {
  test(`maxAge ${JSON.stringify(maxAge)} asks to store for ${ttlMs ?? 'no certain time'}`, () => {
    assert.equal(demandOf(maxAge, ages).ttlMs, ttlMs)
  })
}

test('what is no number from 1 on in either direction says nothing', () => {
  for (const raw of [null, true, {}, [5], '', ' ', '0', 0.9, -0.9, Number.NaN, Infinity]) {
    assert.equal(readMaxAge(raw), undefined, JSON.stringify(raw))
  }
  assert.equal(readMaxAge('45000.9 ms'), 45_000)
  assert.equal(readMaxAge('-1'), -1)
})

test('a negative maxAge refuses whatever is there', () => {
  assert.deepEqual(demandOf(-1, ages), { maxAgeMs: -1 })
})

test('nothing younger than the least age is ever refused, or kept for less', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (maxAge) => {
      const { maxAgeMs, ttlMs } = demandOf(maxAge, ages)
      assert.ok(ttlMs === undefined || (ttlMs >= ages.minAgeMs && ttlMs === maxAgeMs))
    }),
  )
})
