import type { InteractiveGrant } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import { finishUrl } from '../finish-url.ts'
import type { GrantApi } from '../grant-api.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { readSession, writeSession } from '../session-cookie.ts'

interface Route {
  Params: { id: string; nonce: string }
}

/** 256 bits: whoever guesses a session may finish what its user has begun. */
const sessionBytes = 32

/** `GET /interact/:id/:nonce`: a user comes from a client and is sent to the consent page. */
export function addStartInteraction(app: FastifyInstance, api: GrantApi): void {
  app.get<Route>('/interact/:id/:nonce', async (request, reply) => {
    const { id, nonce } = request.params
    const grant = await api.grants.findInteraction({ id, nonce })
    if (!grant) {
      return sendRefusal(reply, refuse('strangeInteraction', 'there is no such interaction'))
    }

    const tenant = await api.grants.tenant(grant.tenantId)
    const consentUrl = tenant?.idpConsentUrl
    const session = readSession(api.cookies, request.headers.cookie) ?? newSession(api)
    const started = consentUrl && (await api.grants.startInteraction({ grant, session }))
    if (!consentUrl || started !== true) {
      const back = finishUrl(grant, { result: 'invalid_interaction', message: 'not open any more' })
      if (back !== undefined) return reply.redirect(back, 302)
      return sendRefusal(reply, refuse('closedInteraction', 'the interaction is not open any more'))
    }

    return reply
      .header('set-cookie', writeSession(api.cookies, session))
      .header('cache-control', 'no-store')
      .redirect(consentPage({ consentUrl, grant, nonce }), 302)
  })
}

function newSession({ random }: GrantApi): string {
  return Buffer.from(random.bytes(sessionBytes)).toString('base64url')
}

/**
 * What is shown of the client comes from its wallet address, not from the link that was followed.
 */
function consentPage(page: {
  readonly consentUrl: string
  readonly grant: InteractiveGrant
  readonly nonce: string
}): string {
  const url = new URL(page.consentUrl)
  const { id, clientName, clientUri } = page.grant.interaction
  url.searchParams.set('interactId', id)
  url.searchParams.set('nonce', page.nonce)
  url.searchParams.set('clientName', clientName)
  url.searchParams.set('clientUri', clientUri)
  return url.href
}
