import type { WalletAddress } from '@kivuko/directory'
import { type Amount, type AssetUnit, uint64Max } from '@kivuko/money'
import type { NewQuote, QuoteRefusal, Refused } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { Receiver } from '../resources.ts'
import type { FixedAmount } from './quote-amounts.ts'

/**
 * Finds the amount that a quote fixes: what is to be debited, or received, one of them; or neither,
 * and the receiver says what it wants. Amounts are of the wallet's and the receiver's asset.
 */
export function checkQuoteInput(
  input: NewQuote,
  at: { wallet: WalletAddress; receiver: Receiver; nowMs: number },
): FixedAmount | Refused<QuoteRefusal> {
  const { wallet, receiver, nowMs } = at
  if (wallet.deactivatedAtMs !== undefined && wallet.deactivatedAtMs <= nowMs) {
    return refuse('InactiveWalletAddress', 'the wallet address is not active')
  }
  if (receiver.completed || (receiver.expiresAtMs ?? nowMs + 1) <= nowMs) {
    return refuse('InvalidReceiver', 'the receiver takes no more money')
  }
  const { debitAmount, receiveAmount } = input
  if (debitAmount !== undefined && receiveAmount !== undefined) {
    return refuse('InvalidAmount', 'debitAmount and receiveAmount exclude each other')
  }
  if (debitAmount !== undefined)
    return checkAmount(debitAmount, { unit: wallet.asset, kind: 'debit' })
  if (receiveAmount !== undefined) return checkReceive(receiveAmount, receiver)
  const { incomingAmount, receivedAmount } = receiver
  if (incomingAmount === undefined) {
    return refuse('InvalidAmount', 'an amount is needed: the receiver does not name one')
  }
  const value = incomingAmount.value - receivedAmount.value
  return checkAmount({ ...incomingAmount, value }, { unit: receiver.asset, kind: 'receive' })
}

function checkReceive(
  amount: Amount,
  { asset, incomingAmount, receivedAmount }: Receiver,
): FixedAmount | Refused<QuoteRefusal> {
  if (incomingAmount !== undefined && amount.value > incomingAmount.value - receivedAmount.value) {
    return refuse('InvalidAmount', 'the receiver takes less')
  }
  return checkAmount(amount, { unit: asset, kind: 'receive' })
}

function checkAmount(
  amount: Amount,
  { unit, kind }: { unit: AssetUnit; kind: FixedAmount['kind'] },
): FixedAmount | Refused<QuoteRefusal> {
  if (amount.code !== unit.code || amount.scale !== unit.scale) {
    return refuse('InvalidAmount', `the amount must be of ${unit.code} with scale ${unit.scale}`)
  }
  if (amount.value <= 0n || amount.value > uint64Max) {
    return refuse('InvalidAmount', 'the amount must be above 0 and fit 64 bits')
  }
  return { kind, value: amount.value }
}
