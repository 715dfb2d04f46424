import { amountTooLargeData } from '@kivuko/ilp'
import { convertFloor, isUint64, uint64Max } from '@kivuko/money'
import type { Ratio } from '@kivuko/money'
import type { RateRefusal } from '@kivuko/rates'
import { refusals } from './refusal.ts'
import type { Refusal } from './refusal.ts'

/**
 * What the destination gets for an amount above 0, rounded down. Refuses what becomes less than one
 * unit, and what exceeds 2^64 - 1: with the largest amount that does not, so that the sender can
 * split its payment.
 */
export function convertAmount(amount: bigint, ratio: Ratio): bigint | Refusal {
  const converted = convertFloor(amount, ratio)
  if (converted === 0n) return refusals.tooSmall
  if (isUint64(converted)) return converted
  const maximumAmount = ((uint64Max + 1n) * ratio.den - 1n) / ratio.num
  return {
    code: 'F08',
    message: `packet amount ${amount} exceeds what can be converted, ${maximumAmount}`,
    data: amountTooLargeData({ receivedAmount: amount, maximumAmount }),
  }
}

/** What a sender is told when there is no rate. */
export function refuseRate({ refusal }: RateRefusal): Refusal {
  return refusal === 'InvalidDestinationPrice' ? refusals.noPrice : refusals.ratesUnavailable
}
