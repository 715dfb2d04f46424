import { convertCeil, convertFloor, type FeeTerms, feeOn, invertRatio } from '@kivuko/money'
import { makeRatio, multiplyRatios, type Ratio, uint64Max } from '@kivuko/money'
import { maxSourceAmountFor, minDeliveryAmountFor } from '@kivuko/stream'

/** What an amount sent becomes at the receiver, in smallest units, fees aside. */
export interface Conversion {
  /** What is delivered for sure when so much is sent. */
  receiveFor(sent: bigint): bigint
  /** The most that has to be sent to deliver so much. */
  sendFor(received: bigint): bigint
}

/** Which amount a payer fixes. */
export type FixedAmount =
  /** Everything that is debited, the fee included. */
  | { readonly kind: 'debit'; readonly value: bigint }
  | { readonly kind: 'receive'; readonly value: bigint }

/** The amounts of a quote. */
export interface QuoteAmounts {
  readonly debitAmount: bigint
  readonly debitAmountMinusFees: bigint
  readonly receiveAmount: bigint
}

/** Why there are no amounts. */
export type AmountsRefusal =
  /** Less than one unit would arrive; `minDebitAmount` is the least that would do, if any does. */
  | { readonly refusal: 'NonPositiveReceiveAmount'; readonly minDebitAmount?: bigint }
  /** More than the largest amount there is. */
  | { readonly refusal: 'AmountTooLarge' }

/**
 * Works out a quote. A fixed debit pays its fee first, and what is left is sent; a fixed receipt is
 * what has to be sent for it, and the fee of that on top. `receiveMax` is what the receiver still
 * takes: when a fixed debit would bring more, no more is sent than that needs.
 */
export function quoteAmounts(options: {
  readonly fixed: FixedAmount
  readonly conversion: Conversion
  readonly fee?: FeeTerms
  readonly receiveMax?: bigint
}): QuoteAmounts | AmountsRefusal {
  const { fixed, conversion, fee = noFee } = options
  const amounts =
    fixed.kind === 'debit' ? fromDebit(fixed.value, options) : fromReceive(fixed.value, options)
  if (amounts.debitAmount > uint64Max || amounts.receiveAmount > uint64Max) {
    return { refusal: 'AmountTooLarge' }
  }
  if (amounts.debitAmountMinusFees > 0n && amounts.receiveAmount > 0n) return amounts
  const minDebitAmount = minDebit({ conversion, fee })
  const isNamed = minDebitAmount !== undefined
  return { refusal: 'NonPositiveReceiveAmount', ...(isNamed && { minDebitAmount }) }
}

/** Within the node: exact at the ratio of receiving units per sending unit. */
export function localConversion(ratio: Ratio): Conversion {
  return {
    receiveFor: (sent) => convertFloor(sent, ratio),
    sendFor: (received) => convertCeil(received, invertRatio(ratio)),
  }
}

/** Over the network: at the worst rate that the payer accepts. */
export function remoteConversion(minExchangeRate: Ratio): Conversion {
  return {
    receiveFor: (amountToSend) => minDeliveryAmountFor({ amountToSend, minExchangeRate }),
    sendFor: (amountToDeliver) =>
      maxSourceAmountFor({ amountToDeliver, minExchangeRate }) ?? uint64Max + 1n,
  }
}

/** The worst rate that is accepted: the ratio times (1 - slippage). */
export function minRate(ratio: Ratio, { num, den }: Ratio): Ratio {
  return multiplyRatios(ratio, makeRatio(den - num, den))
}

const noFee: FeeTerms = { fixed: 0n, basisPoints: 0 }

function fromDebit(
  debitAmount: bigint,
  { conversion, fee = noFee, receiveMax }: Parameters<typeof quoteAmounts>[0],
): QuoteAmounts {
  const left = debitAmount - feeOn(debitAmount, fee)
  if (left <= 0n) return { debitAmount, debitAmountMinusFees: left, receiveAmount: 0n }
  const receiveAmount = conversion.receiveFor(left)
  if (receiveMax === undefined || receiveAmount <= receiveMax) {
    return { debitAmount, debitAmountMinusFees: left, receiveAmount }
  }
  const enough = conversion.sendFor(receiveMax)
  const debitAmountMinusFees = enough < left ? enough : left
  return { debitAmount, debitAmountMinusFees, receiveAmount: receiveMax }
}

function fromReceive(
  receiveAmount: bigint,
  { conversion, fee = noFee }: Parameters<typeof quoteAmounts>[0],
): QuoteAmounts {
  const debitAmountMinusFees = conversion.sendFor(receiveAmount)
  const debitAmount = debitAmountMinusFees + feeOn(debitAmountMinusFees, fee)
  return { debitAmount, debitAmountMinusFees, receiveAmount }
}

/**
 * The least debit that delivers a unit: what is left after the fee never falls when the debit
 * grows.
 */
function minDebit({
  conversion,
  fee,
}: {
  conversion: Conversion
  fee: FeeTerms
}): bigint | undefined {
  const delivers = (debit: bigint): boolean => {
    const left = debit - feeOn(debit, fee)
    return left > 0n && conversion.receiveFor(left) > 0n
  }
  if (!delivers(uint64Max)) return undefined
  let [low, high] = [0n, uint64Max]
  while (high - low > 1n) {
    const middle = (low + high) / 2n
    if (delivers(middle)) high = middle
    else low = middle
  }
  return high
}
