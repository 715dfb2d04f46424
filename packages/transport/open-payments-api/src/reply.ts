import { errorBody } from '@kivuko/open-payments'
import type { Refused } from '@kivuko/payments'
import type { FastifyReply } from 'fastify'

import { isChallenge, type Refusal, statusOf } from './refusal.ts'

/** An answer: a body is sent as JSON, of the content type `application/json` unless said. */
export interface Reply {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** What every endpoint comes to. */
export type Answer = Reply | Refused<Refusal>

/** A refusal as an answer; `grantsAt` is where the client may ask for a grant. */
export function refusalReply(refused: Refused<Refusal>, grantsAt?: string): Reply {
  const { refusal, description, details } = refused
  const status = statusOf(refusal)
  const challenge = grantsAt !== undefined && isChallenge(refusal)
  return {
    status,
    headers: {
      ...(challenge && { 'www-authenticate': `GNAP as_uri=${grantsAt}` }),
      ...(status === 429 && { 'retry-after': '1' }),
    },
    body: errorBody(status, description, details),
  }
}

/** Sends an answer. */
export function sendReply(
  reply: FastifyReply,
  { status, headers = {}, body }: Reply,
): FastifyReply {
  void reply.status(status).headers({ 'content-type': jsonType, ...headers })
  if (body === undefined) return reply.send()
  const text = JSON.stringify(body)
  // Fastify adds a charset to the type of texts; a type that is asked for is given as it is.
  return reply.send('content-type' in headers ? Buffer.from(text) : text)
}

const jsonType = 'application/json; charset=utf-8'
