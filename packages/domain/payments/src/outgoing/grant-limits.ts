import { occurrenceAt, parseRepeatingInterval } from '@kivuko/gnap'
import type { AssetUnit } from '@kivuko/money'
import { isSameResource } from '@kivuko/open-payments'
import type { OutgoingPaymentRefusal, Refused, SpendingGrant } from '../payments.ts'
import type { QuoteRecord } from '../quotes/quote-store.ts'
import { refuse } from '../refused.ts'

/** What a grant still lets a payment spend, before anything was spent under it. */
export interface GrantLimits {
  /** The current interval's start; `undefined` when the grant has no interval. */
  readonly intervalStartMs?: number
  readonly debitLimit?: bigint
  readonly receiveLimit?: bigint
}

type LimitRefusal = Extract<
  OutgoingPaymentRefusal,
  'InsufficientGrant' | 'InvalidInterval' | 'OnlyOneGrantAmountAllowed'
>

/**
 * Reads the limits that a payment of the quote has under the grant; refuses what they rule out at
 * once.
 */
export function limitsFor(
  grant: SpendingGrant,
  { quote, nowMs }: { quote: QuoteRecord; nowMs: number },
): GrantLimits | Refused<LimitRefusal> {
  const { receiver, debitAmount, receiveAmount } = grant.limits ?? {}
  if (receiver !== undefined && !isSameResource(receiver, quote.receiver)) {
    return refuse('InsufficientGrant', 'the grant is for another receiver')
  }
  if (debitAmount !== undefined && receiveAmount !== undefined) {
    return refuse('OnlyOneGrantAmountAllowed', 'a grant limits the debit or the receive amount')
  }
  if (debitAmount !== undefined && !isSameUnit(debitAmount, quote.debitAmount)) {
    return refuse('InsufficientGrant', `the grant is for debits in ${debitAmount.code}`)
  }
  if (receiveAmount !== undefined && !isSameUnit(receiveAmount, quote.receiveAmount)) {
    return refuse('InsufficientGrant', `the grant is for payments in ${receiveAmount.code}`)
  }
  const interval = intervalStart(grant, nowMs)
  if ('refusal' in interval) return interval
  return {
    ...interval,
    ...(debitAmount !== undefined && { debitLimit: debitAmount.value }),
    ...(receiveAmount !== undefined && { receiveLimit: receiveAmount.value }),
  }
}

/** The start of the grant's current interval, where it has intervals. */
export function intervalStart(
  grant: SpendingGrant,
  nowMs: number,
): { readonly intervalStartMs?: number } | Refused<'InvalidInterval' | 'InsufficientGrant'> {
  const text = grant.limits?.interval
  if (text === undefined) return {}
  const interval = parseRepeatingInterval(text)
  if ('refusal' in interval) return refuse('InvalidInterval', interval.description)
  const occurrence = occurrenceAt(interval, nowMs)
  if (occurrence === undefined) {
    return refuse('InsufficientGrant', 'the grant’s interval has not begun, or is over')
  }
  return { intervalStartMs: occurrence.startMs }
}

function isSameUnit(one: AssetUnit, other: AssetUnit): boolean {
  return one.code === other.code && one.scale === other.scale
}
