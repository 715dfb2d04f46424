import type { TenantStore } from '@kivuko/grants'
import { isUuid } from '@kivuko/open-payments'
import type { FastifyInstance } from 'fastify'

import { parseBody } from '../parse-body.ts'
import { refuse, sendRefusal } from '../reply.ts'
import { tenantChangeSchema, toTenantChange } from '../tenant-bodies.ts'

/** `PATCH /tenant/:id`: the backend tells of a tenant's new settings. */
export function addChangeTenant(
  app: FastifyInstance,
  { tenants }: { readonly tenants: TenantStore },
): void {
  app.patch<{ Params: { id: string } }>('/tenant/:id', async (request, reply) => {
    const parsed = parseBody(tenantChangeSchema, request.body ?? {})
    if ('refusal' in parsed) return sendRefusal(reply, parsed)

    const { id } = request.params
    const changed = isUuid(id) && (await tenants.change(id, toTenantChange(parsed.body)))
    if (!changed) return sendRefusal(reply, refuse('unknownTenant', 'there is no such tenant'))

    return reply.status(204).send()
  })
}
