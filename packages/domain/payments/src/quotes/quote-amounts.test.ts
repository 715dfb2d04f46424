import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { feeOn, makeRatio, uint64Max } from '@kivuko/money'
import fc from 'fast-check'
import {
  localConversion,
  minRate,
  type QuoteAmounts,
  quoteAmounts,
  remoteConversion,
} from './quote-amounts.ts'

const one = makeRatio(1n, 1n)
const slippage = makeRatio(1n, 100n)

function made(options: Parameters<typeof quoteAmounts>[0]): QuoteAmounts {
  const amounts = quoteAmounts(options)
  if ('refusal' in amounts) throw new Error(amounts.refusal)
  return amounts
}

/** Fixed amount, rate, then debit and receive as they were observed. */
const remoteTable = [
  ['receive', 1_000n, one, 1_011n, 1_000n],
  ['receive', 1n, one, 2n, 1n],
  ['receive', 99n, one, 101n, 99n],
  ['debit', 1_000n, one, 1_000n, 990n],
  ['debit', 1_001n, one, 1_001n, 990n],
  ['debit', 1_002n, one, 1_002n, 991n],
  ['debit', 2n, one, 2n, 1n],
  ['receive', 900n, makeRatio(9n, 10n), 1_011n, 900n],
  ['debit', 1_000n, makeRatio(9n, 10n), 1_000n, 891n],
] as const

describe('the amounts of a quote', () => {
  for (const [kind, value, rate, debitAmount, receiveAmount] of remoteTable) {
    it(`to another node, ${kind} ${value} at ${rate.num}/${rate.den}`, () => {
      const conversion = remoteConversion(minRate(rate, slippage))
      const amounts = made({ fixed: { kind, value }, conversion })
      assert.deepEqual([amounts.debitAmount, amounts.receiveAmount], [debitAmount, receiveAmount])
    })
  }

  it('within the node are exact', () => {
    const conversion = localConversion(makeRatio(9n, 10n))
    const receive = made({ fixed: { kind: 'receive', value: 901n }, conversion })
    assert.equal(receive.debitAmount, 1_002n)
    const debit = made({ fixed: { kind: 'debit', value: 1_001n }, conversion })
    assert.equal(debit.receiveAmount, 900n)
  })

  it('put the fee on top of what has to be sent, or take it from what is debited', () => {
    const conversion = localConversion(one)
    const fee = { fixed: 10n, basisPoints: 250 }
    const receive = made({ fixed: { kind: 'receive', value: 1_001n }, conversion, fee })
    assert.deepEqual(receive, {
      debitAmount: 1_001n + 10n + 26n,
      debitAmountMinusFees: 1_001n,
      receiveAmount: 1_001n,
    })
    const debit = made({ fixed: { kind: 'debit', value: 1_001n }, conversion, fee })
    assert.deepEqual(debit, {
      debitAmount: 1_001n,
      debitAmountMinusFees: 965n,
      receiveAmount: 965n,
    })
  })

  it('send no more than the receiver takes', () => {
    const conversion = localConversion(one)
    const amounts = made({ fixed: { kind: 'debit', value: 100n }, conversion, receiveMax: 60n })
    assert.deepEqual(amounts, {
      debitAmount: 100n,
      debitAmountMinusFees: 60n,
      receiveAmount: 60n,
    })
  })

  it('name the least debit that would arrive, when nothing would', () => {
    const fee = { fixed: 10n, basisPoints: 100 }
    const conversion = remoteConversion(minRate(one, slippage))
    const refused = quoteAmounts({ fixed: { kind: 'debit', value: 11n }, conversion, fee })
    assert.deepEqual(refused, { refusal: 'NonPositiveReceiveAmount', minDebitAmount: 13n })
  })

  it('name none when a fee takes everything', () => {
    const fee = { fixed: 0n, basisPoints: 10_000 }
    const conversion = localConversion(one)
    const refused = quoteAmounts({ fixed: { kind: 'debit', value: 11n }, conversion, fee })
    assert.deepEqual(refused, { refusal: 'NonPositiveReceiveAmount' })
  })

  it('are refused beyond the largest amount', () => {
    const conversion = localConversion(makeRatio(1n, 2n))
    const refused = quoteAmounts({ fixed: { kind: 'receive', value: uint64Max }, conversion })
    assert.deepEqual(refused, { refusal: 'AmountTooLarge' })
  })
})

const rates = fc
  .tuple(fc.bigInt(1n, 10_000n), fc.bigInt(1n, 10_000n))
  .map(([num, den]) => makeRatio(num, den))
const fees = fc.record({
  fixed: fc.bigInt(0n, 50n),
  basisPoints: fc.integer({ min: 0, max: 9_000 }),
})
const conversions = fc.tuple(rates, fc.boolean()).map(([market, isLocal]) => {
  const rate = isLocal ? market : minRate(market, slippage)
  return { rate, ...(isLocal ? localConversion(rate) : remoteConversion(rate)) }
})
const fixedAmounts = fc.record({
  kind: fc.constantFrom<'debit' | 'receive'>('debit', 'receive'),
  value: fc.bigInt(1n, 10n ** 12n),
})

describe('every quote that is made', () => {
  it('debits what is sent and its fee, and never less', () => {
    const property = fc.property(fixedAmounts, conversions, fees, (fixed, conversion, fee) => {
      const amounts = quoteAmounts({ fixed, conversion, fee })
      if ('refusal' in amounts) return
      const { debitAmount, debitAmountMinusFees, receiveAmount } = amounts
      assert.ok(debitAmountMinusFees > 0n && receiveAmount > 0n)
      const feeAmount = debitAmount - debitAmountMinusFees
      const principal = fixed.kind === 'debit' ? debitAmount : debitAmountMinusFees
      assert.equal(feeAmount, feeOn(principal, fee))
      const { num, den } = conversion.rate
      assert.ok((debitAmountMinusFees * num + den - 1n) / den >= receiveAmount)
    })
    fc.assert(property)
  })

  it('would not have been made for one unit less than the least debit', () => {
    const property = fc.property(conversions, fees, (conversion, fee) => {
      const refused = quoteAmounts({ fixed: { kind: 'debit', value: 1n }, conversion, fee })
      if (!('refusal' in refused) || refused.refusal !== 'NonPositiveReceiveAmount') return
      const least = refused.minDebitAmount
      if (least === undefined) return
      const at = (value: bigint) =>
        quoteAmounts({ fixed: { kind: 'debit', value }, conversion, fee })
      assert.ok(!('refusal' in at(least)))
      assert.ok('refusal' in at(least - 1n))
    })
    fc.assert(property)
  })
})
