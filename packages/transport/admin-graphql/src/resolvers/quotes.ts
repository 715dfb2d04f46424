import type { WalletAddressId } from '@kivuko/directory'
import type { AdminPorts } from '../admin-ports.ts'
import { type Caller, scopeOf } from '../caller.ts'
import type { Resolvers } from '../generated/admin-resolvers.generated.ts'
import type { CreateQuoteInput, Quote } from '../generated/admin-types.generated.ts'
import { given } from '../given.ts'
import { readAmount } from '../nodes/amount-node.ts'
import { quoteNode } from '../nodes/quote-node.ts'
import { connection, readPageArguments } from '../paging.ts'
import { readId } from '../read-id.ts'
import { accepted, found } from '../refusal.ts'

type Ports = Pick<AdminPorts, 'payments'>

/** Answers what concerns quotes. */
export function quoteResolvers(ports: Ports) {
  const { quotes } = ports.payments
  return {
    Query: {
      async quote(_parent, { id }, { caller }) {
        const quote = await quotes.get(readId(id, 'quote'), scopeOf(caller))
        return quoteNode(found(quote, 'quote'))
      },
    },
    Mutation: {
      createQuote: (_parent, { input }, { caller }) => createQuote(ports, input, caller),
    },
    WalletAddress: {
      quotes: async ({ id: walletAddressId }, args) =>
        connection(await quotes.list({ ...readPageArguments(args), walletAddressId }), quoteNode),
    },
  } satisfies Resolvers
}

async function createQuote(
  { payments }: Ports,
  input: CreateQuoteInput,
  caller: Caller,
): Promise<{ quote: Quote }> {
  const quote = given({
    walletAddressId: readId<WalletAddressId>(input.walletAddressId, 'wallet address'),
    tenantId: scopeOf(caller),
    receiver: input.receiver,
    debitAmount: readAmount(input.debitAmount),
    receiveAmount: readAmount(input.receiveAmount),
  })
  return { quote: quoteNode(accepted(await payments.quotes.create(quote))) }
}
