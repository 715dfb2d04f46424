import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { feeOn } from './fee.ts'
import { uint64Max } from './uint64.ts'

test('rounds the part in proportion up, and adds the fixed part', () => {
  assert.equal(feeOn(10_000n, { fixed: 0n, basisPoints: 1 }), 1n)
  assert.equal(feeOn(10_001n, { fixed: 0n, basisPoints: 1 }), 2n)
  assert.equal(feeOn(1n, { fixed: 7n, basisPoints: 200 }), 8n)
  assert.equal(feeOn(0n, { fixed: 7n, basisPoints: 200 }), 7n)
  assert.equal(feeOn(uint64Max, { fixed: 0n, basisPoints: 10_000 }), uint64Max)
})

test('is the exact share rounded up to the next unit', () => {
  const principals = fc.bigInt({ min: 0n, max: uint64Max })
  fc.assert(
    fc.property(principals, fc.nat(10_000), principals, (principal, basisPoints, fixed) => {
      const share = feeOn(principal, { fixed, basisPoints }) - fixed
      const exact = principal * BigInt(basisPoints)
      assert.ok(share * 10_000n >= exact && (share - 1n) * 10_000n < exact)
    }),
  )
})

test('throws on basis points that are none', () => {
  for (const basisPoints of [-1, 10_001, 0.5, Number.NaN]) {
    assert.throws(() => feeOn(1n, { fixed: 0n, basisPoints }), RangeError)
  }
})
