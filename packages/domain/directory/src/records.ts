import type { AccountId } from '@kivuko/ledger'
import type { Secret } from '@kivuko/log'
import type { AssetUnit } from '@kivuko/money'

/** A tenant's id: a UUID in lower case. */
export type TenantId = string & { readonly '#tenant': true }
/** An asset's id, and its liquidity account's. */
export type AssetId = string & { readonly '#asset': true }
/** A peer's id, and its liquidity account's. */
export type PeerId = string & { readonly '#peer': true }
/** A wallet address's id. */
export type WalletAddressId = string & { readonly '#wallet-address': true }

/** What a tenant may set for itself; the operator's come from the environment. */
export type TenantSettingKey =
  | 'EXCHANGE_RATES_URL'
  | 'WEBHOOK_URL'
  | 'WEBHOOK_TIMEOUT'
  | 'WEBHOOK_MAX_RETRY'
  | 'WALLET_ADDRESS_URL'
  | 'ILP_ADDRESS'

/** An account servicing entity that shares the node; the operator is the first one. */
export interface Tenant {
  readonly id: TenantId
  readonly email?: string
  readonly publicName?: string
  readonly apiSecret: Secret
  readonly idpConsentUrl?: string
  readonly idpSecret?: Secret
  readonly settings: Readonly<Partial<Record<TenantSettingKey, string>>>
  readonly createdAtMs: number
  readonly deletedAtMs?: number
}

/**
 * An asset of a tenant, with its liquidity account and the settlement account that mirrors money
 * outside.
 */
export interface Asset extends AssetUnit {
  readonly id: AssetId
  readonly tenantId: TenantId
  /** The ledger number of every account in this asset. */
  readonly ledger: number
  /** The liquidity account: the asset's id. */
  readonly accountId: AccountId
  readonly settlementId: AccountId
  readonly withdrawalThreshold?: bigint
  readonly liquidityThreshold?: bigint
  readonly createdAtMs: number
}

/** A node that packets are exchanged with. Its liquidity account has the peer's id. */
export interface Peer {
  readonly id: PeerId
  readonly tenantId: TenantId
  readonly asset: Asset
  readonly accountId: AccountId
  readonly staticIlpAddress: string
  readonly outgoing: { readonly endpoint: string; readonly authToken: Secret }
  readonly name?: string
  readonly maxPacketAmount?: bigint
  readonly liquidityThreshold?: bigint
  /** Prefixes beside the static address that are routed to this peer. */
  readonly routes: readonly string[]
  readonly createdAtMs: number
}

/** A URL that money can be sent to and from. Its account, when it has one, has its id. */
export interface WalletAddress {
  readonly id: WalletAddressId
  readonly tenantId: TenantId
  readonly asset: Asset
  /** The full https URL, in lower case. */
  readonly url: string
  readonly publicName?: string
  readonly deactivatedAtMs?: number
  readonly additionalProperties: readonly AdditionalProperty[]
  readonly createdAtMs: number
}

/** Something more that an ASE says of a wallet address. */
export interface AdditionalProperty {
  readonly key: string
  readonly value: string
  readonly visibleInOpenPayments: boolean
}

/** An Ed25519 key of a wallet address, as in its `jwks.json` (RFC 8037). */
export interface WalletAddressKey {
  readonly id: string
  readonly walletAddressId: WalletAddressId
  readonly jwk: {
    readonly kid: string
    readonly x: string
    readonly alg: 'EdDSA'
    readonly kty: 'OKP'
    readonly crv: 'Ed25519'
  }
  readonly revoked: boolean
  readonly createdAtMs: number
}

/** What an ASE charges: ceil(principal * basisPoints / 10000) + fixed. */
export interface Fee {
  readonly id: string
  readonly assetId: AssetId
  readonly type: 'SENDING' | 'RECEIVING'
  readonly fixed: bigint
  readonly basisPoints: number
  readonly createdAtMs: number
}
