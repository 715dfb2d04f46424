import type { FastifyRequest } from 'fastify'

/** What of a request is looked at where it is about a wallet address's own URL. */
export type WalletAddressRequest = Pick<FastifyRequest, 'headers' | 'host' | 'originalUrl'>

/** A request to one of the tenants' routes; what its parts are, nobody has looked at yet. */
export type ResourceRequest = FastifyRequest<{
  Params: { readonly tenantId: string; readonly id: string }
  Querystring: Readonly<Record<string, unknown>>
}>
