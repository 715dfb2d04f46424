import type { Clock } from '@kivuko/clock'
import type { Connector, LocalReceiver } from '@kivuko/connector'
import type { Directory } from '@kivuko/directory'
import type { HttpClient } from '@kivuko/http'
import type { IlpAddress } from '@kivuko/ilp'
import type { PostgresLedger } from '@kivuko/ledger'
import type { Log, Secret } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { Rates } from '@kivuko/rates'
import type { WebhookOutbox } from '@kivuko/webhooks'
import { createPaymentEvents } from './events.ts'
import { createApprovals } from './incoming/approvals.ts'
import { createIncomingPayments } from './incoming/incoming-payments.ts'
import { createListPayments } from './list-payments-postgres.ts'
import { closedReceiver } from './outgoing/closed-receiver.ts'
import { createDataCipher } from './outgoing/data-cipher.ts'
import { createOutgoingPayments } from './outgoing/outgoing-payments.ts'
import { sendPayment } from './outgoing/send-payment.ts'
import type { PaymentNotices } from './payment-notices.ts'
import type { PaymentSettings } from './payment-settings.ts'
import { createPostgresPaymentStore } from './payment-store-postgres.ts'
import type { Payments } from './payments.ts'
import { createQuote } from './quotes/create-quote.ts'
import { createQuotes } from './quotes/quotes.ts'
import { createHeldGrants } from './receivers/held-grants.ts'
import { type ClientKey, createOpenPaymentsClient } from './receivers/open-payments-client.ts'
import { createReceivers } from './receivers/receivers.ts'
import { createRemoteReceivers } from './receivers/remote-receivers.ts'
import { startWorkers, type RunningWorkers, type WalletAddressCredits } from './start-workers.ts'
import { createConnectorPathProbe } from './stream/connector-path-probe.ts'
import { createReceivingEnd } from './stream/receiving-end.ts'
import type { StreamTotals } from './stream/stream-totals.ts'

/** What payments need. */
export interface PaymentsOptions {
  readonly postgres: Postgres
  readonly directory: Directory
  readonly ledger: PostgresLedger
  readonly outbox: WebhookOutbox
  readonly rates: Pick<Rates, 'ratio'>
  readonly connector: Pick<Connector, 'inject'>
  readonly http: HttpClient
  readonly notices: PaymentNotices
  readonly streamTotals: StreamTotals
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
  readonly settings: PaymentSettings
  /** The key by which other servers know the node. */
  readonly clientKey: ClientKey
  /**
   * This node's address: packets to it, and to its tenants' addresses, are routed to `streamIn`.
   */
  readonly ownAddress: IlpAddress
  /** 32 bytes: all STREAM credentials come from it. */
  readonly streamSecret: Uint8Array
  /** Base64 of 32 bytes: seals payments' data and held tokens in the database. */
  readonly dataSecret?: Secret
  readonly onWalletAddressesCredited?: WalletAddressCredits
}

/** Payments, and the workers that move them on. */
export interface RunningPayments extends Payments {
  /** Where the connector sends packets that end here. */
  readonly streamIn: LocalReceiver
  /** Starts the workers, once; disposing stops them and waits for what they are at. */
  start(): Promise<AsyncDisposable>
}

/** Wires payments over Postgres. No worker runs before `start`. */
export function createPayments(options: PaymentsOptions): RunningPayments {
  const { directory, settings, notices, clock, random, dataSecret } = options
  const base = {
    ...options,
    store: createPostgresPaymentStore(),
    events: createPaymentEvents(options),
    cipher: createDataCipher({ random, ...(dataSecret !== undefined && { secret: dataSecret }) }),
  }
  const workers: { running?: RunningWorkers } = {}
  const { streamIn, credentials } = createReceivingEnd(base)
  const incoming = createIncomingPayments({
    ...base,
    credentials,
    approvals: createApprovals({ ...base, waitMs: settings.approvalWaitMs }),
    onExpiry: (expiresAtMs) => workers.running?.expiry.onExpiry(expiresAtMs),
  })
  const client = createOpenPaymentsClient(base)
  const grants = createHeldGrants({ ...base, client })
  const remote = createRemoteReceivers({ client, grants, clock })
  const receivers = createReceivers({ incoming, remote, directory, settings })
  const quoting = { ...base, receivers, pathProbe: createConnectorPathProbe(base) }
  const outgoing = createOutgoingPayments({
    ...base,
    quoteFor: (input) => createQuote(quoting, input),
    closedReceiver: (quote) => closedReceiver({ ...base, receivers }, quote),
    reserveSlot: () => workers.running?.sending.reserveSlot(),
    onDue: () => notices.outgoingDue(),
  })
  const sending = {
    ...base,
    receivers,
    onDueChanged: () => workers.running?.sending.onDueChanged(),
  }
  return {
    incoming,
    quotes: createQuotes(quoting),
    outgoing,
    receivers,
    list: createListPayments({ ...base, credentials }),
    streamIn,
    async start() {
      const running = await startWorkers({
        ...base,
        send: (held) => sendPayment(sending, held),
      })
      workers.running = running
      return running
    },
  }
}
