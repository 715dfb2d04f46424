import type { VerificationKey } from '@kivuko/signatures'

/** What the wallet addresses of clients publish. */
export interface ClientKeys {
  /** The key of this id; undefined when the client has none, or cannot be reached. */
  find(client: {
    readonly walletAddress: string
    readonly keyId: string
  }): Promise<VerificationKey | undefined>
  /** The name to show to users; undefined when it has none, or cannot be reached. */
  publicName(walletAddress: string): Promise<string | undefined>
}
