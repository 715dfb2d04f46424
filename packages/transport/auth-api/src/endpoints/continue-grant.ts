import { type ContinueRequest, continueRequestSchema, gnapToken } from '@kivuko/gnap'
import type { FastifyInstance } from 'fastify'

import type { GrantApi } from '../grant-api.ts'
import { writeContinuation, writeToken } from '../grant-reply.ts'
import { parseBody } from '../parse-body.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { unproven, verifyClient } from '../verify-client.ts'

/** `POST /continue/:id`: a client asks whether its user has agreed (RFC 9635 section 5). */
export function addContinueGrant(app: FastifyInstance, api: GrantApi): void {
  app.post<{ Params: { id: string } }>('/continue/:id', async (request, reply) => {
    const token = gnapToken(request.headers.authorization)
    if (token === undefined) {
      return sendRefusal(reply, refuse('missingContinuation', 'continuation token is missing'))
    }

    const grant = await api.grants.findContinuation({ grantId: request.params.id, token })
    if (!grant) return sendRefusal(reply, refuse('unknownContinuation', 'there is no such grant'))

    const unverified = await verifyClient(api, { client: grant.client, request })
    if (unverified) return sendRefusal(reply, unproven(unverified.description))

    const parsed = parseBody<ContinueRequest>(continueRequestSchema, request.body)
    if ('refusal' in parsed) return sendRefusal(reply, parsed)

    const interactRef = parsed.body.interact_ref
    const continued = await api.grants.continue({ grant, interactRef })
    if ('refusal' in continued) return sendRefusal(reply, continued)

    const { isIssued } = continued
    return reply.send({
      ...(continued.token && { access_token: writeToken(api, continued.token, grant.access) }),
      ...(isIssued && grant.subject && { subject: grant.subject }),
      continue: writeContinuation(api, {
        grantId: grant.id,
        token,
        ...(!isIssued && { waitSec: api.waitSec }),
      }),
    })
  })
}
