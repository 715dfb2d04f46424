import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compareRatios, divideRatios, invertRatio, makeRatio, multiplyRatios } from './ratio.ts'

const natural = fc.bigInt({ min: 0n, max: 2n ** 80n })
const positive = fc.bigInt({ min: 1n, max: 2n ** 80n })
const ratio = fc.tuple(natural, positive).map(([num, den]) => makeRatio(num, den))
const ratioAboveZero = fc.tuple(positive, positive).map(([num, den]) => makeRatio(num, den))

test('is kept in lowest terms and is still the same number', () => {
  fc.assert(
    fc.property(natural, positive, positive, (num, den, factor) => {
      const reduced = makeRatio(num * factor, den * factor)
      assert.deepEqual(reduced, makeRatio(num, den))
      assert.equal(reduced.num * den, num * reduced.den)
    }),
  )
})

test('compares as cross products do', () => {
  fc.assert(
    fc.property(ratio, ratio, (left, right) => {
      const [a, b] = [left.num * right.den, right.num * left.den]
      assert.equal(compareRatios(left, right), a === b ? 0 : a < b ? -1 : 1)
    }),
  )
})

test('dividing takes back multiplying, and inverting twice changes nothing', () => {
  fc.assert(
    fc.property(ratio, ratioAboveZero, (left, right) => {
      assert.deepEqual(divideRatios(multiplyRatios(left, right), right), left)
      assert.deepEqual(invertRatio(invertRatio(right)), right)
      assert.deepEqual(multiplyRatios(right, invertRatio(right)), { num: 1n, den: 1n })
    }),
  )
})

test('refuses to be made of what is not a ratio', () => {
  assert.throws(() => makeRatio(1n, 0n), RangeError)
  assert.throws(() => makeRatio(-1n, 1n), RangeError)
  assert.throws(() => makeRatio(1n, -1n), RangeError)
  assert.throws(() => invertRatio({ num: 0n, den: 1n }), RangeError)
})
