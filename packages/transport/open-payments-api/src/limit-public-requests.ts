import type { Clock } from '@kivuko/clock'
import { type AddressLimit, createAddressLimiter } from '@kivuko/http'
import type { FastifyInstance } from 'fastify'

import { refuse } from './refusal.ts'
import { refusalReply, sendReply } from './reply.ts'

/** More than one process can serve: behind a proxy all clients may share one address. */
export const publicRequestLimit: AddressLimit = { perSec: 20_000, burst: 40_000 }

/** Refuses requests without a token beyond the limit, before anything else is done for them. */
export function limitPublicRequests(
  app: FastifyInstance,
  options: { readonly clock: Clock; readonly limit: AddressLimit },
): void {
  const mayPass = createAddressLimiter(options)
  app.addHook('onRequest', (request, reply, done) => {
    if (request.headers.authorization !== undefined || mayPass(request.ip)) return done()
    const refused = refuse('TooManyRequests', 'too many requests from this address')
    sendReply(reply, refusalReply(refused))
  })
}
