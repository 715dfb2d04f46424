import type { AccountId, Balance, LedgerStore } from '@kivuko/ledger'
import DataLoader from 'dataloader'
import type { AdminContext } from './admin-context.ts'

type Ledger = Pick<LedgerStore, 'balances'>

/**
 * Makes the `balance` of one request's context: one query for all accounts of a list, and none at
 * all when nobody asks.
 */
export function createBalanceReader(ledger: Ledger): AdminContext['balance'] {
  let loader: DataLoader<AccountId, Balance | undefined> | undefined
  return (id) => {
    // A mutation may move money between two fields of one request: nothing is remembered.
    loader ??= new DataLoader((ids) => readAll(ledger, ids), { cache: false })
    return loader.load(id)
  }
}

async function readAll(
  ledger: Ledger,
  ids: readonly AccountId[],
): Promise<readonly (Balance | undefined)[]> {
  const balances = await ledger.balances([...new Set(ids)])
  return ids.map((id) => balances.get(id))
}
