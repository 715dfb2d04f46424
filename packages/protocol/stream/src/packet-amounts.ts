/*
 * How much the next packet of a payment carries and how little of it may arrive.
 *
 * A packet of x has to deliver ceil(x * minimum rate). One packet of a payment, no more, has to
 * deliver only ceil((x - 1) * minimum rate): the room for rounding, without which a payment of one
 * unit at a rate below 1 could never be made. So at every moment delivered >= ceil((sent - 1) *
 * minimum rate), whichever packets were refused.
 */
import {
  type ExchangeRate,
  estimateDestination,
  estimateSource,
  multiplyUp,
  type RateBounds,
} from './exchange-rate.ts'
import { minDeliveryAmountFor } from './payment-limits.ts'

/** What a payment is to achieve. */
export type PaymentTarget =
  /** Send exactly `amount`, in source units. */
  | { readonly kind: 'fixed-send'; readonly amount: bigint }
  /** Deliver `amount`, in destination units, for no more than `maxSourceAmount`. */
  | { readonly kind: 'fixed-delivery'; readonly amount: bigint; readonly maxSourceAmount: bigint }

/** What a payment has used up so far. What is on its way counts as used, until it is refused. */
export interface Committed {
  readonly sourceAmount: bigint
  /** With the most that the rate allows for what is on its way. */
  readonly destinationAmount: bigint
  /** Whether a packet, sent and not refused, has had the room for rounding. */
  readonly roomUsed: boolean
}

/** The next packet's amounts, or why there is none. */
export type NextAmounts =
  | {
      readonly kind: 'packet'
      readonly sourceAmount: bigint
      readonly minDestinationAmount: bigint
      /** The most that it delivers, as far as the rate is known. */
      readonly maxDestinationAmount: bigint
      /** Whether it has the room for rounding. */
      readonly usesRoom: boolean
    }
  /** All that may be sent is sent or on its way. */
  | { readonly kind: 'nothing-left' }
  /** The path delivers too little for the minimum rate. */
  | { readonly kind: 'rate-too-low' }

/** Decides about the next packet. */
export function nextAmounts(options: {
  readonly target: PaymentTarget
  readonly minExchangeRate: ExchangeRate
  readonly rate: RateBounds
  readonly packetMax: bigint
  readonly committed: Committed
}): NextAmounts {
  const { target, rate, committed } = options
  const available = maxSourceAmount(target) - committed.sourceAmount
  const wanted = sourceWanted(target, rate, committed)
  if (wanted === undefined) return { kind: 'rate-too-low' }
  const sourceAmount = least(available, least(wanted, options.packetMax))
  if (sourceAmount <= 0n) return { kind: 'nothing-left' }
  const expected = estimateDestination(rate, sourceAmount)
  const whole = multiplyUp(sourceAmount, options.minExchangeRate)
  const completes = sourceAmount === available || sourceAmount === wanted
  const usesRoom = !committed.roomUsed && (completes || expected.low < whole)
  const minDestinationAmount = usesRoom
    ? multiplyUp(sourceAmount - 1n, options.minExchangeRate)
    : whole
  if (expected.low < minDestinationAmount) return { kind: 'rate-too-low' }
  const maxDestinationAmount = expected.high > expected.low ? expected.high : expected.low
  return { kind: 'packet', sourceAmount, minDestinationAmount, maxDestinationAmount, usesRoom }
}

/** The most that a payment may send. */
export function maxSourceAmount(target: PaymentTarget): bigint {
  return target.kind === 'fixed-send' ? target.amount : target.maxSourceAmount
}

/** The least that a payment must deliver to be complete. */
export function minDeliveryAmount(target: PaymentTarget, minExchangeRate: ExchangeRate): bigint {
  return target.kind === 'fixed-delivery'
    ? target.amount
    : minDeliveryAmountFor({ amountToSend: target.amount, minExchangeRate })
}

/** Undefined when nothing arrives at this rate. */
function sourceWanted(
  target: PaymentTarget,
  rate: RateBounds,
  committed: Committed,
): bigint | undefined {
  if (target.kind === 'fixed-send') return target.amount
  const undelivered = target.amount - committed.destinationAmount
  return undelivered <= 0n ? 0n : estimateSource(rate, undelivered)
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right
}
