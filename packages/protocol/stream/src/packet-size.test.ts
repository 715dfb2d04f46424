import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { amountTooLargeData, uint64Max } from '@kivuko/ilp'
import fc from 'fast-check'
import {
  nextPacketMax,
  type PacketSize,
  packetPassed,
  packetTooLarge,
  startPacketSize,
} from './packet-size.ts'

const noData = new Uint8Array(0)

describe('packet size', () => {
  test('is without limit until one is met', () => {
    assert.equal(nextPacketMax(startPacketSize(undefined)), uint64Max)
    assert.equal(nextPacketMax(startPacketSize(50n)), 50n)
  })

  test('is what a hop tells, in the units of the sender', () => {
    const data = amountTooLargeData({ receivedAmount: 200n, maximumAmount: 50n })
    const size = packetTooLarge(startPacketSize(undefined), { sourceAmount: 1000n, data })
    assert.deepEqual(size, { kind: 'precise', max: 250n, passedMax: 0n })
  })

  test('is not changed by a hop that contradicts itself or by a larger limit', () => {
    const known = startPacketSize(100n)
    for (const [receivedAmount, maximumAmount] of [
      [10n, 20n],
      [10n, 10n],
      [0n, 0n],
      [10n, 9n],
    ] as const) {
      const data = amountTooLargeData({ receivedAmount, maximumAmount })
      assert.deepEqual(packetTooLarge(known, { sourceAmount: 1000n, data }), known)
    }
  })

  test('of nothing ends the payment', () => {
    const data = amountTooLargeData({ receivedAmount: 5n, maximumAmount: 0n })
    assert.equal(packetTooLarge(startPacketSize(undefined), { sourceAmount: 9n, data }), undefined)
    const silent = { sourceAmount: 1n, data: noData }
    assert.equal(packetTooLarge(startPacketSize(undefined), silent), undefined)
  })

  test('is found by halving when no hop tells it', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 1n, max: 10n ** 12n }), (limit) => {
        let size: PacketSize | undefined = startPacketSize(undefined)
        for (let tries = 0; size.kind !== 'precise'; tries += 1) {
          assert.ok(tries < 68, 'about as many tries as the largest amount has bits')
          const sourceAmount: bigint = nextPacketMax(size)
          size =
            sourceAmount > limit
              ? packetTooLarge(size, { sourceAmount, data: noData })
              : packetPassed(size, sourceAmount)
          assert.ok(size)
        }
        assert.equal(nextPacketMax(size), limit)
      }),
    )
  })
})
