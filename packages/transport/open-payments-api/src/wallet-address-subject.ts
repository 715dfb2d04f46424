import { normalizeWalletAddressUrl } from '@kivuko/open-payments'

/**
 * What a request is about that names its wallet address itself; undefined when that is none. The
 * address need not exist yet.
 */
export function walletAddressSubject<Rest extends object>(
  named: string,
  rest: Rest,
): (Rest & { readonly walletAddressUrl: string }) | undefined {
  const walletAddressUrl = normalizeWalletAddressUrl(named)
  return walletAddressUrl === undefined ? undefined : { ...rest, walletAddressUrl }
}
