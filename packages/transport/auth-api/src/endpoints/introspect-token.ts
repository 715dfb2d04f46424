import { type IntrospectionRequest, introspectionRequestSchema } from '@kivuko/gnap'
import type { Introspection } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import { parseBody } from '../parse-body.ts'
import { sendRefusal } from '../reply.ts'

/** `POST /`: a resource server asks about a token. */
export function addIntrospectToken(app: FastifyInstance, introspection: Introspection): void {
  app.post('/', async (request, reply) => {
    const parsed = parseBody<IntrospectionRequest>(introspectionRequestSchema, request.body)
    if ('refusal' in parsed) return sendRefusal(reply, parsed)

    const { access_token: accessToken, access } = parsed.body
    const answer = await introspection.introspect({ accessToken, access })
    if (!answer.active) return reply.send({ active: false })

    const { grantId, client } = answer
    return reply.send({ active: true, grant: grantId, access: answer.access, client })
  })
}
