import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paramsKey } from './params-key.ts'

test('is the same whatever the order of names, and without absent ones', () => {
  const key = paramsKey({ base: 'A', deep: { x: 1, y: [1, 2] }, quote: 'B' })
  assert.equal(
    paramsKey({ quote: 'B', none: undefined, deep: { y: [1, 2], x: 1 }, base: 'A' }),
    key,
  )
})

test('tells values, types, cases and orders of lists apart', () => {
  const all = [
    { a: 1 },
    { a: '1' },
    { a: 'x' },
    { a: 'X' },
    { a: [1, 2] },
    { a: [2, 1] },
    { a: null },
    {},
  ]
  assert.equal(new Set(all.map(paramsKey)).size, all.length)
})
