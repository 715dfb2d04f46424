import { gnapToken } from '@kivuko/gnap'
import { isTokenValue } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import type { GrantApi } from '../grant-api.ts'
import { writeToken } from '../grant-reply.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { unproven, verifyClient } from '../verify-client.ts'

/** `POST /token/:id`: a client changes its token for another (RFC 9635 section 6.1). */
export function addRotateToken(app: FastifyInstance, api: GrantApi): void {
  app.post<{ Params: { id: string } }>('/token/:id', async (request, reply) => {
    const found = await api.grants.findToken(request.params.id)
    if (!found) return sendRefusal(reply, refuse('unknownToken', 'there is no such token'))

    const value = gnapToken(request.headers.authorization)
    if (value === undefined || !isTokenValue(found, value)) {
      return sendRefusal(reply, unproven('the token to rotate must be in the authorization header'))
    }

    const unverified = await verifyClient(api, { client: found.grant.client, request })
    if (unverified) return sendRefusal(reply, unproven(unverified.description))

    const next = await api.grants.rotate(found)
    if (!next) return sendRefusal(reply, refuse('unknownToken', 'the token is revoked'))

    return reply.send({ access_token: writeToken(api, next, found.grant.access) })
  })
}
