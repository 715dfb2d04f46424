import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { IlpCodecError, packetType, uint64Max } from '@kivuko/ilp'
import fc from 'fast-check'
import type { StreamFrame } from './stream-frame.ts'
import { decodeStreamPacket, encodeStreamPacket } from './stream-packet.ts'
import { readVectors, withVectors } from './test-vectors.ts'

const uint64 = fc.bigInt({ min: 0n, max: uint64Max })
const uint8 = fc.nat(255)
const text = fc.string({ unit: 'grapheme', maxLength: 60 })
const octets = fc.uint8Array({ maxLength: 300 })
const type = <Type extends string>(name: Type) => fc.constant(name)

const frame: fc.Arbitrary<StreamFrame> = fc.oneof(
  fc.record({ type: type('ConnectionClose'), errorCode: uint8, errorMessage: text }),
  fc.record({ type: type('ConnectionNewAddress'), sourceAccount: text }),
  fc.record({ type: type('ConnectionMaxData'), maxOffset: uint64 }),
  fc.record({ type: type('ConnectionDataBlocked'), maxOffset: uint64 }),
  fc.record({ type: type('ConnectionMaxStreamId'), maxStreamId: uint64 }),
  fc.record({ type: type('ConnectionStreamIdBlocked'), maxStreamId: uint64 }),
  fc.record({
    type: type('ConnectionAssetDetails'),
    sourceAssetCode: text,
    sourceAssetScale: uint8,
  }),
  fc.record({
    type: type('StreamClose'),
    streamId: uint64,
    errorCode: uint8,
    errorMessage: text,
  }),
  fc.record({ type: type('StreamMoney'), streamId: uint64, shares: uint64 }),
  fc.record({
    type: type('StreamMaxMoney'),
    streamId: uint64,
    receiveMax: uint64,
    totalReceived: uint64,
  }),
  fc.record({
    type: type('StreamMoneyBlocked'),
    streamId: uint64,
    sendMax: uint64,
    totalSent: uint64,
  }),
  fc.record({ type: type('StreamData'), streamId: uint64, offset: uint64, data: octets }),
  fc.record({ type: type('StreamMaxData'), streamId: uint64, maxOffset: uint64 }),
  fc.record({ type: type('StreamDataBlocked'), streamId: uint64, maxOffset: uint64 }),
  fc.record({ type: type('StreamReceipt'), streamId: uint64, receipt: octets }),
)

const packet = fc.record({
  packetType: fc.constantFrom('prepare', 'fulfill', 'reject'),
  sequence: uint64,
  prepareAmount: uint64,
  frames: fc.array(frame, { maxLength: 8 }),
})

/** A value with its octets as hex and its integers as text, to compare. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, inner: unknown) => {
      if (typeof inner === 'bigint') return String(inner)
      if (inner instanceof Uint8Array) return [...inner]
      return isBufferJson(inner) ? inner.data : inner
    }),
  )
}

function isBufferJson(value: unknown): value is { readonly data: number[] } {
  return typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer'
}

describe('STREAM packet', () => {
  test('survives a round trip with any frames', () => {
    fc.assert(
      fc.property(packet, (values) => {
        assert.deepEqual(plain(decodeStreamPacket(encodeStreamPacket(values))), plain(values))
      }),
    )
  })

  test('random bytes are read or refused, never anything else', () => {
    const likely = fc
      .tuple(fc.constantFrom(12, 13, 14), fc.uint8Array({ maxLength: 60 }))
      .map(([kind, rest]) => Uint8Array.of(1, kind, 1, 0, 1, 0, ...rest))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), likely), (bytes) => {
        try {
          decodeStreamPacket(bytes)
        } catch (error) {
          assert.ok(error instanceof IlpCodecError, String(error))
        }
      }),
    )
  })

  test('ignores frames of unknown types and padding', () => {
    const bytes = Buffer.from('010c0105010701026303aabbcc1104010101020000', 'hex')
    assert.deepEqual(decodeStreamPacket(bytes), {
      packetType: 'prepare',
      sequence: 5n,
      prepareAmount: 7n,
      frames: [{ type: 'StreamMoney', streamId: 1n, shares: 2n }],
    })
  })

  test('reads a receiveMax above 64 bits as the largest integer of 64', () => {
    const bytes = Buffer.from('010d010001000101120e010109ffffffffffffffffff0103', 'hex')
    assert.deepEqual(decodeStreamPacket(bytes).frames, [
      { type: 'StreamMaxMoney', streamId: 1n, receiveMax: uint64Max, totalReceived: 3n },
    ])
  })

  for (const [what, hex] of [
    ['another version', '020c010001000100'],
    ['a type that no ILP packet has', '010b010001000100'],
    ['a missing frame', '010c010001000101'],
    ['a frame that ends within a field', '010c0100010001011103010101'],
    ['a count of frames that no packet can hold', '010c0100010004ffffffff'],
  ] as const) {
    test(`is refused with ${what}`, () => {
      assert.throws(() => decodeStreamPacket(Buffer.from(hex, 'hex')), IlpCodecError)
    })
  }

  test('agrees with the shared vectors', withVectors, () => {
    const vectors = readVectors<Record<string, PacketVector>>('stream-packets.interledgerjs.json')
    assert.equal(Object.keys(vectors).length, 53)
    for (const [name, vector] of Object.entries(vectors)) {
      const bytes = Buffer.from(vector.buffer, 'base64')
      const seen = decodeStreamPacket(bytes)
      const { sequence, packetType: code, amount, frames } = vector.packet
      assert.deepEqual(
        plain(seen),
        {
          packetType: packetType(Uint8Array.of(code)),
          sequence,
          prepareAmount: amount,
          frames: frames.map(asFrame),
        },
        name,
      )
      if (vector.decode_only === true) continue
      const again = Buffer.from(encodeStreamPacket(seen)).toString('base64')
      assert.equal(again, vector.buffer, name)
    }
  })
})

interface PacketVector {
  readonly packet: {
    readonly sequence: string
    readonly packetType: number
    readonly amount: string
    readonly frames: readonly Record<string, unknown>[]
  }
  readonly buffer: string
  readonly decode_only?: boolean
}

function asFrame({ name, ...fields }: Record<string, unknown>): unknown {
  const octetsOf = (field: string) => {
    const octetText = fields[field]
    return typeof octetText === 'string' ? { [field]: [...Buffer.from(octetText, 'base64')] } : {}
  }
  return { ...fields, ...octetsOf('data'), ...octetsOf('receipt'), type: name }
}
