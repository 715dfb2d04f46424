import assert from 'node:assert/strict'
import { test } from 'node:test'
import { uint64Max } from '@kivuko/money'
import { moneyText } from './money-text.ts'

const cases = [
  [0n, 'USD', 2, '$0.00'],
  [123_450n, 'USD', 2, '$1,234.50'],
  [5n, 'EUR', 2, '€0.05'],
  [7n, 'JPY', 0, '¥7'],
  [2_000n, 'KES', 2, 'KES\u00a020.00'],
  [1n, 'USDC', 6, '0.000001 USDC'],
  [uint64Max, 'USD', 2, '$184,467,440,737,095,516.15'],
] as const
for (const [value, code, scale, text] of cases) {
  test(`${value} of ${code}/${scale} is ${text}`, () => {
    assert.equal(moneyText({ value, code, scale }), text)
  })
}
