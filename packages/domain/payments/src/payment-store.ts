import type { IncomingPaymentStore } from './incoming/incoming-payment-store.ts'
import type { GrantSpendStore } from './outgoing/grant-spend-store.ts'
import type { OutgoingPaymentStore } from './outgoing/outgoing-payment-store.ts'
import type { QuoteStore } from './quotes/quote-store.ts'
import type { HeldGrantStore } from './receivers/held-grant-store.ts'
import type { PartialDecisionStore } from './stream/partial-decision-store.ts'

/**
 * Where payments are kept. Locks are taken in this order: outgoing payment, incoming payment,
 * grant, then the ledger's accounts. Only a payment within the node locks its own row last: while
 * it is sent, one process at a time does anything about it.
 */
export interface PaymentStore {
  readonly incoming: IncomingPaymentStore
  readonly quotes: QuoteStore
  readonly outgoing: OutgoingPaymentStore
  readonly grantSpends: GrantSpendStore
  readonly heldGrants: HeldGrantStore
  readonly partials: PartialDecisionStore
}
