import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { makeRatio } from '@kivuko/money'
import fc from 'fast-check'
import { isDeliverable } from './path-probe.ts'
import { minRate, quoteAmounts, remoteConversion } from './quote-amounts.ts'

const slippage = makeRatio(1n, 100n)

describe('a payment over a probed path', () => {
  it('that is called deliverable is delivered by packets that lose a fraction each', () => {
    const property = fc.property(
      fc.bigInt(1n, 100_000n),
      fc.bigInt(1n, 5_000n),
      fc.tuple(fc.bigInt(1n, 300n), fc.bigInt(1n, 300n)),
      fc.bigInt(0n, 15n),
      (value, maxPacketAmount, [num, den], loss) => {
        const market = makeRatio(num, den)
        const actual = makeRatio(num * (1_000n - loss), den * 1_000n)
        const minExchangeRate = minRate(market, slippage)
        const conversion = remoteConversion(minExchangeRate)
        const amounts = quoteAmounts({ fixed: { kind: 'receive', value }, conversion })
        if ('refusal' in amounts) return
        const { debitAmountMinusFees: sendAmount, receiveAmount } = amounts
        const probed = (maxPacketAmount * actual.num) / actual.den
        const low = { num: probed, den: maxPacketAmount }
        const path = { rate: { low, high: actual }, maxPacketAmount }
        if (!isDeliverable({ sendAmount, receiveAmount, minExchangeRate, path })) return
        let [left, arrived] = [sendAmount, 0n]
        while (left > 0n) {
          const packet = left < maxPacketAmount ? left : maxPacketAmount
          arrived += (packet * actual.num) / actual.den
          left -= packet
        }
        assert.ok(arrived >= receiveAmount, `${arrived} of ${receiveAmount}`)
      },
    )
    fc.assert(property)
  })

  it('is not deliverable below the minimum rate, nor in packets of less than a unit', () => {
    const rate = (num: bigint, den: bigint) => ({
      low: makeRatio(num, den),
      high: makeRatio(num, den),
    })
    const payment = {
      sendAmount: 1_011n,
      receiveAmount: 1_000n,
      minExchangeRate: makeRatio(99n, 100n),
    }
    const at = (num: bigint, den: bigint, maxPacketAmount: bigint) =>
      isDeliverable({ ...payment, path: { rate: rate(num, den), maxPacketAmount } })
    assert.equal(at(995n, 1_000n, 10n ** 12n), true)
    assert.equal(at(98n, 100n, 10n ** 12n), false)
    assert.equal(at(995n, 1_000n, 10n), false)
  })
})
