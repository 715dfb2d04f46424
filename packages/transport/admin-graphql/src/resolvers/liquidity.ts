import type { AssetId, LiquidityAccounts, PeerId } from '@kivuko/directory'
import type { TransferId } from '@kivuko/ledger'
import { mayTouchAccount } from '../account-owner.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import { readId } from '../read-id.ts'
import { accepted, found } from '../refusal.ts'

type Ports = Pick<
  AdminPorts,
  'assets' | 'peers' | 'liquidity' | 'ledger' | 'directory' | 'payments'
>

/** Moves money in and out of assets and peers, and ends withdrawals of two phases. */
export function liquidityResolvers(ports: Ports) {
  return {
    Mutation: {
      depositAssetLiquidity: async (_parent, { input }, { caller }) =>
        deposit(ports, input, await assetAccounts(ports, input.assetId, caller)),
      depositPeerLiquidity: async (_parent, { input }, { caller }) =>
        deposit(ports, input, await peerAccounts(ports, input.peerId, caller)),
      createAssetLiquidityWithdrawal: async (_parent, { input }, { caller }) =>
        withdraw(ports, input, await assetAccounts(ports, input.assetId, caller)),
      createPeerLiquidityWithdrawal: async (_parent, { input }, { caller }) =>
        withdraw(ports, input, await peerAccounts(ports, input.peerId, caller)),
      postLiquidityWithdrawal: (_parent, { input }, { caller }) =>
        finish(ports, { end: 'post', id: input.withdrawalId }, caller),
      voidLiquidityWithdrawal: (_parent, { input }, { caller }) =>
        finish(ports, { end: 'void', id: input.withdrawalId }, caller),
    },
  } satisfies Resolvers
}

type Success = Promise<{ success: boolean }>

interface Movement {
  readonly id: string
  readonly amount: bigint
}

async function assetAccounts(
  { assets }: Ports,
  id: string,
  caller: Caller,
): Promise<LiquidityAccounts> {
  const asset = await assets.get(readId<AssetId>(id, 'asset'), scopeOf(caller))
  return found(asset, 'asset')
}

async function peerAccounts(
  { peers }: Ports,
  id: string,
  caller: Caller,
): Promise<LiquidityAccounts> {
  const peer = found(await peers.get(readId<PeerId>(id, 'peer'), scopeOf(caller)), 'peer')
  return { accountId: peer.accountId, settlementId: peer.asset.settlementId }
}

async function deposit(
  { liquidity }: Ports,
  { id, amount }: Movement,
  { accountId, settlementId }: LiquidityAccounts,
): Success {
  accepted(await liquidity.deposit({ id, amount, accountId, settlementId }))
  return { success: true }
}

async function withdraw(
  { liquidity }: Ports,
  { id, amount, timeoutSeconds }: Movement & { readonly timeoutSeconds: bigint },
  { accountId, settlementId }: LiquidityAccounts,
): Success {
  const movement = { id, amount, timeoutSeconds, accountId, settlementId }
  accepted(await liquidity.withdraw(movement))
  return { success: true }
}

async function finish(
  ports: Ports,
  { end, id }: { readonly end: 'post' | 'void'; readonly id: string },
  caller: Caller,
): Success {
  if (!caller.isOperator) await requireOwnWithdrawal(ports, id, caller)
  accepted(await ports.liquidity[end](id))
  return { success: true }
}

async function requireOwnWithdrawal(ports: Ports, id: string, caller: Caller): Promise<void> {
  const withdrawal = await ports.ledger.transfer(readId<TransferId>(id, 'withdrawal'))
  const isOwn = withdrawal && (await mayTouchAccount(ports, withdrawal.debitId, caller))
  found(isOwn || undefined, 'withdrawal')
}
