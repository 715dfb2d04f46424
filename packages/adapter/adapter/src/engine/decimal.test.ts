import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { invertDecimal } from './decimal.ts'

const known: readonly (readonly [string, string | undefined])[] = [
  ['2', '0.5'],
  ['0.5', '2'],
  ['1', '1'],
  ['10', '0.1'],
  ['3', '0.333333333333333333'],
  ['1.5', '0.666666666666666667'],
  ['-4', '-0.25'],
  ['147.3', '0.00678886625933469111'],
  ['1e-7', '10000000'],
  ['1.25e3', '0.0008'],
  ['.5', '2'],
  ['999999999999999999', '0.000000000000000001'],
  ['0', undefined],
  ['0.000', undefined],
  ['', undefined],
  ['.', undefined],
  ['abc', undefined],
  ['0x10', undefined],
  ['NaN', undefined],
  ['1e99999', undefined],
]

for (const [value, inverse] of known) {
  test(`1 / ${JSON.stringify(value)} is ${inverse}`, () => {
    assert.equal(invertDecimal(value), inverse)
  })
}

test('the inverse times the value is 1, to 17 digits', () => {
  const positive = fc.double({ min: 1e-12, max: 1e12, noNaN: true })
  fc.assert(
    fc.property(positive, (value) => {
      const inverse = Number(invertDecimal(String(value)))
      assert.ok(Math.abs(inverse - 1 / value) <= Math.abs(1 / value) * 2 ** -52)
    }),
    { numRuns: 200 },
  )
})
