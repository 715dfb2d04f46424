import { generateKeyPairSync } from 'node:crypto'
import { type AuthenticatedClient, createAuthenticatedClient } from '@interledger/open-payments'
import { exportJwk } from '@kivuko/signatures'
import type { TestNode } from './test-node.ts'
import { createWallet } from './test-objects.ts'

/** Somebody with the official Open Payments client, known by a wallet address with a key. */
export interface OpenPaymentsClient {
  readonly client: AuthenticatedClient
  readonly walletAddress: string
  readonly walletId: string
  readonly keyId: string
  /** The id of the key in the admin API. */
  readonly keyRecordId: string
  readonly privateKey: ReturnType<typeof generateKeyPairSync>['privateKey']
}

/** Opens a wallet address for a client at a node and gives the client its key. */
export async function openClient(
  { admin, walletAddress }: TestNode,
  { name, assetId }: { readonly name: string; readonly assetId: string },
): Promise<OpenPaymentsClient> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const keyId = `key-of-${name}`
  const address = walletAddress(name)
  const walletId = await createWallet(admin, { assetId, address, publicName: `Shop ${name}` })
  const { kid, x, alg, kty, crv } = exportJwk(privateKey, keyId)
  const made = await admin.call<{
    createWalletAddressKey: { walletAddressKey: { id: string } }
  }>(
    `mutation ($input: CreateWalletAddressKeyInput!) {
      createWalletAddressKey(input: $input) { walletAddressKey { id } }
    }`,
    { input: { walletAddressId: walletId, jwk: { kid, x, alg, kty, crv } } },
  )
  const client = await createAuthenticatedClient({
    walletAddressUrl: address,
    privateKey,
    keyId,
    useHttp: true,
    validateResponses: true,
  })
  const keyRecordId = made.createWalletAddressKey.walletAddressKey.id
  return { client, walletAddress: address, walletId, keyId, keyRecordId, privateKey }
}
