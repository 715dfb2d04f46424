import type { Ed25519Jwk } from '@kivuko/signatures'
import { z } from 'zod'
import { type AdminClient, mustHave } from './admin-client.ts'
import type { PlannedAddress } from './seed-plan.ts'

type Address = PlannedAddress & { readonly assetId: string }

/** Finds or makes a wallet address, with its key where it has one, and gives its id. */
export async function ensureWalletAddress(admin: AdminClient, address: Address): Promise<string> {
  const { url, publicName, assetId, key } = address
  const found = mustHave(await admin.run(findAddress, { url }, foundData)).walletAddressByUrl
  const id = found?.id ?? (await makeAddress(admin, { address: url, publicName, assetId }))
  const keys = found?.walletAddressKeys?.edges.map(({ node }) => node) ?? []
  if (key !== undefined && !hasKey(keys, key)) {
    mustHave(
      await admin.run(createKey, { input: { walletAddressId: id, jwk: jwkOf(key) } }, z.unknown()),
    )
  }
  return id
}

async function makeAddress(
  admin: AdminClient,
  input: { readonly address: string; readonly publicName: string; readonly assetId: string },
): Promise<string> {
  const made = mustHave(await admin.run(createAddress, { input }, madeData))
  return made.createWalletAddress.walletAddress.id
}

function hasKey(keys: readonly KnownKey[], { kid, x }: Ed25519Jwk): boolean {
  return keys.some(({ jwk, revoked }) => !revoked && jwk.kid === kid && jwk.x === x)
}

function jwkOf({ kid, x, alg, kty, crv }: Ed25519Jwk) {
  return { kid, x, alg, kty, crv }
}

const findAddress = `query ($url: String!) {
  walletAddressByUrl(url: $url) {
    id walletAddressKeys(first: 100) { edges { node { revoked jwk { kid x } } } }
  }
}`
const knownKey = z.object({
  revoked: z.boolean(),
  jwk: z.object({ kid: z.string(), x: z.string() }),
})
type KnownKey = z.infer<typeof knownKey>
const foundData = z.object({
  walletAddressByUrl: z
    .object({
      id: z.string(),
      walletAddressKeys: z.object({ edges: z.array(z.object({ node: knownKey })) }).nullable(),
    })
    .nullable(),
})

const createAddress = `mutation ($input: CreateWalletAddressInput!) {
  createWalletAddress(input: $input) { walletAddress { id } }
}`
const madeData = z.object({
  createWalletAddress: z.object({ walletAddress: z.object({ id: z.string() }) }),
})

const createKey = `mutation ($input: CreateWalletAddressKeyInput!) {
  createWalletAddressKey(input: $input) { walletAddressKey { id } }
}`
