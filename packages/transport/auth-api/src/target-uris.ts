import type { FastifyRequest } from 'fastify'

/**
 * The URLs that a client may have signed a request for, the likeliest first: that of this server as
 * it calls itself, and the one requested, as it came and with TLS ended on the way.
 */
export function targetUris(
  server: { readonly authServerUrl: string; readonly acceptsAnyHost: boolean },
  request: Pick<FastifyRequest, 'protocol' | 'host' | 'originalUrl'>,
): readonly string[] {
  const { protocol, host, originalUrl } = request
  const own = server.authServerUrl.replace(/\/+$/, '') + originalUrl
  if (!server.acceptsAnyHost) return [own]
  const seen = [`${protocol}://${host}${originalUrl}`, `https://${host}${originalUrl}`]
  const isOwnHost = new URL(server.authServerUrl).host === host
  return [...new Set(isOwnHost ? [own, ...seen] : [...seen, own])]
}
