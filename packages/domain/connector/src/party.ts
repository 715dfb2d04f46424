import type { AccountId } from '@kivuko/ledger'
import type { AssetUnit } from '@kivuko/money'

/** An asset as packets need it. Two parties have the same asset when its account is the same. */
export interface PacketAsset extends AssetUnit {
  /** The asset's liquidity account, through which conversions go. */
  readonly accountId: AccountId
}

/** Whoever pays or is paid for a packet. */
export interface Party {
  readonly accountId: AccountId
  readonly asset: PacketAsset
  /** The tenant that it belongs to: its routes as a sender, its rates as a receiver. */
  readonly tenantId: string
}
