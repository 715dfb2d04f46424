import type { WalletAddress } from '@kivuko/directory'
import { normalizeWalletAddressUrl } from '@kivuko/open-payments'

import { preferredType } from '../accept.ts'
import { refuse } from '../refusal.ts'
import type { Answer } from '../reply.ts'
import { httpsUrl, pathOf } from '../requested-url.ts'
import type { ResourceApi } from '../resource-api.ts'
import type { WalletAddressRequest } from '../resource-request.ts'
import { isActive } from '../steps/look-up-wallet-address.ts'

/** What is added to a wallet address for its keys. */
export const keysSegment = '/jwks.json'

/** `GET <wallet address>/jwks.json`: its keys (RFC 7517); the node's, at the node's own address. */
export async function getWalletAddressKeys(
  api: ResourceApi,
  request: WalletAddressRequest,
): Promise<Answer> {
  if (preferredType(request.headers.accept, ['application/json']) === undefined) {
    return refuse('NotAcceptable', 'must accept application/json')
  }
  const path = pathOf(request).slice(0, -keysSegment.length)
  const url = normalizeWalletAddressUrl(httpsUrl(request, path))
  if (url === undefined) return unknownKeys
  const found = await api.directory.walletAddressByUrl(url)
  if (found === undefined && isNodesOwn(api, url)) {
    return { status: 200, body: { keys: [api.nodeKey] } }
  }
  return await answerKeys(api, found ?? (await api.absentWalletAddresses.askFor(url)))
}

async function answerKeys(api: ResourceApi, wallet: WalletAddress | undefined): Promise<Answer> {
  if (wallet === undefined || !isActive(api, wallet)) return unknownKeys
  const keys = await api.directory.walletAddressKeys(wallet.id)
  return { status: 200, body: { keys: keys.map(({ jwk }) => jwk) } }
}

/** Whether the path is that of the node's own address: other nodes may know it by another host. */
function isNodesOwn({ settings }: ResourceApi, url: string): boolean {
  const own = normalizeWalletAddressUrl(settings.walletAddressUrl)
  return own !== undefined && new URL(own).pathname === new URL(url).pathname
}

const unknownKeys = refuse('UnknownWalletAddress', 'there is no such wallet address')
