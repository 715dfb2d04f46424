import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { IlpCodecError } from './ilp-codec-error.ts'
import {
  createOerReader,
  readBytes,
  readLength,
  readUint8,
  readUint16,
  readUint32,
  readUint64,
  readVarAscii,
  readVarBytes,
  readVarCount,
  readVarUint,
  readVarUintSaturating,
  readVarUtf8,
  remaining,
  uint64Max,
} from './oer-reader.ts'
import {
  createOerWriter,
  lengthSize,
  type OerWriter,
  varBytesSize,
  varUintSize,
  writeBytes,
  writeLength,
  writeUint8,
  writeUint16,
  writeUint32,
  writeUint64,
  writeVarBytes,
  writeVarText,
  writeVarUint,
  writtenBytes,
} from './oer-writer.ts'

const uint64 = fc.bigInt({ min: 0n, max: uint64Max })
const bytes = (hex: string) => Buffer.from(hex, 'hex')

function written(write: (writer: OerWriter) => void): string {
  const writer = createOerWriter(1)
  write(writer)
  return writtenBytes(writer).toString('hex')
}

describe('OER lengths', () => {
  const table: readonly [number, string][] = [
    [0, '00'],
    [127, '7f'],
    [128, '8180'],
    [255, '81ff'],
    [256, '820100'],
    [65_535, '82ffff'],
    [65_536, '83010000'],
    [16_777_215, '83ffffff'],
  ]
  for (const [length, hex] of table) {
    test(`${length} is ${hex}`, () => {
      assert.equal(
        written((writer) => writeLength(writer, length)),
        hex,
      )
      assert.equal(readLength(createOerReader(bytes(hex))), length)
      assert.equal(lengthSize(length), hex.length / 2)
    })
  }

  for (const hex of [
    '80',
    '817f',
    '820080',
    '8200ff',
    '83000100',
    '8401000000',
    'ff',
    '82ff',
    '',
  ]) {
    test(`refuses ${hex === '' ? 'nothing' : hex}`, () => {
      assert.throws(() => readLength(createOerReader(bytes(hex))), IlpCodecError)
    })
  }

  test('above 24 bits cannot be written', () => {
    assert.throws(() => writeLength(createOerWriter(), 0x100_0000), RangeError)
  })
})

describe('OER integers', () => {
  const table: readonly [bigint, string][] = [
    [0n, '0100'],
    [255n, '01ff'],
    [256n, '020100'],
    [0xffff_ffff_ffffn, '06ffffffffffff'],
    [0x1_0000_0000_0000n, '0701000000000000'],
    [uint64Max, '08ffffffffffffffff'],
  ]
  for (const [value, hex] of table) {
    test(`${value} as VarUInt is ${hex}`, () => {
      assert.equal(
        written((writer) => writeVarUint(writer, value)),
        hex,
      )
      assert.equal(readVarUint(createOerReader(bytes(hex))), value)
      assert.equal(varUintSize(value), hex.length / 2)
    })
  }

  test('every 64-bit integer survives a round trip, fixed and variable', () => {
    fc.assert(
      fc.property(uint64, (value) => {
        const writer = createOerWriter()
        writeUint64(writer, value)
        writeVarUint(writer, value)
        writeVarUint(writer, value)
        const reader = createOerReader(writtenBytes(writer))
        assert.equal(readUint64(reader), value)
        assert.equal(readVarUint(reader), value)
        assert.equal(readVarUintSaturating(reader), value)
        assert.equal(remaining(reader), 0)
      }),
    )
  })

  test('a VarUInt above 64 bits is refused, or saturates where asked to', () => {
    const above = bytes('09010000000000000000')
    assert.throws(() => readVarUint(createOerReader(above)), IlpCodecError)
    assert.equal(readVarUintSaturating(createOerReader(above)), uint64Max)
    const padded = bytes('0a00000000000000000007')
    assert.equal(readVarUintSaturating(createOerReader(padded)), 7n)
  })

  test('a VarUInt without bytes is refused', () => {
    assert.throws(() => readVarUint(createOerReader(bytes('00'))), IlpCodecError)
  })

  test('a count above its bound is refused', () => {
    assert.equal(readVarCount(createOerReader(bytes('0114')), 20), 20)
    assert.throws(() => readVarCount(createOerReader(bytes('0115')), 20), IlpCodecError)
  })

  test('what has no unsigned 64-bit form cannot be written', () => {
    for (const value of [-1n, uint64Max + 1n]) {
      assert.throws(() => writeVarUint(createOerWriter(), value), RangeError)
      assert.throws(() => writeUint64(createOerWriter(), value), RangeError)
    }
  })

  test('small integers are read as they were written', () => {
    const hex = written((writer) => {
      writeUint8(writer, 0xfe)
      writeUint16(writer, 0xfedc)
      writeUint32(writer, 0xfedc_ba98)
    })
    assert.equal(hex, 'fefedcfedcba98')
    const reader = createOerReader(bytes(hex))
    assert.deepEqual(
      [readUint8(reader), readUint16(reader), readUint32(reader)],
      [0xfe, 0xfedc, 0xfedc_ba98],
    )
  })
})

describe('OER octet strings', () => {
  test('survive a round trip behind and before other fields', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 700 }), fc.string({ unit: 'grapheme' }), (a, text) => {
        const writer = createOerWriter(1)
        writeVarBytes(writer, a)
        writeVarText(writer, text)
        writeBytes(writer, a)
        const reader = createOerReader(writtenBytes(writer))
        assert.deepEqual(new Uint8Array(readVarBytes(reader, 700)), a)
        assert.equal(reader.offset, varBytesSize(a.length))
        assert.equal(readVarUtf8(reader, 10_000), text)
        assert.deepEqual(new Uint8Array(readBytes(reader, a.length)), a)
      }),
    )
  })

  test('are refused above their bound and when bytes are missing', () => {
    assert.throws(() => readVarBytes(createOerReader(bytes('03aabbcc')), 2), IlpCodecError)
    assert.throws(() => readVarUtf8(createOerReader(bytes('03616263')), 2), IlpCodecError)
    assert.throws(() => readVarBytes(createOerReader(bytes('03aabb')), 9), IlpCodecError)
  })

  test('as ASCII refuse a byte above 127', () => {
    assert.equal(readVarAscii(createOerReader(bytes('026162')), 9), 'ab')
    assert.throws(() => readVarAscii(createOerReader(bytes('0261e9')), 9), IlpCodecError)
  })

  test('are never read beyond the part given to the reader', () => {
    const reader = createOerReader(bytes('0003aabbccddee'), 1, 4)
    assert.throws(() => readVarBytes(reader, 9), IlpCodecError)
    assert.throws(() => createOerReader(bytes('00'), 0, 2), RangeError)
  })
})
