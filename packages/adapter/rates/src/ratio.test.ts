import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { compare, decimalText, invert, makeRatio, median, multiply, readPrice } from './ratio.ts'

const positive = fc.bigInt({ min: 1n, max: 10n ** 40n })
const ratio = fc.tuple(positive, positive).map(([num, den]) => makeRatio(num, den))

test('reads numbers and texts digit by digit', () => {
  assert.deepEqual(readPrice(1.1), { num: 11n, den: 10n })
  assert.deepEqual(readPrice('0.30000000000000000004'), {
    num: 7500000000000000001n,
    den: 25n * 10n ** 18n,
  })
  assert.deepEqual(readPrice(5e-7), { num: 1n, den: 2_000_000n })
  assert.deepEqual(readPrice(' 129 '), { num: 129n, den: 1n })
})

test('takes nothing for a price that is none', () => {
  const wrong = [0, -1, Number.NaN, Infinity, '', '.', '0.0', '1,5', '0x1', '1e99', 'NaN', null, {}]
  for (const told of wrong) assert.equal(readPrice(told), undefined, JSON.stringify(told))
  assert.equal(readPrice('1'.repeat(101)), undefined)
})

test('is written with 15 significant digits', () => {
  const cases = [
    [makeRatio(1n, 3n), '0.333333333333333'],
    [makeRatio(2n, 3n), '0.666666666666667'],
    [makeRatio(1n, 1n), '1'],
    [makeRatio(10n, 1n), '10'],
    [makeRatio(9_999_999_999_999_999n, 10n), '1000000000000000'],
    [makeRatio(123_456_789_012_345_678n, 1n), '123456789012346000'],
    [makeRatio(1n, 129n), '0.00775193798449612'],
  ] as const
  for (const [value, text] of cases) assert.equal(decimalText(value), text)
})

test('what is written is within half a unit of the last digit, and survives a double', () => {
  fc.assert(
    fc.property(ratio, (value) => {
      const text = decimalText(value)
      const read = readPrice(text)
      assert.ok(read)
      const off =
        (multiply(read, invert(value)).num * 10n ** 16n) / multiply(read, invert(value)).den
      assert.ok(off >= 10n ** 16n - 51n && off <= 10n ** 16n + 51n, text)
      assert.equal(decimalText(readPrice(Number(text)) ?? value), text)
    }),
    { numRuns: 200 },
  )
})

test('the median lies between, and of an inverse is the inverse when it is one of them', () => {
  fc.assert(
    fc.property(fc.array(ratio, { minLength: 1, maxLength: 7 }), (values) => {
      const middle = median(values)
      assert.ok(middle)
      const below = values.filter((value) => compare(value, middle) <= 0).length
      const above = values.filter((value) => compare(value, middle) >= 0).length
      assert.ok(2 * below >= values.length && 2 * above >= values.length)
      if (values.length % 2 === 1) {
        assert.deepEqual(median(values.map(invert)), invert(middle))
      }
    }),
    { numRuns: 100 },
  )
  assert.equal(median([]), undefined)
})
