import type { Asset } from '@kivuko/directory'
import type { AccountId, LedgerOperation, TransferId } from '@kivuko/ledger'

/** One side of a payment within the node. */
export interface LocalSide {
  readonly accountId: AccountId
  readonly asset: Asset
  readonly amount: bigint
}

/**
 * The linked transfers that pay from one account to another. Within an asset, source to
 * destination, what is over to the asset's account or what is missing from it; across assets,
 * source to its asset's account and the other asset's account to the destination.
 */
export function localTransfers(
  { source, destination }: { source: LocalSide; destination: LocalSide },
  newId: () => string,
): readonly LedgerOperation[] {
  const transfer = (debitId: AccountId, creditId: AccountId, amount: bigint) => ({
    kind: 'transfer' as const,
    id: newId() as TransferId, // A new id becomes a transfer's here.
    debitId,
    creditId,
    amount,
    code: 'transfer' as const,
  })
  const isSameAsset = source.asset.accountId === destination.asset.accountId
  const direct = isSameAsset ? least(source.amount, destination.amount) : 0n
  const legs = [
    transfer(source.accountId, destination.accountId, direct),
    transfer(source.accountId, source.asset.accountId, source.amount - direct),
    transfer(destination.asset.accountId, destination.accountId, destination.amount - direct),
  ]
  return legs.filter(({ amount }) => amount > 0n)
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other
}
