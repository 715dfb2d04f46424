import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { amountValueMax, amountSchema, parseAmount, serializeAmount } from './amount.ts'

test('any amount is read as it was written', () => {
  const amounts = fc.record({
    value: fc.bigInt({ min: 0n, max: amountValueMax }),
    code: fc.string({ minLength: 1 }),
    scale: fc.nat({ max: 255 }),
  })
  fc.assert(
    fc.property(amounts, (amount) => {
      const wire = serializeAmount(amount)
      assert.deepEqual(parseAmount(wire, 'debitAmount'), { ...amount })
      assert.deepEqual(amountSchema.parse({ ...wire, more: 1 }), wire)
    }),
  )
})

const GOOD = { value: '100', assetCode: 'USD', assetScale: 2 }

for (const [field, amount] of [
  ['debitAmount', 'text'],
  ['debitAmount', null],
  ['debitAmount.value', { ...GOOD, value: 100 }],
  ['debitAmount.value', { ...GOOD, value: '' }],
  ['debitAmount.value', { ...GOOD, value: '-1' }],
  ['debitAmount.value', { ...GOOD, value: '1.0' }],
  ['debitAmount.value', { ...GOOD, value: '007' }],
  ['debitAmount.value', { ...GOOD, value: ' 7' }],
  ['debitAmount.value', { ...GOOD, value: '0x10' }],
  ['debitAmount.value', { ...GOOD, value: '18446744073709551616' }],
  ['debitAmount.assetCode', { ...GOOD, assetCode: '' }],
  ['debitAmount.assetScale', { ...GOOD, assetScale: 256 }],
  ['debitAmount.assetScale', { ...GOOD, assetScale: 1.5 }],
  ['debitAmount.assetScale', { ...GOOD, assetScale: '2' }],
] as const) {
  test(`the refusal of ${JSON.stringify(amount)} names ${field}`, () => {
    const parsed = parseAmount(amount, 'debitAmount')
    assert.ok('refusal' in parsed)
    assert.equal(parsed.field, field)
    assert.match(parsed.description, new RegExp(`^${field} must be `))
    assert.equal(amountSchema.safeParse(amount).success, false)
  })
}

test('an amount out of range is not written', () => {
  assert.throws(() => serializeAmount({ value: -1n, code: 'USD', scale: 2 }), RangeError)
  assert.throws(() => serializeAmount({ value: 2n ** 64n, code: 'USD', scale: 2 }), RangeError)
})
