import type { WalletAddressId } from '@kivuko/directory'
import type { IncomingPayment, IncomingPaymentId } from '@kivuko/payments'
import { accountLiquidity } from '../account-liquidity.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, listedTenant, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type {
  CreateIncomingPaymentInput,
  IncomingPaymentFilter,
  InputMaybe,
  UpdateIncomingPaymentInput,
} from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { readAmount } from '../nodes/amount-node.ts'
import { type IncomingPaymentNode, incomingPaymentNode } from '../nodes/incoming-payment-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readFilter } from '../read-filter.ts'
import { readId } from '../read-id.ts'
import { readTime } from '../read-time.ts'
import { accepted, found } from '../refusal.ts'
import { tenantOf } from './tenants.ts'

type Ports = Pick<AdminPorts, 'payments' | 'directory' | 'settings'>

/** Answers what concerns incoming payments. */
export function incomingPaymentResolvers(ports: Ports) {
  const { incoming } = ports.payments
  const node = nodeWriter(ports)
  return {
    Query: {
      async incomingPayment(_parent, { id }, { caller }) {
        const payment = await incoming.get(readId(id, 'incoming payment'), scopeOf(caller))
        return node(found(payment, 'incoming payment'))
      },
      async incomingPayments(_parent, args, { caller }) {
        const tenantId = listedTenant(caller, args.tenantId)
        const query = given({ ...readPageArguments(args), ...readWanted(args.filter), tenantId })
        return connection(await incoming.list(query), node)
      },
    },
    Mutation: {
      createIncomingPayment: (_parent, { input }, { caller }) => create(ports, input, caller),
      updateIncomingPayment: (_parent, { input }, { caller }) => update(ports, input, caller),
      approveIncomingPayment: (_parent, { input }, { caller }) =>
        decide(ports, { id: input.id, approved: true }, caller),
      cancelIncomingPayment: (_parent, { input }, { caller }) =>
        decide(ports, { id: input.id, approved: false, reason: input.cancellationReason }, caller),
    },
    WalletAddress: {
      async incomingPayments({ id: walletAddressId }, args) {
        const wanted = readWanted(args.filter)
        const page = await incoming.list({ ...readPageArguments(args), ...wanted, walletAddressId })
        return connection(page, node)
      },
    },
    IncomingPayment: { liquidity: accountLiquidity, tenant: tenantOf(ports) },
  } satisfies Resolvers
}

function nodeWriter({ settings }: Ports): (payment: IncomingPayment) => IncomingPaymentNode {
  return (payment) => incomingPaymentNode(payment, settings)
}

function readWanted(filter: InputMaybe<IncomingPaymentFilter> | undefined) {
  return given({ initiatedBy: readFilter(filter?.initiatedBy) })
}

type PaymentAnswer = Promise<{ payment: IncomingPaymentNode }>

async function create(
  ports: Ports,
  input: CreateIncomingPaymentInput,
  caller: Caller,
): PaymentAnswer {
  const { metadata, senderWalletAddress, isCardPayment } = input
  const payment = given({
    walletAddressId: readId<WalletAddressId>(input.walletAddressId, 'wallet address'),
    tenantId: scopeOf(caller),
    incomingAmount: readAmount(input.incomingAmount),
    expiresAtMs: readTime(input.expiresAt, 'expiresAt'),
    metadata,
    senderWalletAddress,
    initiatedBy: isCardPayment === true ? ('CARD' as const) : ('ADMIN' as const),
  })
  return { payment: nodeWriter(ports)(accepted(await ports.payments.incoming.create(payment))) }
}

async function update(
  ports: Ports,
  { id, metadata }: UpdateIncomingPaymentInput,
  caller: Caller,
): PaymentAnswer {
  const which = { id: readId<IncomingPaymentId>(id, 'incoming payment'), metadata }
  const change = given({ ...which, tenantId: scopeOf(caller) })
  return { payment: nodeWriter(ports)(accepted(await ports.payments.incoming.update(change))) }
}

async function decide(
  ports: Ports,
  decision: { id: string; approved: boolean; reason?: InputMaybe<string> | undefined },
  caller: Caller,
): PaymentAnswer {
  const id = readId<IncomingPaymentId>(decision.id, 'incoming payment')
  const decided = given({ ...decision, id, tenantId: scopeOf(caller) })
  return { payment: nodeWriter(ports)(accepted(await ports.payments.incoming.decide(decided))) }
}
