import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationMs } from './duration.ts'

test('reads numbers of ms, and numbers with a unit', () => {
  assert.deepEqual(
    [250, '250ms', '1.5s', '2m', '1h'].map((each) => durationMs(each as '1s')),
    [250, 250, 1_500, 120_000, 3_600_000],
  )
})

test('throws on what is no length of time', () => {
  for (const wrong of [0, -1, Number.NaN, '0s', '1e3s', '-1s', ' 1s', '1 s', 's'] as const) {
    assert.throws(() => durationMs(wrong as '1s'), /no length of time/)
  }
})
