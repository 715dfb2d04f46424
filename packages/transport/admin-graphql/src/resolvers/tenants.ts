import type { Tenant, TenantId } from '@kivuko/directory'
import type { AdminPorts } from '../admin-ports.ts'
import type { Caller } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import { tenantNode } from '../nodes/tenant-node.ts'
import { readId } from '../read-id.ts'
import { found } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'directory'>

/** Answers who the caller is, and what tenants are like. */
export function tenantResolvers(ports: Ports) {
  return {
    Query: {
      whoami: (_parent, _args, { caller }) => ({
        id: caller.tenantId,
        isOperator: caller.isOperator,
      }),
      tenant: async (_parent, { id }, { caller }) =>
        tenantNode(found(await readTenant(ports, id, caller), 'tenant')),
    },
  } satisfies Resolvers
}

/** Resolves the field `tenant` of what belongs to one: whoever sees the one may see the other. */
export function tenantOf({ directory }: Ports) {
  return async ({ tenantId }: { readonly tenantId: TenantId }) => {
    const tenant = await directory.tenant(tenantId)
    return tenant === undefined ? null : tenantNode(tenant)
  }
}

async function readTenant(
  { directory }: Ports,
  id: string,
  caller: Caller,
): Promise<Tenant | undefined> {
  const tenantId = readId<TenantId>(id, 'tenant')
  const isVisible = caller.isOperator || tenantId === caller.tenantId
  return isVisible ? await directory.tenant(tenantId) : undefined
}
