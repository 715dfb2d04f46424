import type { WalletAddress } from '@kivuko/directory'

import type { Answer } from '../reply.ts'
import type { ResourceApi } from '../resource-api.ts'

/** Sends a browser to the operator's page about a wallet address. */
export function redirectToPage(
  { settings: { redirectPage = '' } }: Pick<ResourceApi, 'settings'>,
  { url }: Pick<WalletAddress, 'url'>,
): Answer {
  const withoutScheme = url.replace(/^https:\/\//, '')
  const location = redirectPage.replace(/%(ewa|ewp|wa|wp)/g, (placeholder) => {
    switch (placeholder) {
      case '%wa':
        return url
      case '%ewa':
        return encodeURIComponent(url)
      case '%wp':
        return withoutScheme
      default:
        return encodeURIComponent(withoutScheme)
    }
  })
  return { status: 302, headers: { location } }
}
