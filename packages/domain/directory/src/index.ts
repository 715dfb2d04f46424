export type {
  AdditionalProperty,
  Asset,
  AssetId,
  Fee,
  Peer,
  PeerId,
  Tenant,
  TenantId,
  TenantSettingKey,
  WalletAddress,
  WalletAddressId,
  WalletAddressKey,
} from './records.ts'
export type { Directory } from './directory.ts'
export { openDirectory } from './open-directory.ts'
export type { Refused } from './refused.ts'
export {
  type Assets,
  createPostgresAssets,
  type DirectoryLedger,
  type NewAsset,
} from './assets-postgres.ts'
export {
  createPostgresPeers,
  type NewPeer,
  type PeerChange,
  type PeerRefusal,
  type Peers,
} from './peers-postgres.ts'
export {
  createPostgresWalletAddresses,
  type NewWalletAddress,
  type WalletAddressChange,
  type WalletAddresses,
  type WalletAddressRefusal,
} from './wallet-addresses-postgres.ts'
export { createPostgresKeys, type KeyRefusal, type WalletAddressKeys } from './keys-postgres.ts'
export { createPostgresFees, type FeeRefusal, type Fees } from './fees-postgres.ts'
export { ensureOperator } from './tenants-postgres.ts'
export {
  createLiquidity,
  type Liquidity,
  type LiquidityAccounts,
  type LiquidityRefusal,
} from './liquidity.ts'
export { directoryMigrations } from './directory-migrations.ts'
export { startLiquidityAlerts } from './low-liquidity-postgres.ts'
export { type AbsenceNotice, createAbsenceNotice } from './absent-wallet-address-postgres.ts'
