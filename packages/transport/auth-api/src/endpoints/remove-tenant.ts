import type { TenantStore } from '@kivuko/grants'
import { isUuid } from '@kivuko/open-payments'
import type { FastifyInstance } from 'fastify'

import { parseBody } from '../parse-body.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { tenantRemovalSchema } from '../tenant-bodies.ts'

/** `DELETE /tenant/:id`: the backend has removed a tenant. */
export function addRemoveTenant(
  app: FastifyInstance,
  { tenants }: { readonly tenants: TenantStore },
): void {
  app.delete<{ Params: { id: string } }>('/tenant/:id', async (request, reply) => {
    const parsed = parseBody(tenantRemovalSchema, request.body)
    if ('refusal' in parsed) return sendRefusal(reply, parsed)

    const { id } = request.params
    const removed = isUuid(id) && (await tenants.remove(id, parsed.body.deletedAt.getTime()))
    if (!removed) return sendRefusal(reply, refuse('unknownTenant', 'there is no such tenant'))

    return reply.status(204).send()
  })
}
