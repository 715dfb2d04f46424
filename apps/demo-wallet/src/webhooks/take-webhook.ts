import type { Clock } from '@kivuko/clock'
import type { Log, Secret } from '@kivuko/log'
import {
  verifyWebhookSignature,
  webhookSignatureHeader,
  type WebhookBody,
} from '@kivuko/signatures'
import type { FastifyInstance } from 'fastify'
import type { EventParts } from './event-parts.ts'
import { handleEvent } from './handle-event.ts'
import { parseWebhookEvent } from './webhook-event.ts'

/** What the route needs beside what its events are handled with. */
export interface WebhookOptions extends EventParts {
  readonly clock: Clock
  readonly log: Log
  readonly secret: Secret
}

/** The version of the signature, as `SIGNATURE_VERSION` of the node has it. */
const signatureVersion = 1

/** Every attempt of the node is signed anew, so an old signature is nobody's but a thief's. */
const signatureAgeSecMax = 300

/**
 * `POST /webhooks`: the node tells what has happened. 200 says that the wallet has done its part
 * and will remember it; after any other answer the node tells again, later.
 */
export function addWebhookRoute(app: FastifyInstance, options: WebhookOptions): void {
  app.post('/webhooks', async (request, reply) => {
    if (!isFromNode(options, { body: request.body, header: request.headers[headerName] })) {
      return reply.status(401).send({ error: { description: 'The signature is wrong' } })
    }
    const event = parseWebhookEvent(request.body)
    if (event === undefined) {
      options.log.warn('A webhook that is no event', { body: request.body })
      return reply.status(400).send({ error: { description: 'This is no event' } })
    }
    await handleEvent(options, event)
    return reply.status(200).send()
  })
}

const headerName = webhookSignatureHeader.toLowerCase()

/** Whoever may post here may credit accounts: an unsigned event is nobody's word. */
function isFromNode(
  { clock, secret, log }: WebhookOptions,
  { body, header }: { body: unknown; header: string | readonly string[] | undefined },
): boolean {
  if (typeof header !== 'string' || typeof body !== 'object' || body === null) return false
  const verified = verifyWebhookSignature({
    header,
    // Signed are these members as they came; what they hold is looked at afterwards.
    body: body as WebhookBody,
    secret: secret.reveal(),
    version: signatureVersion,
    ttlSec: signatureAgeSecMax,
    nowMs: clock.now(),
  })
  if (!('refusal' in verified)) return true
  log.warn('A webhook is not signed by the node', verified)
  return false
}
