import type { Clock } from '@kivuko/clock'
import type { Asset, Directory, WalletAddress } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import { isUuid } from '@kivuko/open-payments'
import type { Postgres, Transaction } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { WebhookOutbox } from '@kivuko/webhooks'
import type { PaymentEvents } from '../events.ts'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { PaymentStore } from '../payment-store.ts'
import type {
  NewOutgoingPayment,
  NewQuote,
  OutgoingPaymentRefusal,
  QuoteRefusal,
  Refused,
} from '../payments.ts'
import type { QuoteRecord } from '../quotes/quote-store.ts'
import { refuse } from '../refused.ts'
import type { OutgoingPayment, OutgoingPaymentId } from '../resources.ts'
import { type GrantLimits, limitsFor } from './grant-limits.ts'
import { outgoingEvent, toOutgoingPayment } from './outgoing-payment-data.ts'
import type { OutgoingRecord } from './outgoing-payment-store.ts'

/** What making an outgoing payment needs. */
export interface CreateOutgoingPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'outgoing' | 'quotes' | 'grantSpends'>
  readonly directory: Pick<Directory, 'walletAddress'>
  readonly ledger: PaymentLedger
  readonly outbox: WebhookOutbox
  readonly clock: Clock
  readonly random: Random
  readonly events: PaymentEvents
  /** Quotes for a payment that is made straight from an incoming payment. */
  readonly quoteFor: (input: NewQuote) => Promise<QuoteRecord | Refused<QuoteRefusal>>
  /** Why a receiver takes no more money, if it is known not to. */
  readonly closedReceiver: (quote: QuoteRecord) => Promise<string | undefined>
}

type Refusal = Refused<OutgoingPaymentRefusal>

/**
 * Makes an outgoing payment of a quote: its ledger account, what it spends of its grant and its
 * event, in one transaction. There is one payment for each quote.
 */
export async function createOutgoingPayment(
  ports: CreateOutgoingPorts,
  input: NewOutgoingPayment,
): Promise<OutgoingPayment | Refusal> {
  const nowMs = ports.clock.now()
  const wallet = await usableWallet(ports, input, nowMs)
  if ('refusal' in wallet) return wallet
  const quote = await quoteOf(ports, input)
  if ('refusal' in quote) return quote
  const wrong = checkQuote(quote, { wallet, nowMs })
  if (wrong !== undefined) return wrong
  const closed = await ports.closedReceiver(quote)
  if (closed !== undefined) return refuse('InvalidReceiver', closed)
  const limits = input.grant && limitsFor(input.grant, { quote, nowMs })
  if (limits !== undefined && 'refusal' in limits) return limits
  const record = newRecord(input, { quote, limits, ports, nowMs })
  const made = await ports.postgres
    .transaction((tx) => insert(ports, tx, { record, limits, asset: wallet.asset }))
    .catch(refusedInside)
  if ('refusal' in made) return made
  ports.events.outgoingCreated({ id: made.id, method: quote.method })
  return toOutgoingPayment(made, { asset: wallet.asset, sentAmount: 0n })
}

async function usableWallet(
  { directory }: CreateOutgoingPorts,
  { walletAddressId, tenantId }: NewOutgoingPayment,
  nowMs: number,
): Promise<WalletAddress | Refused<'UnknownWalletAddress' | 'InactiveWalletAddress'>> {
  const wallet = await directory.walletAddress(walletAddressId)
  if (wallet === undefined || (tenantId ?? wallet.tenantId) !== wallet.tenantId) {
    return refuse('UnknownWalletAddress', `there is no wallet address ${walletAddressId}`)
  }
  if (wallet.deactivatedAtMs !== undefined && wallet.deactivatedAtMs <= nowMs) {
    return refuse('InactiveWalletAddress', 'the wallet address is not active')
  }
  return wallet
}

async function quoteOf(
  ports: CreateOutgoingPorts,
  input: NewOutgoingPayment,
): Promise<QuoteRecord | Refusal> {
  const { from, walletAddressId, tenantId, client } = input
  if (!('quoteId' in from)) {
    const { incomingPayment: receiver, debitAmount } = from
    return await ports.quoteFor({
      walletAddressId,
      receiver,
      ...(tenantId !== undefined && { tenantId }),
      ...(client !== undefined && { client }),
      ...(debitAmount !== undefined && { debitAmount }),
    })
  }
  const { quoteId } = from
  const quote = isUuid(quoteId) ? await ports.store.quotes.read(ports.postgres, quoteId) : undefined
  return quote ?? refuse('UnknownQuote', `there is no quote ${quoteId}`)
}

function checkQuote(
  quote: QuoteRecord,
  { wallet, nowMs }: { wallet: WalletAddress; nowMs: number },
): Refused<'InvalidQuote'> | undefined {
  if (quote.walletAddressId !== wallet.id) {
    return refuse('InvalidQuote', 'the quote is for another wallet address')
  }
  if (quote.expiresAtMs <= nowMs) return refuse('InvalidQuote', 'the quote has expired')
  return undefined
}

function newRecord(
  input: NewOutgoingPayment,
  made: {
    quote: QuoteRecord
    limits: GrantLimits | undefined
    ports: CreateOutgoingPorts
    nowMs: number
  },
): OutgoingRecord {
  const { client, metadata, cardDetails, grant } = input
  const { quote, limits, ports, nowMs } = made
  return {
    id: quote.id as string as OutgoingPaymentId, // A payment has its quote's id.
    tenantId: quote.tenantId,
    walletAddressId: quote.walletAddressId,
    ...(client !== undefined && { client }),
    quote,
    receiver: quote.receiver,
    state: 'FUNDING',
    stateAttempts: 0,
    sentAmount: 0n,
    ...(metadata !== undefined && { metadata }),
    ...(cardDetails !== undefined && { cardDetails }),
    ...(grant !== undefined && { grantId: grant.id }),
    ...(limits?.intervalStartMs !== undefined && { grantIntervalStartMs: limits.intervalStartMs }),
    createdEventId: ports.random.uuid(),
    waits: 0,
    counted: { sentAmount: 0n, deliveredAmount: 0n },
    createdAtMs: nowMs,
  }
}

/** Rolls the transaction back with a "no" that only the database could give. */
class RefusedInside extends Error {
  readonly refused: Refusal
  constructor(refused: Refusal) {
    super(refused.description)
    this.refused = refused
  }
}

function refusedInside(error: unknown): Refusal {
  if (error instanceof RefusedInside) return error.refused
  throw error
}

async function insert(
  ports: CreateOutgoingPorts,
  tx: Transaction,
  payment: { record: OutgoingRecord; limits: GrantLimits | undefined; asset: Asset },
): Promise<OutgoingRecord> {
  const record = await spendGrant(ports, tx, payment)
  if (!(await ports.store.outgoing.insert(tx, record))) {
    throw new RefusedInside(refuse('InvalidQuote', 'there is a payment of the quote'))
  }
  await ports.ledger.within(tx).createAccounts([
    {
      id: record.id as string as AccountId, // A payment's account has the payment's id.
      ledger: payment.asset.ledger,
      kind: 'outgoing',
    },
  ])
  const id = record.createdEventId
  const event = outgoingEvent(record, { id, type: 'outgoing_payment.created', balance: 0n })
  await ports.outbox.add(tx, [event])
  return record
}

async function spendGrant(
  ports: CreateOutgoingPorts,
  tx: Transaction,
  { record, limits }: { record: OutgoingRecord; limits: GrantLimits | undefined },
): Promise<OutgoingRecord> {
  const { grantId, quote } = record
  if (grantId === undefined) return record
  const before = await ports.store.grantSpends.spend(tx, {
    grantId,
    ...limits,
    debitAmount: quote.debitAmount,
    receiveAmount: quote.receiveAmount,
  })
  if (before === undefined) {
    throw new RefusedInside(refuse('InsufficientGrant', 'the grant’s limit would be exceeded'))
  }
  return { ...record, grantSpentDebit: before.debit, grantSpentReceive: before.receive }
}
