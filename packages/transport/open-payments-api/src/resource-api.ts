import type { Clock } from '@kivuko/clock'
import type { Directory } from '@kivuko/directory'
import type { Introspection } from '@kivuko/grants'
import type { Payments } from '@kivuko/payments'
import type { Ed25519Jwk, VerificationKey } from '@kivuko/signatures'
import type { StreamReceiver } from '@kivuko/stream'

import type { AbsentWalletAddresses } from './absent-wallet-addresses.ts'
import type { ResourceEvents } from './events.ts'
import type { OpenApi } from './openapi/open-api.ts'
import type { OpenPaymentsSettings } from './open-payments-settings.ts'

/** What the resource server asks of the directory. */
export type WalletDirectory = Pick<
  Directory,
  'tenant' | 'walletAddress' | 'walletAddressByUrl' | 'walletAddressKeys'
>

/** The keys that clients publish below their wallet addresses. */
export interface ClientKeys {
  /** The key of this id; undefined when the client has none, or cannot be reached. */
  find(client: {
    readonly walletAddress: string
    readonly keyId: string
  }): Promise<VerificationKey | undefined>
}

/** What the endpoints work with. */
export interface ResourceApi {
  readonly payments: Pick<Payments, 'incoming' | 'quotes' | 'outgoing'>
  readonly directory: WalletDirectory
  readonly absentWalletAddresses: AbsentWalletAddresses
  readonly introspection: Introspection
  readonly clientKeys: ClientKeys
  /** The key by which other servers know the node. */
  readonly nodeKey: Ed25519Jwk
  /** Makes the credentials that SPSP hands out; without it wallet addresses don't answer SPSP. */
  readonly spsp?: Pick<StreamReceiver, 'credentials'>
  readonly openApi: OpenApi
  readonly clock: Clock
  readonly events: ResourceEvents
  readonly settings: OpenPaymentsSettings
}
