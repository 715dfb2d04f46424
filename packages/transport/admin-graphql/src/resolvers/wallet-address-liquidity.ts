import type { WalletAddressId } from '@kivuko/directory'
import { type AccountId, liquidity as liquidityOf } from '@kivuko/ledger'
import type { AdminContext } from '../admin-context.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type { CreateWalletAddressWithdrawalInput } from '../generated/admin-types.generated.ts'
import { walletAddressNode } from '../nodes/wallet-address-node.ts'
import { readId } from '../read-id.ts'
import { accepted, found } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'walletAddresses' | 'liquidity'>

/** Takes out what wallet addresses were paid without an incoming payment. */
export function walletAddressLiquidityResolvers(ports: Ports) {
  return {
    Mutation: {
      createWalletAddressWithdrawal: (_parent, { input }, context) =>
        withdrawAll(ports, input, context),
    },
  } satisfies Resolvers
}

async function withdrawAll(
  { walletAddresses, liquidity }: Ports,
  input: CreateWalletAddressWithdrawalInput,
  { caller, balance }: AdminContext,
) {
  const { id, timeoutSeconds } = input
  const walletId = readId<WalletAddressId>(input.walletAddressId, 'wallet address')
  const wallet = found(await walletAddresses.get(walletId, scopeOf(caller)), 'wallet address')
  const accountId: string = wallet.id // Its account, when it has one, has its id.
  const held = await balance(accountId as AccountId)
  const amount = held === undefined ? 0n : liquidityOf(held)
  const movement = {
    id,
    amount,
    timeoutSeconds,
    accountId: accountId as AccountId,
    settlementId: wallet.asset.settlementId,
  }
  accepted(await liquidity.withdraw(movement))
  const walletAddress = walletAddressNode(wallet)
  return { withdrawal: { id, amount: amount.toString(), walletAddress } }
}
