import type { Clock } from '@kivuko/clock'
import type {
  Assets,
  Directory,
  Fees,
  Liquidity,
  Peers,
  WalletAddresses,
  WalletAddressKeys,
} from '@kivuko/directory'
import type { LedgerStore } from '@kivuko/ledger'
import type { Payments } from '@kivuko/payments'
import type { WebhookStore } from '@kivuko/webhooks'

/** What the resolvers translate to. Each names the few that it needs. */
export interface AdminPorts {
  readonly clock: Clock
  readonly directory: Pick<Directory, 'tenant' | 'asset' | 'walletAddress' | 'peer' | 'fee'>
  readonly assets: Assets
  readonly peers: Peers
  readonly walletAddresses: WalletAddresses
  readonly keys: WalletAddressKeys
  readonly fees: Fees
  readonly liquidity: Liquidity
  readonly payments: Payments
  readonly ledger: Pick<LedgerStore, 'balances' | 'transfer' | 'transfers'>
  readonly webhooks: Pick<WebhookStore, 'event' | 'events' | 'withdrawalEvent'>
  readonly settings: ResolverSettings
}

/** What the resolvers have to know. */
export interface ResolverSettings {
  /** Below which the node's Open Payments resources live: `https://host`. */
  readonly openPaymentsUrl: string
  /** How long the open incoming payments of a deactivated wallet address may still be paid. */
  readonly deactivationGraceMs: number
}
