import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { parseValue } from 'graphql'
import { scalars } from './scalars.ts'

const { UInt8, UInt64, JSONObject } = scalars
const uint64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n })

describe('UInt64', () => {
  test('every amount survives as text, in variables and in documents', () => {
    fc.assert(
      fc.property(uint64, (value) => {
        const text = UInt64.serialize(value)
        assert.equal(text, value.toString())
        assert.equal(UInt64.parseValue(text), value)
        assert.equal(UInt64.parseLiteral(parseValue(`"${text}"`), null), value)
        assert.equal(UInt64.parseLiteral(parseValue(value.toString()), null), value)
      }),
    )
  })

  test('a number is taken as long as it is exact', () => {
    assert.equal(UInt64.parseValue(0), 0n)
    assert.equal(UInt64.parseValue(Number.MAX_SAFE_INTEGER), 9007199254740991n)
    assert.throws(() => UInt64.parseValue(2 ** 53), /UInt64 must be/)
  })

  test('anything else is refused', () => {
    for (const wrong of [-1, 1.5, NaN, '', '-1', '1.0', '1e3', ' 1', '0x1', true, null, [], {}]) {
      assert.throws(() => UInt64.parseValue(wrong), /UInt64 must be/, JSON.stringify(wrong))
    }
    for (const wrong of ['18446744073709551616', '-1', '1.5', 'true', '"x"', '[1]']) {
      assert.throws(() => UInt64.parseLiteral(parseValue(wrong), null), /UInt64 must be/, wrong)
    }
  })

  test('a value of ours that is no amount is a fault', () => {
    for (const wrong of [-1n, 2n ** 64n, 1, 'x']) assert.throws(() => UInt64.serialize(wrong))
  })
})

describe('UInt8', () => {
  test('whole numbers from 0 to 255 are taken, nothing else', () => {
    for (const right of [0, 9, 255]) assert.equal(UInt8.parseValue(right), right)
    assert.equal(UInt8.parseLiteral(parseValue('2'), null), 2)
    for (const wrong of [-1, 256, 1.5, '2', null, true]) {
      assert.throws(() => UInt8.parseValue(wrong), /UInt8 must be/, String(wrong))
    }
    assert.throws(() => UInt8.parseLiteral(parseValue('"2"'), null), /UInt8 must be/)
  })

  test('the number of a ledger is written even beyond 255', () => {
    assert.equal(UInt8.serialize(70_000), 70_000)
    assert.throws(() => UInt8.serialize(-1))
  })
})

describe('JSONObject', () => {
  test('objects are taken, from documents with their variables', () => {
    assert.deepEqual(JSONObject.parseValue({ a: [1, { b: null }] }), { a: [1, { b: null }] })
    const literal = parseValue('{ a: $x, b: ["c", 1.5, true] }')
    const read = JSON.stringify(JSONObject.parseLiteral(literal, { x: 'y' }))
    assert.equal(read, '{"a":"y","b":["c",1.5,true]}')
    for (const wrong of [[], 'text', 1, true, null]) {
      assert.throws(() => JSONObject.parseValue(wrong), /JSONObject must be/)
    }
  })
})
