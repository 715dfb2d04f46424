import { gnapToken } from '@kivuko/gnap'
import type { FastifyInstance } from 'fastify'

import type { GrantApi } from '../grant-api.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { unproven, verifyClient } from '../verify-client.ts'

/** `DELETE /continue/:id`: a client gives its grant back (RFC 9635 section 5.4). */
export function addCancelGrant(app: FastifyInstance, api: GrantApi): void {
  app.delete<{ Params: { id: string } }>('/continue/:id', async (request, reply) => {
    const token = gnapToken(request.headers.authorization)
    if (token === undefined) {
      return sendRefusal(reply, refuse('missingContinuation', 'continuation token is missing'))
    }

    const grant = await api.grants.findContinuation({ grantId: request.params.id, token })
    if (!grant) return sendRefusal(reply, refuse('unknownGrant', 'there is no such grant'))

    const unverified = await verifyClient(api, { client: grant.client, request })
    if (unverified) return sendRefusal(reply, unproven(unverified.description))

    const cancelled = await api.grants.cancel(grant)
    if (!cancelled)
      return sendRefusal(reply, refuse('unknownGrant', 'the grant is revoked already'))

    return reply.status(204).send()
  })
}
