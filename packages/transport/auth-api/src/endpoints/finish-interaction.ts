import { interactionHash } from '@kivuko/gnap'
import { type FinishedInteraction, type InteractiveGrant, isSessionOf } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import { finishUrl } from '../finish-url.ts'
import { authUrl, type GrantApi } from '../grant-api.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { readSession } from '../session-cookie.ts'

interface Route {
  Params: { id: string; nonce: string }
}

/**
 * `GET /interact/:id/:nonce/finish`: a user comes back from the consent page and is sent back to
 * the client (RFC 9635 section 4.2).
 */
export function addFinishInteraction(app: FastifyInstance, api: GrantApi): void {
  app.get<Route>('/interact/:id/:nonce/finish', async (request, reply) => {
    const { id, nonce } = request.params
    const grant = await api.grants.findInteraction({ id, nonce })
    if (!grant) {
      return sendRefusal(reply, refuse('unknownInteraction', 'there is no such interaction'))
    }

    const session = readSession(api.cookies, request.headers.cookie)
    if (session === undefined || !isSessionOf(grant, session)) {
      return sendRefusal(reply, refuse('foreignSession', 'not begun in this session'))
    }

    const finished = await api.grants.finishInteraction(grant)
    const back = finishUrl(grant, tellClient(api, { grant, nonce, finished }))
    if (back !== undefined) {
      return reply.header('cache-control', 'no-store').redirect(back, 302)
    }
    if (finished.end === 'over') {
      return sendRefusal(reply, refuse('lateInteraction', 'the interaction is not open any more'))
    }
    return reply.status(202).send()
  })
}

function tellClient(
  api: GrantApi,
  ended: {
    readonly grant: InteractiveGrant
    readonly nonce: string
    readonly finished: FinishedInteraction
  },
): Readonly<Record<string, string>> {
  const { grant, nonce, finished } = ended
  switch (finished.end) {
    case 'approved': {
      const { interactRef } = finished
      const hash = interactionHash({
        clientNonce: grant.finish?.clientNonce ?? '',
        interactNonce: nonce,
        interactRef,
        grantEndpoint: authUrl(api, grant.tenantId),
      })
      return { hash, interact_ref: interactRef }
    }
    case 'denied':
      return { result: 'grant_rejected' }
    case 'undecided':
      return { result: 'grant_invalid' }
    case 'over':
      return { result: 'invalid_interaction' }
  }
}
