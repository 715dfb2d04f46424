import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import fc from 'fast-check'
import { estimateDestination, estimateSource, narrowRate, unknownRate } from './exchange-rate.ts'
import { maxSourceAmountFor, minDeliveryAmountFor } from './payment-limits.ts'

const amount = fc.bigInt({ min: 1n, max: 10n ** 12n })
const anyRate = fc.record({
  num: fc.bigInt({ min: 1n, max: 10n ** 9n }),
  den: fc.bigInt({ min: 1n, max: 10n ** 9n }),
})

describe('bounds of a rate', () => {
  test('hold the true rate after any answers, so estimates are right', () => {
    fc.assert(
      fc.property(
        anyRate,
        fc.array(amount, { minLength: 1, maxLength: 10 }),
        amount,
        (real, tried, next) => {
          const deliver = (source: bigint) => (source * real.num) / real.den
          const bounds = tried.reduce(
            (known, sourceAmount) =>
              narrowRate(known, { sourceAmount, destinationAmount: deliver(sourceAmount) }),
            unknownRate,
          )
          const estimate = estimateDestination(bounds, next)
          assert.ok(estimate.low <= deliver(next) && deliver(next) <= estimate.high)
          const source = estimateSource(bounds, next)
          assert.ok(source === undefined || deliver(source) >= next)
        },
      ),
    )
  })

  test('start anew when an answer contradicts them', () => {
    const before = narrowRate(unknownRate, { sourceAmount: 100n, destinationAmount: 50n })
    const lower = narrowRate(before, { sourceAmount: 100n, destinationAmount: 40n })
    assert.deepEqual(lower, { low: { num: 40n, den: 100n }, high: { num: 41n, den: 100n } })
    const higher = narrowRate(before, { sourceAmount: 100n, destinationAmount: 60n })
    assert.deepEqual(higher, { low: { num: 60n, den: 100n }, high: { num: 61n, den: 100n } })
  })

  test('tell nothing about the source when nothing is known to arrive', () => {
    assert.equal(estimateSource(unknownRate, 5n), undefined)
    assert.equal(estimateDestination(unknownRate, 5n).low, 0n)
  })
})

describe('limits of a payment', () => {
  const rate = { num: 99n, den: 100n }

  test('delivering D costs at most floor(D / rate) + 1', () => {
    const cost = (amountToDeliver: bigint) =>
      maxSourceAmountFor({ amountToDeliver, minExchangeRate: rate })
    assert.deepEqual([1n, 100n, 500n].map(cost), [2n, 102n, 506n])
    assert.equal(
      maxSourceAmountFor({ amountToDeliver: 1n, minExchangeRate: { num: 0n, den: 1n } }),
      undefined,
    )
  })

  test('sending S delivers at least ceil((S - 1) * rate)', () => {
    const least = (amountToSend: bigint) =>
      minDeliveryAmountFor({ amountToSend, minExchangeRate: rate })
    assert.deepEqual([1n, 2n, 100n, 500n].map(least), [0n, 1n, 99n, 495n])
  })

  test('what may be sent is always enough to deliver at the minimum rate', () => {
    fc.assert(
      fc.property(amount, anyRate, (amountToDeliver, minExchangeRate) => {
        const source = maxSourceAmountFor({ amountToDeliver, minExchangeRate })
        assert.ok(source !== undefined)
        assert.ok((source * minExchangeRate.num) / minExchangeRate.den >= amountToDeliver)
      }),
    )
  })
})
