import type { Clock } from '@kivuko/clock'
import type { TenantStore } from '@kivuko/grants'
import type { Probe } from '@kivuko/http'
import { type AppServer, createHttpServer } from '@kivuko/http/app-server'
import type { Log, Secret } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { FastifyInstance } from 'fastify'

import { addChangeTenant } from './endpoints/change-tenant.ts'
import { addPutTenant } from './endpoints/put-tenant.ts'
import { addRemoveTenant } from './endpoints/remove-tenant.ts'
import { refuse, sendRefusal, serverErrorBody } from './reply.ts'

/**
 * The server by which the backend keeps the authorization side's tenants up to date. Reached from
 * the operator's network only; with a `secret`, only by who sends it as a bearer token as well.
 */
export function createTenantServer(options: {
  readonly tenants: TenantStore
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly secret?: Secret
  readonly probes?: readonly Probe[]
}): AppServer {
  const { tenants, secret, ...base } = options
  const server = createHttpServer({ ...base, name: 'auth-service', errorBody: serverErrorBody })
  if (secret) requireBearer(server.app, secret)
  addPutTenant(server.app, { tenants, clock: base.clock })
  addChangeTenant(server.app, { tenants })
  addRemoveTenant(server.app, { tenants })
  return server
}

function requireBearer(app: FastifyInstance, secret: Secret): void {
  app.addHook('onRequest', (request, reply, done) => {
    const given = /^Bearer +(.+)$/i.exec(request.headers.authorization ?? '')?.[1]
    if (given !== undefined && secret.equals(given)) return done()
    sendRefusal(reply, refuse('unauthorizedService', 'bearer token is missing or wrong'))
  })
}
