import type { AdminPorts } from '../admin-ports.ts'
import type { Caller } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type { CreateReceiverInput, Receiver } from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { readAmount } from '../nodes/amount-node.ts'
import { receiverNode } from '../nodes/receiver-node.ts'
import { readTime } from '../read-time.ts'
import { accepted } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'payments'>

/** Answers what concerns incoming payments of any node, as their payers see them. */
export function receiverResolvers(ports: Ports) {
  const { receivers } = ports.payments
  return {
    Query: {
      receiver: async (_parent, { id }) => receiverNode(accepted(await receivers.get(id))),
    },
    Mutation: {
      createReceiver: (_parent, { input }, { caller }) => createReceiver(ports, input, caller),
      async completeReceiver(_parent, { input }) {
        const completed = await receivers.complete(input.incomingPaymentUrl)
        return { receiver: receiverNode(accepted(completed)) }
      },
    },
  } satisfies Resolvers
}

async function createReceiver(
  { payments }: Ports,
  input: CreateReceiverInput,
  caller: Caller,
): Promise<{ receiver: Receiver }> {
  const receiver = given({
    walletAddressUrl: input.walletAddressUrl,
    tenantId: caller.tenantId,
    incomingAmount: readAmount(input.incomingAmount),
    expiresAtMs: readTime(input.expiresAt, 'expiresAt'),
    metadata: input.metadata,
  })
  return { receiver: receiverNode(accepted(await payments.receivers.create(receiver))) }
}
