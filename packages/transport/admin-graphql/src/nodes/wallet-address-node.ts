import type { TenantId, WalletAddress, WalletAddressId } from '@kivuko/directory'
import type { WalletAddress as WholeWalletAddress } from '../generated/admin-types.generated.ts'
import { type AssetNode, assetNode } from './asset-node.ts'
import { dateText } from './date-text.ts'

type LookedUp =
  | 'asset'
  | 'incomingPayments'
  | 'liquidity'
  | 'outgoingPayments'
  | 'quotes'
  | 'tenant'
  | 'walletAddressKeys'

/** A wallet address without the fields that cost a look-up. */
export interface WalletAddressNode extends Omit<WholeWalletAddress, LookedUp> {
  readonly id: WalletAddressId
  readonly tenantId: TenantId
  readonly asset: AssetNode
}

/** Writes a wallet address. */
export function walletAddressNode(wallet: WalletAddress): WalletAddressNode {
  return {
    id: wallet.id,
    tenantId: wallet.tenantId,
    asset: assetNode(wallet.asset),
    address: wallet.url,
    publicName: wallet.publicName ?? null,
    status: wallet.deactivatedAtMs === undefined ? 'ACTIVE' : 'INACTIVE',
    additionalProperties: wallet.additionalProperties,
    createdAt: dateText(wallet.createdAtMs),
  }
}
