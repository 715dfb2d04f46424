import { amountTooLargeData } from '@kivuko/ilp'
import type { Rule } from './rule.ts'

/**
 * Refuses packets above an amount with F08, whose data lets the sender find the largest that
 * passes.
 */
export function createMaxPacketAmount(maximumAmount: bigint): Rule {
  return {
    onPrepare: ({ view: { amount: receivedAmount } }) => {
      if (receivedAmount <= maximumAmount) return undefined
      return {
        code: 'F08',
        message: `packet amount ${receivedAmount} exceeds the maximum of ${maximumAmount}`,
        data: amountTooLargeData({ receivedAmount, maximumAmount }),
      }
    },
  }
}
