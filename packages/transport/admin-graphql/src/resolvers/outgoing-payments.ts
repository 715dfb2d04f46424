import type { WalletAddressId } from '@kivuko/directory'
import type { NewOutgoingPayment, OutgoingPaymentId, QuoteId } from '@kivuko/payments'
import { accountLiquidity } from '../account-liquidity.ts'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, listedTenant, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type {
  CancelOutgoingPaymentInput,
  CreateOutgoingPaymentFromIncomingPaymentInput,
  CreateOutgoingPaymentInput,
  InputMaybe,
  OutgoingPaymentFilter,
} from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { readAmount } from '../nodes/amount-node.ts'
import { type OutgoingPaymentNode, outgoingPaymentNode } from '../nodes/outgoing-payment-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readFilter } from '../read-filter.ts'
import { readId } from '../read-id.ts'
import { accepted, found } from '../refusal.ts'
import { tenantOf } from './tenants.ts'

type Ports = Pick<AdminPorts, 'payments' | 'directory'>

/** Answers what concerns outgoing payments, but for their money. */
export function outgoingPaymentResolvers(ports: Ports) {
  const { outgoing } = ports.payments
  return {
    Query: {
      async outgoingPayment(_parent, { id }, { caller }) {
        const payment = await outgoing.get(readId(id, 'outgoing payment'), scopeOf(caller))
        return outgoingPaymentNode(found(payment, 'outgoing payment'))
      },
      async outgoingPayments(_parent, args, { caller }) {
        const tenantId = listedTenant(caller, args.tenantId)
        const query = given({ ...readPageArguments(args), ...readWanted(args.filter), tenantId })
        return connection(await outgoing.list(query), outgoingPaymentNode)
      },
    },
    Mutation: {
      createOutgoingPayment: (_parent, { input }, { caller }) => payQuote(ports, input, caller),
      createOutgoingPaymentFromIncomingPayment: (_parent, { input }, { caller }) =>
        payIncomingPayment(ports, input, caller),
      cancelOutgoingPayment: (_parent, { input }, { caller }) => cancel(ports, input, caller),
    },
    WalletAddress: {
      async outgoingPayments({ id }, args) {
        const page = { ...readPageArguments(args), walletAddressId: { in: [id] } }
        return connection(await outgoing.list(page), outgoingPaymentNode)
      },
    },
    OutgoingPayment: { liquidity: accountLiquidity, tenant: tenantOf(ports) },
  } satisfies Resolvers
}

function readWanted(filter: InputMaybe<OutgoingPaymentFilter> | undefined) {
  return given({
    receiver: readFilter(filter?.receiver),
    walletAddressId: readFilter(filter?.walletAddressId),
    state: readFilter(filter?.state),
  })
}

type PaymentAnswer = Promise<{ payment: OutgoingPaymentNode }>

async function payQuote(
  ports: Ports,
  { walletAddressId, quoteId, metadata }: CreateOutgoingPaymentInput,
  caller: Caller,
): PaymentAnswer {
  const from = { quoteId: readId<QuoteId>(quoteId, 'quote') }
  return await create(ports, given({ ...payer(walletAddressId, caller), metadata, from }))
}

async function payIncomingPayment(
  ports: Ports,
  input: CreateOutgoingPaymentFromIncomingPaymentInput,
  caller: Caller,
): PaymentAnswer {
  const { incomingPayment, metadata, cardDetails } = input
  const from = given({ incomingPayment, debitAmount: readAmount(input.debitAmount) })
  const payment = { ...payer(input.walletAddressId, caller), metadata, cardDetails, from }
  return await create(ports, given(payment))
}

function payer(walletAddressId: string, caller: Caller) {
  return {
    walletAddressId: readId<WalletAddressId>(walletAddressId, 'wallet address'),
    tenantId: scopeOf(caller),
  }
}

async function create({ payments }: Ports, payment: NewOutgoingPayment): PaymentAnswer {
  return { payment: outgoingPaymentNode(accepted(await payments.outgoing.create(payment))) }
}

async function cancel(
  { payments }: Ports,
  { id, reason, cardPaymentFailureReason }: CancelOutgoingPaymentInput,
  caller: Caller,
): PaymentAnswer {
  const which = {
    id: readId<OutgoingPaymentId>(id, 'outgoing payment'),
    tenantId: scopeOf(caller),
  }
  const cancelled = given({ ...which, reason, cardPaymentFailureReason })
  return { payment: outgoingPaymentNode(accepted(await payments.outgoing.cancel(cancelled))) }
}
