import type { AddressLimit } from '@kivuko/http'

/** What an operator may set of the resource server. */
export interface OpenPaymentsSettings {
  /** The URL below which resources live. */
  readonly openPaymentsUrl: string
  /** The node's own wallet address: no wallet, but its keys are published below it. */
  readonly walletAddressUrl: string
  /** The URL at which grants are asked for; a tenant's id is added to it. */
  readonly authServerGrantUrl: string
  /** Told in wallet addresses. */
  readonly cardServiceUrl?: string
  /**
   * Where a browser that opens a wallet address is sent. `%wa` stands for the address, `%wp` for it
   * without its scheme, `%ewa` and `%ewp` for the same encoded for a URL.
   */
  readonly redirectPage?: string
  /** Whether `X-Forwarded-*` headers are believed; false if left out. */
  readonly trustProxy?: boolean
  /** How old a signature may be; any age if left out, as deployed clients expect. */
  readonly signatureAgeSecMax?: number
  /** Whether answers are held against the OpenAPI documents too; false if left out. */
  readonly checksResponses?: boolean
  /** How an ASE may make wallet addresses while they are asked for. */
  readonly absentWalletAddresses?: Partial<AbsentWalletAddressSettings>
  /** For what anyone may read; `publicRequestLimit` if left out. */
  readonly publicLimit?: AddressLimit
}

/** How an ASE may make a wallet address while somebody waits for it. */
export interface AbsentWalletAddressSettings {
  /** How long a request waits for it. */
  readonly waitMsMax: number
  /** How often it is looked for meanwhile. */
  readonly pollMs: number
  /** Whether a plain GET of a wallet address asks for it too; its keys and resources always do. */
  readonly isAskedByPlainGet: boolean
}

/** What holds unless the environment says otherwise. */
export const absentWalletAddressDefaults: AbsentWalletAddressSettings = {
  waitMsMax: 1_500,
  pollMs: 100,
  isAskedByPlainGet: false,
}
