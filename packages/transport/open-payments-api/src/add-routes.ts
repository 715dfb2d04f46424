import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

import type { Endpoint } from './endpoint.ts'
import { completeIncomingPayment } from './endpoints/complete-incoming-payment.ts'
import { createIncomingPayment } from './endpoints/create-incoming-payment.ts'
import { createOutgoingPayment } from './endpoints/create-outgoing-payment.ts'
import { createQuote } from './endpoints/create-quote.ts'
import { getIncomingPayment } from './endpoints/get-incoming-payment.ts'
import { getOutgoingPaymentGrant } from './endpoints/get-outgoing-payment-grant.ts'
import { getOutgoingPayment } from './endpoints/get-outgoing-payment.ts'
import { getQuote } from './endpoints/get-quote.ts'
import { getWalletAddressKeys, keysSegment } from './endpoints/get-wallet-address-keys.ts'
import { getWalletAddress } from './endpoints/get-wallet-address.ts'
import { listIncomingPayments } from './endpoints/list-incoming-payments.ts'
import { listOutgoingPayments } from './endpoints/list-outgoing-payments.ts'
import { type Answer, refusalReply, sendReply } from './reply.ts'
import { pathOf } from './requested-url.ts'
import type { ResourceApi } from './resource-api.ts'
import type { ResourceRequest } from './resource-request.ts'
import { authServer } from './resource-urls.ts'
import { findTenant } from './steps/find-tenant.ts'

/** Adds every route of the resource server. */
export function addRoutes(app: FastifyInstance, api: ResourceApi): void {
  const incoming = '/:tenantId/incoming-payments'
  const outgoing = '/:tenantId/outgoing-payments'
  const add = (method: 'GET' | 'POST', url: string, endpoint: Endpoint): void => {
    app.route({
      method,
      url,
      handler: (request, reply) => serve(api, endpoint, { request, reply }),
    })
  }
  add('POST', incoming, createIncomingPayment)
  add('GET', incoming, listIncomingPayments)
  add('GET', `${incoming}/:id`, getIncomingPayment)
  add('POST', `${incoming}/:id/complete`, completeIncomingPayment)
  add('POST', '/:tenantId/quotes', createQuote)
  add('GET', '/:tenantId/quotes/:id', getQuote)
  add('POST', outgoing, createOutgoingPayment)
  add('GET', outgoing, listOutgoingPayments)
  add('GET', `${outgoing}/:id`, getOutgoingPayment)
  add('GET', '/:tenantId/outgoing-payment-grant', getOutgoingPaymentGrant)
  // Every other path may be a wallet address.
  app.get('/*', (request, reply) => serveWalletAddress(api, { request, reply }))
}

interface Exchange {
  readonly request: FastifyRequest
  readonly reply: FastifyReply
}

async function serve(
  api: ResourceApi,
  endpoint: Endpoint,
  exchange: Exchange,
): Promise<FastifyReply> {
  const request = exchange.request as ResourceRequest // What fastify's router gives these routes.
  const tenant = await findTenant(api, request.params.tenantId)
  if ('refusal' in tenant) return sendReply(exchange.reply, refusalReply(tenant))
  const { tenantId } = tenant
  const answer = await endpoint.answer({ api, request, tenantId })
  const grantsAt = authServer(api.settings, tenantId)
  return send(api, exchange.reply, { operation: endpoint.operation, answer, grantsAt })
}

async function serveWalletAddress(
  api: ResourceApi,
  { request, reply }: Exchange,
): Promise<FastifyReply> {
  if (pathOf(request).endsWith(keysSegment)) {
    const answer = await getWalletAddressKeys(api, request)
    return send(api, reply, { operation: 'get-wallet-address-keys', answer })
  }
  const answer = await getWalletAddress(api, request)
  return send(api, reply, { operation: 'get-wallet-address', answer })
}

function send(
  { openApi, settings, events }: ResourceApi,
  reply: FastifyReply,
  answered: Pick<Endpoint, 'operation'> & { readonly answer: Answer; readonly grantsAt?: string },
): FastifyReply {
  const { operation, answer, grantsAt } = answered
  const sent = 'refusal' in answer ? refusalReply(answer, grantsAt) : answer
  if (settings.checksResponses === true) {
    const complaint = openApi.responseComplaint(operation, sent)
    if (complaint !== undefined) events.responseInvalid({ operation, complaint })
  }
  return sendReply(reply, sent)
}
