import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ratioFromDecimal } from './decimal.ts'
import { compareRatios, makeRatio } from './ratio.ts'

const cases: readonly (readonly [string, bigint, bigint])[] = [
  ['0', 0n, 1n],
  ['1', 1n, 1n],
  ['1.10', 11n, 10n],
  ['0.1', 1n, 10n],
  ['.5', 1n, 2n],
  ['5.', 5n, 1n],
  ['3e-7', 3n, 10_000_000n],
  ['1.25E+2', 125n, 1n],
  ['0.30000000000000000000000000000000004', 7500000000000000000000000000000001n, 25n * 10n ** 33n],
  ['9007199254740993', 9_007_199_254_740_993n, 1n],
]

for (const [text, num, den] of cases) {
  test(`reads ${text} exactly`, () => {
    assert.deepEqual(ratioFromDecimal(text), { num, den })
  })
}

const malformed = [
  '',
  '.',
  'e5',
  '-1',
  '+1',
  ' 1',
  '1 ',
  '0x1',
  '1_0',
  'NaN',
  'Infinity',
  '1e',
  '1e401',
]
for (const text of [...malformed, '1e99999999', '1'.repeat(401), '1.2.3', '１']) {
  test(`gives nothing for ${JSON.stringify(text.slice(0, 20))}`, () => {
    assert.equal(ratioFromDecimal(text), undefined)
  })
}

test('the text of any double reads as a number between its neighbours', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, noNaN: true, noDefaultInfinity: true }), (double) => {
      const read = ratioFromDecimal(JSON.stringify(double))
      assert.ok(read)
      assert.equal(Number(JSON.stringify(double)), double)
      // A double is exactly some multiple of 2^-1074; its shortest text lies within half a unit of
      // it.
      const scaled = (read.num * 10n ** 20n) / read.den
      if (double < 1e15)
        assert.ok(Math.abs(Number(scaled) / 1e20 - double) <= double * 1e-15 + 1e-20)
    }),
  )
})

test('zeros at the end and powers of ten written differently are the same number', () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 70n }),
      fc.nat(30),
      fc.nat(20),
      (value, places, zeros) => {
        const digits = value.toString().padStart(places + 1, '0')
        const at = digits.length - places
        const text = `${digits.slice(0, at)}.${digits.slice(at)}${'0'.repeat(zeros)}`
        const expected = makeRatio(value, 10n ** BigInt(places))
        const plain = ratioFromDecimal(text)
        const powered = ratioFromDecimal(`${value}e-${places}`)
        assert.ok(plain && powered)
        assert.equal(compareRatios(plain, expected), 0)
        assert.deepEqual(powered, expected)
      },
    ),
  )
})
