import { gnapToken } from '@kivuko/gnap'
import { isTokenValue } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import type { GrantApi } from '../grant-api.ts'
import { sendRefusal } from '../reply.ts'
import { unproven, verifyClient } from '../verify-client.ts'

/**
 * `DELETE /token/:id`: a client gives its token back (RFC 9635 section 6.2). A token that is gone
 * has been given back.
 */
export function addRevokeToken(app: FastifyInstance, api: GrantApi): void {
  app.delete<{ Params: { id: string } }>('/token/:id', async (request, reply) => {
    const found = await api.grants.findToken(request.params.id)
    if (!found) return reply.status(204).send()

    const value = gnapToken(request.headers.authorization)
    if (value === undefined || !isTokenValue(found, value)) {
      return sendRefusal(reply, unproven('the token to revoke must be in the authorization header'))
    }

    const unverified = await verifyClient(api, { client: found.grant.client, request })
    if (unverified) return sendRefusal(reply, unproven(unverified.description))

    await api.grants.revokeToken(found)
    return reply.status(204).send()
  })
}
