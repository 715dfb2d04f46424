import type {
  Asset,
  AssetId,
  Fee,
  Peer,
  PeerId,
  Tenant,
  TenantId,
  WalletAddress,
  WalletAddressId,
  WalletAddressKey,
} from './records.ts'

/**
 * What the payment and packet paths ask of the directory. Answers come from a bounded cache in
 * memory that a notification empties: a change made by any process is seen here within a second.
 */
export interface Directory {
  readonly operatorId: TenantId
  tenant(id: TenantId): Promise<Tenant | undefined>
  asset(id: AssetId): Promise<Asset | undefined>
  /** The codes of all assets, of every tenant; read anew each time. */
  assetCodes(): Promise<readonly string[]>
  /** Calls back after an asset was made, changed or deleted, and when that may have been missed. */
  onAssetsChanged(call: () => void): Disposable
  walletAddress(id: WalletAddressId): Promise<WalletAddress | undefined>
  /** By its URL, compared in lower case, `http` taken as `https`. */
  walletAddressByUrl(url: string): Promise<WalletAddress | undefined>
  /** Keys that are not revoked. */
  walletAddressKeys(id: WalletAddressId): Promise<readonly WalletAddressKey[]>
  /** The fee in force, if one was ever set. */
  fee(assetId: AssetId, type: Fee['type']): Promise<Fee | undefined>
  /** Every peer as of the last change: what the connector is built from. */
  peers(): readonly Peer[]
  peer(id: PeerId): Peer | undefined
  /** The peer that a bearer token of ILP over HTTP belongs to. */
  peerByIncomingToken(token: string): PeerId | undefined
  /** Calls back after `peers()` changed. */
  onPeersChanged(call: () => void): Disposable
}
