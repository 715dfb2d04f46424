import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { IlpCodecError } from './ilp-codec-error.ts'
import { readVectors, withVectors } from './test-vectors.ts'
import { formatTimestamp, parseTimestamp } from './timestamp.ts'

interface TimestampVectors {
  readonly encode: readonly (readonly [iso: string, wire: string])[]
  readonly decodeValid: readonly string[]
  readonly decodeInvalid: readonly string[]
}

const year0 = Date.parse('0000-01-01T00:00:00.000Z')
const year9999 = Date.parse('9999-12-31T23:59:59.999Z')

/** `YYYYMMDDhhmmssSSS` as ISO 8601, so that `Date` can be the judge. */
const asIso = (wire: string) =>
  wire.replace(/^(....)(..)(..)(..)(..)(..)(...)$/, '$1-$2-$3T$4:$5:$6.$7Z')

describe('ILP timestamp', () => {
  test('reads and writes the same moments as ISO 8601 in UTC', () => {
    fc.assert(
      fc.property(fc.integer({ min: year0, max: year9999 }), (ms) => {
        const wire = new Date(ms).toISOString().replace(/[-:TZ.]/g, '')
        assert.equal(formatTimestamp(ms), wire)
        assert.equal(parseTimestamp(wire), ms)
      }),
    )
  })

  test('reads minutes that share a slot of its memory one after the other', () => {
    const first = '20260228235959007'
    const sameSlot = '20260229005903007'.replace('0229', '0301')
    for (const wire of [first, sameSlot, first, sameSlot]) {
      assert.equal(parseTimestamp(wire), Date.parse(asIso(wire)))
    }
  })

  const invalid = [
    '20260028000000000',
    '20261328000000000',
    '20260200000000000',
    '20260229000000000',
    '20260431000000000',
    '20260401240000000',
    '20260401006000000',
    '20260401000060000',
    '2026040100000000',
    '202604010000000000',
    '2026040100000000x',
    '+0260401000000000',
    '',
  ]
  for (const wire of invalid) {
    test(`refuses ${JSON.stringify(wire)}, the first time and the second`, () => {
      assert.throws(() => parseTimestamp(wire), IlpCodecError)
      assert.throws(() => parseTimestamp(wire), IlpCodecError)
    })
  }

  test('knows leap years', () => {
    assert.equal(parseTimestamp('20240229000000000'), Date.UTC(2024, 1, 29))
    assert.equal(parseTimestamp('20000229000000000'), Date.UTC(2000, 1, 29))
    assert.throws(() => parseTimestamp('21000229000000000'), IlpCodecError)
  })

  test('has no form for times outside of the years 0 to 9999 or between milliseconds', () => {
    for (const ms of [year0 - 1, year9999 + 1, 0.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => formatTimestamp(ms), RangeError)
    }
  })

  test('agrees with the shared vectors', withVectors, () => {
    const vectors = readVectors<TimestampVectors>('ilp-timestamps.json')
    for (const [iso, wire] of vectors.encode) {
      const parsed = Date.parse(iso.replace(/\+(\d\d)(\d\d)$/, '+$1:$2'))
      assert.equal(formatTimestamp(parsed), wire, iso)
    }
    for (const wire of vectors.decodeValid) {
      assert.equal(parseTimestamp(wire), Date.parse(asIso(wire)), wire)
    }
    for (const wire of vectors.decodeInvalid) {
      assert.throws(() => parseTimestamp(wire), IlpCodecError, wire)
    }
  })
})
