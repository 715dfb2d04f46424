import { createPostgresIncomingPaymentStore } from './incoming/incoming-payment-store-postgres.ts'
import { createPostgresGrantSpendStore } from './outgoing/grant-spend-store-postgres.ts'
import { createPostgresOutgoingPaymentStore } from './outgoing/outgoing-payment-store-postgres.ts'
import type { PaymentStore } from './payment-store.ts'
import { createPostgresQuoteStore } from './quotes/quote-store-postgres.ts'
import { createPostgresHeldGrantStore } from './receivers/held-grant-store-postgres.ts'
import { createPostgresPartialDecisionStore } from './stream/partial-decision-store-postgres.ts'

/** Keeps payments in the schema `payments`. */
export function createPostgresPaymentStore(): PaymentStore {
  return {
    incoming: createPostgresIncomingPaymentStore(),
    quotes: createPostgresQuoteStore(),
    outgoing: createPostgresOutgoingPaymentStore(),
    grantSpends: createPostgresGrantSpendStore(),
    heldGrants: createPostgresHeldGrantStore(),
    partials: createPostgresPartialDecisionStore(),
  }
}
