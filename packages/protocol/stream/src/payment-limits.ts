import { type ExchangeRate, multiplyDown, multiplyUp } from './exchange-rate.ts'

/**
 * The most that delivering an amount may cost: floor(amount / rate) + 1. Undefined when the minimum
 * rate is 0, which bounds nothing.
 */
export function maxSourceAmountFor(options: {
  readonly amountToDeliver: bigint
  readonly minExchangeRate: ExchangeRate
}): bigint | undefined {
  const { num, den } = options.minExchangeRate
  if (num === 0n) return undefined
  return multiplyDown(options.amountToDeliver, { num: den, den: num }) + 1n
}

/**
 * The least that sending an amount delivers: ceil((amount - 1) * rate). One unit may be lost to
 * rounding.
 */
export function minDeliveryAmountFor(options: {
  readonly amountToSend: bigint
  readonly minExchangeRate: ExchangeRate
}): bigint {
  const { amountToSend, minExchangeRate } = options
  return amountToSend <= 1n ? 0n : multiplyUp(amountToSend - 1n, minExchangeRate)
}
