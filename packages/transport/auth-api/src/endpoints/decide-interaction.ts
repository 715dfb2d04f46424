import type { Grants } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import { isFromIdentityProvider } from '../identity-provider.ts'
import { refuse, sendRefusal } from '../reply.ts'

interface Route {
  Params: { id: string; nonce: string; choice: string }
}

/** `POST /grant/:id/:nonce/{accept|reject}`: the consent page tells what its user has decided. */
export function addDecideInteraction(app: FastifyInstance, grants: Grants): void {
  app.post<Route>('/grant/:id/:nonce/:choice', async (request, reply) => {
    const { id, nonce, choice } = request.params
    const decision = decisions.get(choice)
    if (!decision) return sendRefusal(reply, refuse('unknownChoice', 'accept or reject'))

    const grant = await grants.findInteraction({ id, nonce })
    if (!grant) {
      return sendRefusal(reply, refuse('unknownInteraction', 'there is no such interaction'))
    }

    if (!(await isFromIdentityProvider(grants, { grant, request }))) {
      return sendRefusal(reply, refuse('unknownDecider', 'x-idp-secret is wrong'))
    }

    if (grant.interaction.state === 'DENIED') {
      return sendRefusal(reply, refuse('deniedInteraction', 'the user has denied it already'))
    }

    const decided = await grants.decideInteraction({ grant, decision })
    if (!decided) {
      return sendRefusal(
        reply,
        refuse('decidedInteraction', 'the interaction is not open any more'),
      )
    }

    return reply.status(202).send()
  })
}

const decisions: ReadonlyMap<string, 'APPROVED' | 'DENIED'> = new Map([
  ['accept', 'APPROVED'],
  ['reject', 'DENIED'],
])
