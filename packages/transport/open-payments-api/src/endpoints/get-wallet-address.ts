import type { WalletAddress } from '@kivuko/directory'
import {
  isSameWalletAddress,
  normalizeWalletAddressUrl,
  type WireWalletAddress,
} from '@kivuko/open-payments'
import type { Refused } from '@kivuko/payments'

import { preferredType } from '../accept.ts'
import { type Refusal, refuse } from '../refusal.ts'
import type { Answer } from '../reply.ts'
import { httpsUrl, pathOf } from '../requested-url.ts'
import type { ResourceApi } from '../resource-api.ts'
import type { WalletAddressRequest } from '../resource-request.ts'
import { authServer, resourceServer } from '../resource-urls.ts'
import { isActive } from '../steps/look-up-wallet-address.ts'
import { redirectToPage } from './redirect-to-page.ts'
import { answerSpsp, spspType } from './answer-spsp.ts'

/** `GET` of a wallet address itself: who it is, a page for people, or SPSP, as the client likes. */
export async function getWalletAddress(
  api: ResourceApi,
  request: WalletAddressRequest,
): Promise<Answer> {
  const type = preferredType(request.headers.accept, offeredTypes(api))
  if (type === undefined) return refuse('NotAcceptable', 'must accept application/json')

  const wallet = await findWalletAddress(api, request)
  if ('refusal' in wallet) return wallet

  switch (type) {
    case 'application/json':
      return { status: 200, body: writeWalletAddress(api, wallet) }
    case 'text/html':
      return redirectToPage(api, wallet)
    case spspType:
      return answerSpsp(api, request, wallet)
  }
}

type OfferedType = 'application/json' | 'text/html' | typeof spspType

function offeredTypes({ settings, spsp }: ResourceApi): readonly OfferedType[] {
  return [
    'application/json',
    ...(settings.redirectPage === undefined ? [] : (['text/html'] as const)),
    ...(spsp === undefined ? [] : ([spspType] as const)),
  ]
}

async function findWalletAddress(
  api: ResourceApi,
  request: WalletAddressRequest,
): Promise<WalletAddress | Refused<Refusal>> {
  const { directory, absentWalletAddresses, settings } = api
  const url = normalizeWalletAddressUrl(httpsUrl(request, pathOf(request)))
  if (url === undefined || isSameWalletAddress(url, settings.walletAddressUrl)) return unknown
  const found =
    (await directory.walletAddressByUrl(url)) ??
    (settings.absentWalletAddresses?.isAskedByPlainGet === true
      ? await absentWalletAddresses.askFor(url)
      : undefined)
  return found !== undefined && isActive(api, found) ? found : unknown
}

const unknown = refuse('UnknownWalletAddress', 'there is no such wallet address')

function writeWalletAddress({ settings }: ResourceApi, wallet: WalletAddress): WireWalletAddress {
  const { url, publicName, asset, tenantId, additionalProperties } = wallet
  const { cardServiceUrl } = settings
  const visible = additionalProperties.filter(({ visibleInOpenPayments }) => visibleInOpenPayments)
  return {
    id: url,
    ...(publicName !== undefined && { publicName }),
    assetCode: asset.code,
    assetScale: asset.scale,
    authServer: authServer(settings, tenantId),
    resourceServer: resourceServer(settings, tenantId),
    ...(cardServiceUrl !== undefined && { cardService: new URL(cardServiceUrl).href }),
    ...(visible.length > 0 && {
      additionalProperties: Object.fromEntries(visible.map(({ key, value }) => [key, value])),
    }),
  }
}
