import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import { canonicalDepthMax, canonicalJson, isNestedTooDeep } from './canonical-json.ts'

test('the example of RFC 8785 section 3.2.2 comes out as section 3.2.3 has it', () => {
  const value: unknown = JSON.parse(
    '{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],' +
      '"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/",' +
      '"literals":[null,true,false]}',
  )
  assert.equal(
    canonicalJson(value),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
      '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
})

test('members are sorted by UTF-16 code units (RFC 8785 section 3.2.3)', () => {
  const value = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, ö: 7 }
  assert.equal(
    canonicalJson(value),
    '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"\ud83d\ude00":5,"\ufb33":3}',
  )
})

test('undefined members are left out and undefined items are null, as JSON has it', () => {
  assert.equal(canonicalJson({ b: undefined, a: [undefined, 1] }), '{"a":[null,1]}')
})

test('what JSON cannot say is refused', () => {
  for (const value of [1n, Number.NaN, Number.POSITIVE_INFINITY, () => 1]) {
    assert.throws(() => canonicalJson({ value }), TypeError)
  }
})

test('a value nested too deep is told beforehand and thrown at', () => {
  let value: unknown = 1
  for (let depth = 0; depth < canonicalDepthMax; depth++) value = [value]
  assert.equal(isNestedTooDeep(value), false)
  assert.equal(canonicalJson(value).length, 2 * canonicalDepthMax + 1)
  assert.equal(isNestedTooDeep([value]), true)
  assert.throws(() => canonicalJson([value]), RangeError)
})

test('the text parses back to the value, whatever the order of its members', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      assert.equal(canonicalJson(withMembersReversed(value)), text)
    }),
  )
})

function withMembersReversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMembersReversed)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).reverse()
  return Object.fromEntries(entries.map(([name, member]) => [name, withMembersReversed(member)]))
}
