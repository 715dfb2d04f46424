import type { FastifyRequest } from 'fastify'

type RequestedParts = Pick<FastifyRequest, 'protocol' | 'host' | 'originalUrl'>

/**
 * The URLs that a client may have signed a request for: the one requested, as it came and with TLS
 * ended (or begun) on the way, and the one that the resource server calls itself by, for proxies
 * that rewrite the host.
 */
export function targetUris(
  { openPaymentsUrl }: { readonly openPaymentsUrl: string },
  { protocol, host, originalUrl }: RequestedParts,
): readonly string[] {
  const otherProtocol = protocol === 'https' ? 'http' : 'https'
  const candidates = [
    `${protocol}://${host}${originalUrl}`,
    `${otherProtocol}://${host}${originalUrl}`,
    openPaymentsUrl.replace(/\/+$/, '') + originalUrl,
  ]
  return [...new Set(candidates)]
}

/** The path of a request without its query, as it was written. */
export function pathOf({ originalUrl }: Pick<RequestedParts, 'originalUrl'>): string {
  const queryAt = originalUrl.indexOf('?')
  return queryAt === -1 ? originalUrl : originalUrl.slice(0, queryAt)
}

/** The https URL of a path on the requested host: wallet addresses are https, whatever ends TLS. */
export function httpsUrl({ host }: Pick<RequestedParts, 'host'>, path: string): string {
  return `https://${host}${path}`
}
