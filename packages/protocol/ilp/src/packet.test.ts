import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import {
  deserializeIlpFulfill,
  deserializeIlpPrepare,
  deserializeIlpReject,
  serializeIlpFulfill,
  serializeIlpPrepare,
  serializeIlpReject,
} from 'ilp-packet'
import { addressLengthMax, isIlpAddress, parseIlpAddress } from './address.ts'
import { encodeFulfill, viewFulfill } from './fulfill.ts'
import { IlpCodecError } from './ilp-codec-error.ts'
import { uint64Max } from './oer-reader.ts'
import { dataLengthMax, messageLengthMax, packetLengthMax, packetType } from './packet.ts'
import { peerCondition } from './peer-protocol.ts'
import { encodePrepare, patchPrepare, viewPrepare } from './prepare.ts'
import { encodeReject, viewReject } from './reject.ts'
import { readVectors, withVectors } from './test-vectors.ts'

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')
const hash = fc.uint8Array({ minLength: 32, maxLength: 32 })
const data = fc.uint8Array({ maxLength: 400 })
const segment = fc.stringMatching(/^[A-Za-z0-9_~-]{1,40}$/)
const address = fc
  .tuple(
    fc.constantFrom('g', 'test', 'private', 'peer'),
    fc.array(segment, { minLength: 1, maxLength: 5 }),
  )
  .map(([scheme, segments]) => parseIlpAddress([scheme, ...segments].join('.')))
const time = fc.integer({ min: 1, max: Date.parse('9999-12-31T23:59:59.999Z') })
const prepare = fc.record({
  amount: fc.bigInt({ min: 0n, max: uint64Max }),
  expiresAtMs: time,
  condition: hash,
  destination: address,
  data,
})
const fulfill = fc.record({ fulfillment: hash, data })
const reject = fc.record({
  code: fc.stringMatching(/^[FTR][0-9][0-9]$/),
  triggeredBy: fc.oneof(address, fc.constant('' as const)),
  message: fc.string({ unit: 'grapheme', maxLength: 200 }),
  data,
})

function view(bytes: Uint8Array): unknown {
  switch (packetType(bytes)) {
    case 'prepare':
      return viewPrepare(bytes)
    case 'fulfill':
      return viewFulfill(bytes)
    case 'reject':
      return viewReject(bytes)
  }
}

describe('ILP packets', () => {
  test('a Prepare survives a round trip, and the npm codec reads and writes the same', () => {
    fc.assert(
      fc.property(prepare, (values) => {
        const bytes = encodePrepare(values)
        const seen = viewPrepare(new Uint8Array(bytes))
        assert.equal(seen.amount, values.amount)
        assert.equal(seen.expiresAtMs, values.expiresAtMs)
        assert.equal(seen.destination, values.destination)
        assert.equal(hexOf(seen.condition), hexOf(values.condition))
        assert.equal(hexOf(seen.data), hexOf(values.data))
        const theirs = deserializeIlpPrepare(Buffer.from(bytes))
        assert.equal(theirs.amount, String(values.amount))
        assert.equal(theirs.expiresAt.getTime(), values.expiresAtMs)
        assert.equal(theirs.destination, values.destination)
        assert.equal(hexOf(serializeIlpPrepare(theirs)), hexOf(bytes))
      }),
    )
  })

  test('a Fulfill survives a round trip, and the npm codec reads and writes the same', () => {
    fc.assert(
      fc.property(fulfill, (values) => {
        const bytes = encodeFulfill(values)
        const seen = viewFulfill(bytes)
        assert.equal(hexOf(seen.fulfillment), hexOf(values.fulfillment))
        assert.equal(hexOf(seen.data), hexOf(values.data))
        assert.equal(
          hexOf(serializeIlpFulfill(deserializeIlpFulfill(Buffer.from(bytes)))),
          hexOf(bytes),
        )
      }),
    )
  })

  test('a Reject survives a round trip, and the npm codec reads and writes the same', () => {
    fc.assert(
      fc.property(reject, (values) => {
        const bytes = encodeReject(values)
        const seen = viewReject(bytes)
        assert.equal(seen.code, values.code)
        assert.equal(seen.triggeredBy, values.triggeredBy)
        assert.equal(seen.message, values.message)
        assert.equal(hexOf(seen.data), hexOf(values.data))
        assert.equal(
          hexOf(serializeIlpReject(deserializeIlpReject(Buffer.from(bytes)))),
          hexOf(bytes),
        )
      }),
    )
  })

  test('random bytes are read or refused, never anything else', () => {
    const anything = fc
      .tuple(fc.constantFrom(12, 13, 14), fc.uint8Array({ maxLength: 120 }))
      .map(([type, rest]) => Uint8Array.of(type, rest.length, ...rest))
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), anything), (bytes) => {
        try {
          view(bytes)
        } catch (error) {
          assert.ok(error instanceof IlpCodecError, String(error))
        }
      }),
    )
  })

  test('a damaged packet is read or refused, never anything else', () => {
    const packet = fc.oneof(
      prepare.map(encodePrepare),
      fulfill.map(encodeFulfill),
      reject.map(encodeReject),
    )
    fc.assert(
      fc.property(packet, fc.nat(), fc.nat(255), fc.nat(), (bytes, at, value, length) => {
        const damaged = new Uint8Array(bytes)
        damaged[at % damaged.length] = value
        for (const given of [damaged, damaged.subarray(0, length % damaged.length)]) {
          try {
            view(given)
          } catch (error) {
            assert.ok(error instanceof IlpCodecError, String(error))
          }
        }
      }),
    )
  })

  test('a packet is refused when cut or followed by anything', () => {
    fc.assert(
      fc.property(fc.oneof(prepare.map(encodePrepare), reject.map(encodeReject)), (bytes) => {
        assert.throws(() => view(bytes.subarray(0, -1)), IlpCodecError)
        assert.throws(() => view(Buffer.concat([bytes, Buffer.of(0)])), IlpCodecError)
      }),
    )
  })

  test('bytes after the last field of the contents are ignored', () => {
    const longer = Buffer.from(encodeFulfill({ fulfillment: peerCondition, data: Buffer.of(9) }))
    longer[1] = (longer[1] ?? 0) + 2
    const seen = viewFulfill(Buffer.concat([longer, Buffer.of(1, 2)]))
    assert.equal(hexOf(seen.data), '09')
  })

  test('the largest packet is as long as its constant says', () => {
    const largest = encodeReject({
      code: 'F00',
      triggeredBy: parseIlpAddress('g.'.padEnd(addressLengthMax, 'a')),
      message: 'm'.repeat(messageLengthMax),
      data: new Uint8Array(dataLengthMax),
    })
    assert.equal(largest.length, packetLengthMax)
    assert.equal(viewReject(largest).data.length, dataLengthMax)
  })

  test('values outside of the format cannot be written', () => {
    const good = fc.sample(prepare, 1)[0]
    assert.ok(good)
    const big = new Uint8Array(dataLengthMax + 1)
    assert.throws(() => encodePrepare({ ...good, amount: -1n }), RangeError)
    assert.throws(() => encodePrepare({ ...good, amount: uint64Max + 1n }), RangeError)
    assert.throws(() => encodePrepare({ ...good, condition: new Uint8Array(31) }), RangeError)
    assert.throws(() => encodePrepare({ ...good, data: big }), RangeError)
    assert.throws(() => encodeFulfill({ fulfillment: new Uint8Array(33), data: big }), RangeError)
    const badReject = { code: 'X00', triggeredBy: '' as const, message: '', data: new Uint8Array() }
    assert.throws(() => encodeReject(badReject), RangeError)
    assert.throws(
      () => encodeReject({ ...badReject, code: 'F00', message: 'é'.repeat(4096) }),
      RangeError,
    )
  })
})

describe('patching a Prepare', () => {
  test('changes amount and expiry in place and nothing else', () => {
    fc.assert(
      fc.property(
        prepare,
        fc.bigInt({ min: 0n, max: uint64Max }),
        time,
        (values, amount, expiresAtMs) => {
          const bytes = encodePrepare(values)
          patchPrepare(viewPrepare(bytes), { amount, expiresAtMs })
          assert.equal(hexOf(bytes), hexOf(encodePrepare({ ...values, amount, expiresAtMs })))
        },
      ),
    )
  })

  test('works on a part of larger memory and leaves its surroundings', () => {
    const packet = encodePrepare({ ...someFields(), amount: 7n })
    const memory = new Uint8Array(packet.length + 20).fill(0xee)
    memory.set(packet, 10)
    const seen = viewPrepare(memory.subarray(10, 10 + packet.length))
    patchPrepare(seen, { amount: 8n, expiresAtMs: seen.expiresAtMs })
    assert.equal(
      hexOf(memory.subarray(10, -10)),
      hexOf(encodePrepare({ ...someFields(), amount: 8n })),
    )
    assert.equal(hexOf(memory.subarray(0, 10)), 'ee'.repeat(10))
    assert.equal(hexOf(memory.subarray(-10)), 'ee'.repeat(10))
  })

  test('agrees with the shared vectors', withVectors, () => {
    const { cases } = readVectors<{ cases: PatchCase[] }>('ilp-prepare-inplace-edit.derived.json')
    for (const one of cases) {
      const bytes = Buffer.from(one.before, 'hex')
      const seen = viewPrepare(bytes)
      assert.equal(seen.contentsOffset, one.contentsOffset)
      const expiresAtMs = Date.parse(one.newExpiresAt)
      patchPrepare(seen, { amount: BigInt(one.newAmount), expiresAtMs })
      assert.equal(bytes.toString('hex'), one.after)
    }
  })
})

describe('shared packet vectors', withVectors, () => {
  test('are read as they say and written again byte for byte', () => {
    const { cases } = readVectors<{ cases: PacketCase[] }>('ilp-packets.derived.json')
    for (const one of cases) {
      const bytes = Buffer.from(one.packet, 'hex')
      if (one.decoded === undefined) {
        assert.throws(() => view(bytes), IlpCodecError, one.name)
      } else {
        assert.deepEqual(flat(bytes), spelledOut(one.decoded), one.name)
      }
    }
  })

  for (const kind of ['prepare', 'fulfill', 'reject']) {
    test(`the public example of a ${kind}`, () => {
      const { binary } = readVectors<{ binary: string }>(`ilp-packet/ilp_${kind}.example01.json`)
      const bytes = Buffer.from(binary, 'hex')
      assert.equal(packetType(bytes), kind)
      flat(bytes)
    })
  }
})

interface PatchCase {
  readonly before: string
  readonly after: string
  readonly newAmount: string
  readonly newExpiresAt: string
  readonly contentsOffset: number
}

interface PacketCase {
  readonly name: string
  readonly packet: string
  readonly decoded?: Record<string, string | { readonly repeat: string; readonly length: number }>
}

/** The fields of a vector with its long runs of one byte written out. */
function spelledOut(decoded: NonNullable<PacketCase['decoded']>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(decoded).map(([name, value]) => [
      name,
      typeof value === 'string' ? value : value.repeat.repeat(value.length),
    ]),
  )
}

function someFields() {
  const destination = parseIlpAddress('test.alice')
  assert.ok(isIlpAddress(destination))
  return {
    expiresAtMs: 1_800_000_000_123,
    condition: peerCondition,
    destination,
    data: Buffer.of(1),
  }
}

/**
 * What a packet holds, as the vectors write it; asserts on the way that it encodes to the same
 * bytes.
 */
function flat(bytes: Buffer): Record<string, string> {
  switch (packetType(bytes)) {
    case 'prepare': {
      const seen = viewPrepare(bytes)
      assert.equal(hexOf(encodePrepare(seen)), hexOf(bytes))
      return {
        amount: String(seen.amount),
        expiresAt: new Date(seen.expiresAtMs).toISOString(),
        executionCondition: hexOf(seen.condition),
        destination: seen.destination,
        data: hexOf(seen.data),
      }
    }
    case 'fulfill': {
      const seen = viewFulfill(bytes)
      assert.equal(hexOf(encodeFulfill(seen)), hexOf(bytes))
      return { fulfillment: hexOf(seen.fulfillment), data: hexOf(seen.data) }
    }
    case 'reject': {
      const seen = viewReject(bytes)
      assert.equal(hexOf(encodeReject(seen)), hexOf(bytes))
      return { ...seen, data: hexOf(seen.data) }
    }
  }
}
