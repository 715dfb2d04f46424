import { type GrantRequest, grantRequestSchema } from '@kivuko/gnap'
import type { RequestedGrant } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import { authUrl, type GrantApi } from '../grant-api.ts'
import { writeContinuation, writeToken } from '../grant-reply.ts'
import { parseBody } from '../parse-body.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { verifyClient } from '../verify-client.ts'

/** `POST /:tenantId`: a client asks for a grant (RFC 9635 section 2). */
export function addRequestGrant(app: FastifyInstance, api: GrantApi): void {
  app.post<{ Params: { tenantId: string } }>('/:tenantId', async (request, reply) => {
    const parsed = parseBody<GrantRequest>(grantRequestSchema, request.body)
    if ('refusal' in parsed) return sendRefusal(reply, parsed)
    const { client, access_token, subject, interact } = parsed.body

    const tenant = await api.grants.tenant(request.params.tenantId)
    if (!tenant) return sendRefusal(reply, refuse('unknownTenant', 'there is no such tenant'))

    const unverified = await verifyClient(api, { client, request })
    if (unverified) return sendRefusal(reply, unverified)

    const access = access_token?.access ?? []
    const clientName = async (): Promise<string | undefined> =>
      'walletAddress' in client ? await api.clientKeys.publicName(client.walletAddress) : undefined
    const asked = { tenant, client, access, subject, interact, clientName }
    const requested = await api.grants.request(asked)
    if ('refusal' in requested) return sendRefusal(reply, requested)

    return reply.send(writeGrant(api, requested))
  })
}

function writeGrant(api: GrantApi, requested: RequestedGrant): unknown {
  const { grant, continueToken, token, interaction } = requested
  const continued = { grantId: grant.id, token: continueToken }
  if (!interaction) {
    return {
      ...(token && { access_token: writeToken(api, token, grant.access) }),
      continue: writeContinuation(api, continued),
    }
  }
  const { id, nonce } = interaction
  const redirect = new URL(authUrl(api, 'interact', id, nonce))
  redirect.searchParams.set('clientName', grant.interaction?.clientName ?? '')
  redirect.searchParams.set('clientUri', grant.interaction?.clientUri ?? '')
  return {
    interact: { redirect: redirect.href, finish: nonce },
    continue: writeContinuation(api, { ...continued, waitSec: api.waitSec }),
  }
}
