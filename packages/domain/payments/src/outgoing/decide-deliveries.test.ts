import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeRatio } from '@kivuko/money'
import fc from 'fast-check'
import { decideDeliveries } from './decide-deliveries.ts'

const one = makeRatio(1n, 1n)
const same = { low: makeRatio(99n, 100n), expected: one, high: one }

function decide(
  grownAmount: bigint,
  amounts: readonly bigint[],
  { postedAmount = 0n, rate = same } = {},
) {
  const packets = amounts.map((amount, index) => ({ id: `${index}`, amount }))
  const decided = decideDeliveries({ grownAmount, postedAmount, packets, rate })
  const chosen = packets.filter(({ id }) => decided.delivered.includes(id))
  return { ...decided, sum: chosen.reduce((sum, { amount }) => sum + amount, 0n) }
}

describe('what became of packets', () => {
  it('is told by how much the receiver’s total grew', () => {
    assert.deepEqual(decide(0n, [100n, 50n]).delivered, [])
    assert.deepEqual(decide(100n, [100n, 50n]).delivered, ['0'])
    assert.deepEqual(decide(50n, [100n, 50n]).delivered, ['1'])
    assert.equal(decide(150n, [100n, 50n]).sum, 150n)
  })

  it('leaves out what was fulfilled for sure', () => {
    const decided = decide(170n, [100n, 50n], { postedAmount: 70n })
    assert.deepEqual(decided.delivered, ['0'])
    assert.equal(decided.deliveredAmount, 170n)
  })

  it('is never more than all of them, whoever else pays the receiver', () => {
    const decided = decide(10_000n, [100n, 50n])
    assert.equal(decided.sum, 150n)
    assert.equal(decided.deliveredAmount, 150n)
    assert.equal(decided.isExact, false)
  })

  it('is the closest when nothing fits', () => {
    const decided = decide(90n, [100n])
    assert.deepEqual(decided.delivered, ['0'])
    assert.equal(decided.isExact, false)
  })

  it('is found among the packets of a payment in the same asset, to the unit', () => {
    const packets = fc.array(
      fc.record({ amount: fc.bigInt(1n, 10_000n), isDelivered: fc.boolean() }),
      { maxLength: 20 },
    )
    const property = fc.property(packets, fc.bigInt(0n, 10_000n), (list, postedAmount) => {
      const arrived = list.filter(({ isDelivered }) => isDelivered)
      const truth = arrived.reduce((sum, { amount }) => sum + amount, 0n)
      const amounts = list.map(({ amount }) => amount)
      const decided = decide(truth + postedAmount, amounts, { postedAmount })
      assert.equal(decided.sum, truth)
      assert.equal(decided.isExact, true)
    })
    fc.assert(property)
  })

  it('is found across assets among like packets, though the rate moves a little', () => {
    const property = fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.integer({ min: 0, max: 20 }),
      fc.bigInt(-4n, 10n),
      (count, delivered, drift) => {
        const expected = makeRatio(9n, 10n)
        const actual = makeRatio(9n * (1_000n + drift), 10_000n)
        const rate = { low: makeRatio(891n, 1_000n), expected, high: makeRatio(91n, 100n) }
        const each = 1_000n
        const arrived = BigInt(Math.min(delivered, count)) * ((each * actual.num) / actual.den)
        const amounts = Array.from({ length: count }, () => each)
        const decided = decide(arrived, amounts, { rate })
        assert.equal(decided.delivered.length, Math.min(delivered, count))
      },
    )
    fc.assert(property)
  })

  it('is found closely enough among more packets than a sender has underway', () => {
    const amounts = Array.from({ length: 40 }, (_, index) => 1_000n + BigInt(index) * 37n)
    const truth = amounts.filter((_, index) => index % 3 === 0)
    const sum = truth.reduce((total, amount) => total + amount, 0n)
    const { sum: decided } = decide(sum, amounts)
    assert.ok(decided > sum - 37n && decided < sum + 37n, `${decided} of ${sum}`)
  })
})
