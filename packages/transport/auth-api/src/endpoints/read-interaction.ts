import type { Grants } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import { isFromIdentityProvider } from '../identity-provider.ts'
import { refuse, sendRefusal } from '../reply.ts'

interface Route {
  Params: { id: string; nonce: string }
}

/** `GET /grant/:id/:nonce`: the consent page asks what its user is to decide. */
export function addReadInteraction(app: FastifyInstance, grants: Grants): void {
  app.get<Route>('/grant/:id/:nonce', async (request, reply) => {
    const { id, nonce } = request.params
    const grant = await grants.findInteraction({ id, nonce })
    if (!grant) {
      return sendRefusal(reply, refuse('unknownInteraction', 'there is no such interaction'))
    }

    if (!(await isFromIdentityProvider(grants, { grant, request }))) {
      return sendRefusal(reply, refuse('unknownProvider', 'x-idp-secret is wrong'))
    }

    const { access, subject, interaction } = grant
    return reply.send({
      grantId: grant.id,
      access,
      ...(subject && { subject }),
      state: interaction.state,
    })
  })
}
