/** The length of a wallet address beyond which it is not looked at. */
export const walletAddressLengthMax = 2048

/** The path of a wallet address that is a host alone. */
const bareHostPath = '/.well-known/pay'

/**
 * The one form of a wallet address by which it is stored, compared and shown: https, in lower case,
 * without a slash at the end; a bare host stands for its `/.well-known/pay`. Takes http for https
 * (the node itself may listen behind something that ends TLS) and a payment pointer (`$host/path`)
 * for the URL that it names. Undefined when the text has credentials, a query or a fragment, or is
 * no URL.
 */
export function normalizeWalletAddressUrl(text: string): string | undefined {
  if (text.length > walletAddressLengthMax) return undefined
  const url = URL.parse(text.startsWith('$') ? `https://${text.slice(1)}` : text)
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password) return undefined
  if (url.search !== '' || url.hash !== '' || /[?#]/.test(text)) return undefined
  const path = url.pathname.replace(/\/+$/, '') || bareHostPath
  return `https://${url.host}${path}`.toLowerCase()
}

/** The payment pointer of a wallet address, such as `$wallet.example/alice`; undefined as above. */
export function paymentPointer(walletAddress: string): string | undefined {
  const url = normalizeWalletAddressUrl(walletAddress)
  if (url === undefined) return undefined
  const pointer = `$${url.slice('https://'.length)}`
  return pointer.endsWith(bareHostPath) ? pointer.slice(0, -bareHostPath.length) : pointer
}

/** Whether two texts name the same wallet address. */
export function isSameWalletAddress(one: string, other: string): boolean {
  const normalized = normalizeWalletAddressUrl(one)
  return normalized !== undefined && normalized === normalizeWalletAddressUrl(other)
}

/** Where the keys of a wallet address are published. */
export function jwksUrl(walletAddress: string): string {
  return `${walletAddress.replace(/\/+$/, '')}/jwks.json`
}
