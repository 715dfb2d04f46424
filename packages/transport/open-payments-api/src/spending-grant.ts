import type { AccessLimits } from '@kivuko/gnap'
import type { Amount } from '@kivuko/money'
import { parseAmount, type WireAmount } from '@kivuko/open-payments'
import type { SpendingGrant } from '@kivuko/payments'

import type { TokenHolder } from './steps/introspect-token.ts'

/**
 * The grant that a client pays under. Throws when a limit of it cannot be read: none is skipped.
 */
export function spendingGrant({ grantId: id, access: { limits } }: TokenHolder): SpendingGrant {
  return limits === undefined ? { id } : { id, limits: readLimits(limits) }
}

function readLimits(limits: AccessLimits): NonNullable<SpendingGrant['limits']> {
  const { receiver, debitAmount, receiveAmount, interval } = limits
  return {
    ...(receiver !== undefined && { receiver }),
    ...(debitAmount !== undefined && { debitAmount: readLimit(debitAmount) }),
    ...(receiveAmount !== undefined && { receiveAmount: readLimit(receiveAmount) }),
    ...(interval !== undefined && { interval }),
  }
}

function readLimit(limit: WireAmount): Amount {
  const amount = parseAmount(limit, 'limit')
  if ('refusal' in amount) throw new Error(`a grant's limit cannot be read: ${amount.description}`)
  return amount
}
