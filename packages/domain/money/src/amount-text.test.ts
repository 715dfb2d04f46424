import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { formatAmount, parseAmount } from './amount-text.ts'
import { isUint64, parseUint64, uint64Max } from './uint64.ts'

test('reads back what it wrote, at any scale', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max: uint64Max }), fc.nat(255), (value, scale) => {
      assert.equal(parseAmount(formatAmount(value, scale), scale), value)
      assert.equal(parseUint64(formatAmount(value, 0)), value)
    }),
  )
})

test('writes smallest units with their decimal point', () => {
  assert.equal(formatAmount(1_234n, 2), '12.34')
  assert.equal(formatAmount(5n, 2), '0.05')
  assert.equal(formatAmount(0n, 9), '0.000000000')
  assert.equal(formatAmount(uint64Max, 0), '18446744073709551615')
})

test('reads fewer places than the scale, and refuses more', () => {
  assert.equal(parseAmount('12.3', 2), 1_230n)
  assert.equal(parseAmount('12', 2), 1_200n)
  assert.equal(parseAmount('12.340000', 2), 1_234n)
  assert.equal(parseAmount('12.345', 2), undefined)
})

test('refuses what is no amount or too large for one', () => {
  for (const text of ['', '-1', '1.', '.5', '1e3', ' 1', '0x10', '18446744073709551616']) {
    assert.equal(parseAmount(text, 0), undefined, text)
    assert.equal(parseUint64(text), undefined, text)
  }
  assert.equal(parseAmount('1'.repeat(300), 0), undefined)
  assert.equal(parseUint64('000000000000000000001'), undefined)
  assert.equal(parseUint64('18446744073709551615'), uint64Max)
})

test('an amount lies between 0 and 2^64 - 1', () => {
  assert.equal(isUint64(-1n), false)
  assert.equal(isUint64(0n), true)
  assert.equal(isUint64(uint64Max), true)
  assert.equal(isUint64(uint64Max + 1n), false)
})
