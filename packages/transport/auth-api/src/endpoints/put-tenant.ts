import type { Clock } from '@kivuko/clock'
import type { TenantStore } from '@kivuko/grants'
import type { FastifyInstance } from 'fastify'

import { parseBody } from '../parse-body.ts'
import { sendRefusal } from '../reply.ts'
import { tenantSchema, toTenant } from '../tenant-bodies.ts'

/** `POST /tenant`: the backend makes a tenant known. */
export function addPutTenant(
  app: FastifyInstance,
  { tenants, clock }: { readonly tenants: TenantStore; readonly clock: Clock },
): void {
  app.post('/tenant', async (request, reply) => {
    const parsed = parseBody(tenantSchema, request.body)
    if ('refusal' in parsed) return sendRefusal(reply, parsed)

    await tenants.put(toTenant(parsed.body, clock.now()))
    return reply.status(204).send()
  })
}
