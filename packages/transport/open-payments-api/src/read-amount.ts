import type { Amount } from '@kivuko/money'
import { parseAmount, type WireAmount } from '@kivuko/open-payments'
import type { Refused } from '@kivuko/payments'

import { type Refusal, refuse } from './refusal.ts'

/** Reads an amount of a body, where there is one; `name` is the member that it is. */
export function readAmount(
  amount: WireAmount | undefined,
  name: string,
): Amount | Refused<Refusal> | undefined {
  if (amount === undefined) return undefined
  const parsed = parseAmount(amount, name)
  return 'refusal' in parsed ? refuse('InvalidAmount', parsed.description) : parsed
}
