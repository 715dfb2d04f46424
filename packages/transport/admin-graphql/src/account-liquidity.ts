import { type AccountId, liquidity } from '@kivuko/ledger'
import type { AdminContext } from './admin-context.ts'

/**
 * Resolves the field `liquidity` of what has a ledger account: the account has the same id. It is 0
 * until the account is opened.
 */
export async function accountLiquidity(
  { id }: { readonly id: string },
  _args: unknown,
  context: AdminContext,
): Promise<string> {
  const balance = await context.balance(id as AccountId) // See above.
  return balance === undefined ? '0' : liquidity(balance).toString()
}
