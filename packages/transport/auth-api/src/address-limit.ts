import type { Clock } from '@kivuko/clock'
import { type AddressLimit, createAddressLimiter } from '@kivuko/http'
import type { FastifyInstance } from 'fastify'

import { refuse, sendRefusal } from './reply.ts'

/** More than this server can serve: only a flood is turned away before it costs anything. */
export const grantRequestLimit: AddressLimit = { perSec: 10_000, burst: 20_000 }

/** For pages that people load one after the other; many people may share an address. */
export const interactionLimit: AddressLimit = { perSec: 200, burst: 2_000 }

/** Refuses requests beyond the limit with 429, before anything else is done for them. */
export function limitAddresses(
  app: FastifyInstance,
  { clock, limit }: { readonly clock: Clock; readonly limit: AddressLimit },
): void {
  const mayPass = createAddressLimiter({ clock, limit })
  app.addHook('onRequest', (request, reply, done) => {
    if (mayPass(request.ip)) return done()
    reply.header('retry-after', '1')
    sendRefusal(reply, refuse('tooManyRequests', 'too many requests from this address'))
  })
}
