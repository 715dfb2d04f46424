import type { Asset, AssetId, TenantId } from '@kivuko/directory'
import type { Asset as WholeAsset } from '../generated/admin-types.generated.ts'
import { dateText } from './date-text.ts'

/** An asset without the fields that cost a look-up. */
export interface AssetNode
  extends Omit<WholeAsset, 'fees' | 'liquidity' | 'receivingFee' | 'sendingFee' | 'tenant'> {
  readonly id: AssetId
  readonly tenantId: TenantId
}

/** Writes an asset. */
export function assetNode(asset: Asset): AssetNode {
  return {
    id: asset.id,
    tenantId: asset.tenantId,
    code: asset.code,
    scale: asset.scale,
    withdrawalThreshold: asset.withdrawalThreshold?.toString() ?? null,
    liquidityThreshold: asset.liquidityThreshold?.toString() ?? null,
    createdAt: dateText(asset.createdAtMs),
  }
}
