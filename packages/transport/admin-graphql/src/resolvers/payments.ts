import { accountLiquidity } from '../account-liquidity.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { listedTenant } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type { InputMaybe, PaymentFilter } from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { paymentNode } from '../nodes/payment-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readFilter } from '../read-filter.ts'
import { tenantOf } from './tenants.ts'

type Ports = Pick<AdminPorts, 'payments' | 'directory'>

/** Lists the payments of both directions together. */
export function paymentResolvers(ports: Ports) {
  return {
    Query: {
      async payments(_parent, args, { caller }) {
        const tenantId = listedTenant(caller, args.tenantId)
        const query = given({ ...readPageArguments(args), ...readWanted(args.filter), tenantId })
        const page = await ports.payments.list(query)
        return connection({ ...page, items: page.items.map(paymentNode) }, (node) => node)
      },
    },
    Payment: { liquidity: accountLiquidity, tenant: tenantOf(ports) },
  } satisfies Resolvers
}

function readWanted(filter: InputMaybe<PaymentFilter> | undefined) {
  return given({
    type: readFilter(filter?.type),
    walletAddressId: readFilter(filter?.walletAddressId),
  })
}
