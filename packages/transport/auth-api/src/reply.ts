import { type GnapErrorBody, gnapErrorBody } from '@kivuko/gnap'
import type { Refused } from '@kivuko/grants'
import type { HttpErrorCode } from '@kivuko/http'
import type { FastifyReply } from 'fastify'

import { type AuthRefusal, gnapRefusalOf } from './gnap-refusal.ts'

/** Answers "no". */
export function sendRefusal(reply: FastifyReply, refused: Refused<AuthRefusal>): FastifyReply {
  const { status, code } = gnapRefusalOf(refused)
  return reply.status(status).send(gnapErrorBody(code, refused.description))
}

/** Makes a refusal of the interface itself. */
export function refuse(refusal: AuthRefusal, description: string): Refused<AuthRefusal> {
  return { refusal, description }
}

/** What the servers of this package answer with where no route does. */
export function serverErrorBody(
  status: number,
  _code: HttpErrorCode,
  message: string,
): GnapErrorBody {
  return gnapErrorBody(status >= 500 ? 'request_denied' : 'invalid_request', message)
}
