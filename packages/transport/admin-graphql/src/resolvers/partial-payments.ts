import type { IncomingPaymentId } from '@kivuko/payments'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import { given } from '../given.ts'
import { readId } from '../read-id.ts'
import { accepted } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'payments'>

interface Decision {
  readonly incomingPaymentId: string
  readonly partialIncomingPaymentId: string
  readonly reason?: string | null
}

/** Takes the ASE's answers to packets with data that wait for it. */
export function partialPaymentResolvers(ports: Ports) {
  return {
    Mutation: {
      confirmPartialIncomingPayment: (_parent, { input }, { caller }) =>
        decide(ports, { ...input, approved: true }, caller),
      rejectPartialIncomingPayment: (_parent, { input }, { caller }) =>
        decide(ports, { ...input, approved: false }, caller),
    },
  } satisfies Resolvers
}

async function decide(
  { payments }: Ports,
  { incomingPaymentId, partialIncomingPaymentId, ...decision }: Decision & { approved: boolean },
  caller: Caller,
): Promise<{ success: boolean }> {
  const id = readId<IncomingPaymentId>(incomingPaymentId, 'incoming payment')
  const partialId = readId(partialIncomingPaymentId, 'partial incoming payment')
  const decided = given({ ...decision, id, partialId, tenantId: scopeOf(caller) })
  accepted(await payments.incoming.decidePartial(decided))
  return { success: true }
}
