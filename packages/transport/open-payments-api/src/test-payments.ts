import type { WalletAddress } from '@kivuko/directory'
import type {
  IncomingPayment,
  IncomingPaymentId,
  OutgoingPayment,
  OutgoingPaymentId,
  PageQuery,
  Payments,
  Quote,
  QuoteId,
} from '@kivuko/payments'

/** Payments in memory: what the server stores and reads, without any rule of money. */
export interface TestPayments extends Pick<Payments, 'incoming' | 'quotes' | 'outgoing'> {
  readonly stored: {
    readonly incoming: IncomingPayment[]
    readonly quotes: Quote[]
    readonly outgoing: OutgoingPayment[]
  }
  /** What `outgoing.create` was given, the last last. */
  readonly createdWith: Parameters<Payments['outgoing']['create']>[0][]
  /** When set, the next call that makes something refuses so. */
  refuseNext?: { readonly refusal: never; readonly description: string; readonly details?: object }
}

const nowMs = Date.parse('2030-01-01T00:00:00Z')
const dayMs = 86_400_000

/** Makes them for the wallet addresses. */
export function createTestPayments(wallets: readonly WalletAddress[]): TestPayments {
  const stored: TestPayments['stored'] = { incoming: [], quotes: [], outgoing: [] }
  const walletOf = (id: string): WalletAddress => {
    const wallet = wallets.find((one) => one.id === id)
    if (!wallet) throw new Error(`the server must not ask for a wallet that is not there: ${id}`)
    return wallet
  }
  const made: TestPayments = {
    stored,
    createdWith: [],
    incoming: unused,
    quotes: unused,
    outgoing: unused,
  }
  const refused = () => {
    const { refuseNext } = made
    delete made.refuseNext
    return refuseNext
  }
  return Object.assign(made, {
    incoming: createIncoming({ stored, walletOf, refused }),
    quotes: createQuotes({ stored, walletOf, refused }),
    outgoing: createOutgoing({ stored, walletOf, refused, createdWith: made.createdWith }),
  })
}

const unused = {} as never

interface Parts {
  readonly stored: TestPayments['stored']
  readonly walletOf: (id: string) => WalletAddress
  readonly refused: () => TestPayments['refuseNext']
}

function createIncoming({ stored, walletOf, refused }: Parts): Payments['incoming'] {
  let issued = 0
  const incoming = {
    create: async (input: Parameters<Payments['incoming']['create']>[0]) => {
      const refusal = refused()
      if (refusal) return refusal
      const { walletAddressId, incomingAmount, expiresAtMs, client, metadata, initiatedBy } = input
      const { tenantId, asset } = walletOf(walletAddressId)
      const payment: IncomingPayment = {
        id: crypto.randomUUID() as IncomingPaymentId,
        tenantId,
        walletAddressId,
        asset,
        initiatedBy,
        state: 'PENDING',
        receivedAmount: 0n,
        ...(client !== undefined && { client }),
        ...(metadata && { metadata }),
        ...(incomingAmount && { incomingAmount: incomingAmount.value }),
        expiresAtMs: expiresAtMs ?? nowMs + dayMs,
        createdAtMs: nowMs + stored.incoming.length,
      }
      stored.incoming.push(payment)
      return payment
    },
    get: async (id: string, tenantId?: string) =>
      stored.incoming.find((one) => one.id === id && one.tenantId === (tenantId ?? one.tenantId)),
    list: async (query: PageQuery & { walletAddressId?: string; client?: string }) =>
      pageOf(
        stored.incoming.filter(
          (one) =>
            one.walletAddressId === query.walletAddressId &&
            (query.client ?? one.client) === one.client,
        ),
        query,
      ),
    complete: async (id: string) => {
      const index = stored.incoming.findIndex((one) => one.id === id)
      const payment = stored.incoming[index]
      if (!payment) throw new Error('the server must not complete what it has not found')
      if (payment.state === 'COMPLETED') return { refusal: 'WrongState', description: 'is over' }
      const completed: IncomingPayment = { ...payment, state: 'COMPLETED' }
      stored.incoming[index] = completed
      return completed
    },
    credentials: (payment: IncomingPayment) => {
      if (payment.state === 'COMPLETED') return undefined
      issued += 1
      return { ilpAddress: `test.node.conn${issued}`, sharedSecret: Buffer.alloc(32, issued) }
    },
  }
  return incoming as unknown as Payments['incoming']
}

function createQuotes({ stored, walletOf, refused }: Parts): Payments['quotes'] {
  const quotes = {
    create: async (input: Parameters<Payments['quotes']['create']>[0]) => {
      const refusal = refused()
      if (refusal) return refusal
      const { walletAddressId, client, receiver } = input
      const { tenantId, asset } = walletOf(walletAddressId)
      const amount = input.debitAmount ?? input.receiveAmount ?? { ...unitOf(asset), value: 1n }
      const quote: Quote = {
        id: crypto.randomUUID() as QuoteId,
        tenantId,
        walletAddressId,
        asset,
        receiver,
        method: 'local',
        ...(client !== undefined && { client }),
        debitAmount: amount,
        debitAmountMinusFees: amount.value,
        receiveAmount: amount,
        createdAtMs: nowMs,
        expiresAtMs: nowMs + dayMs,
      }
      stored.quotes.push(quote)
      return quote
    },
    get: async (id: string, tenantId?: string) =>
      stored.quotes.find((one) => one.id === id && one.tenantId === (tenantId ?? one.tenantId)),
  }
  return quotes as unknown as Payments['quotes']
}

function createOutgoing({
  stored,
  walletOf,
  refused,
  createdWith,
}: Parts & Pick<TestPayments, 'createdWith'>): Payments['outgoing'] {
  const outgoing = {
    create: async (input: Parameters<Payments['outgoing']['create']>[0]) => {
      createdWith.push(input)
      const refusal = refused()
      if (refusal) return refusal
      const { walletAddressId, client, metadata, from } = input
      const quoteId = 'quoteId' in from ? from.quoteId : undefined
      const quote = stored.quotes.find(({ id }) => id === quoteId) ?? stored.quotes[0]
      if (!quote) return { refusal: 'UnknownQuote', description: 'there is no such quote' }
      const { tenantId, asset } = walletOf(walletAddressId)
      const payment: OutgoingPayment = {
        id: quote.id as string as OutgoingPaymentId,
        tenantId,
        walletAddressId,
        quote,
        receiver: quote.receiver,
        state: 'FUNDING',
        stateAttempts: 0,
        debitAmount: quote.debitAmount,
        receiveAmount: quote.receiveAmount,
        sentAmount: { ...unitOf(asset), value: 0n },
        ...(client !== undefined && { client }),
        ...(metadata && { metadata }),
        grantSpentDebitAmount: { ...unitOf(asset), value: 7n },
        createdAtMs: nowMs,
      }
      stored.outgoing.push(payment)
      return payment
    },
    get: async (id: string, tenantId?: string) =>
      stored.outgoing.find((one) => one.id === id && one.tenantId === (tenantId ?? one.tenantId)),
    list: async (query: PageQuery & { walletAddressId?: { in?: string[] }; client?: string }) =>
      pageOf(
        stored.outgoing.filter(
          (one) =>
            query.walletAddressId?.in?.includes(one.walletAddressId) &&
            (query.client ?? one.client) === one.client,
        ),
        query,
      ),
    grantSpent: async ({ id }: { id: string }) =>
      id === 'unused-grant' ? {} : { debitAmount: { value: 12n, code: 'USD', scale: 2 } },
  }
  return outgoing as unknown as Payments['outgoing']
}

function unitOf({ code, scale }: { code: string; scale: number }): { code: string; scale: number } {
  return { code, scale }
}

/** Newest first, as the real ones list. */
function pageOf<T extends { id: string }>(items: readonly T[], query: PageQuery) {
  const newest = items.toReversed()
  if (query.last !== undefined) {
    const end = newest.findIndex(({ id }) => id === query.before)
    const start = Math.max(0, end - query.last)
    return { items: newest.slice(start, end), hasNextPage: true, hasPreviousPage: start > 0 }
  }
  const start = query.after ? newest.findIndex(({ id }) => id === query.after) + 1 : 0
  const end = start + (query.first ?? 20)
  return {
    items: newest.slice(start, end),
    hasNextPage: end < newest.length,
    hasPreviousPage: start > 0,
  }
}
