import { parseResourceUrl, type WireAmount } from '@kivuko/open-payments'
import type { Metadata, NewOutgoingPayment, QuoteId, Refused } from '@kivuko/payments'

import { clientName } from '../client-scope.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { readAmount } from '../read-amount.ts'
import { type Refusal, refuse } from '../refusal.ts'
import { spendingGrant } from '../spending-grant.ts'
import { walletAddressSubject } from '../wallet-address-subject.ts'
import { writeNewOutgoingPayment } from '../write-resources.ts'

type Body = {
  readonly walletAddress: string
  readonly metadata?: Metadata
} & (
  | { readonly quoteId: string }
  | { readonly incomingPayment: string; readonly debitAmount: WireAmount }
)

/**
 * `POST /:tenantId/outgoing-payments`: a client pays, by a quote or straight into an incoming
 * payment, within the limits of its grant.
 */
export const createOutgoingPayment = protectedEndpoint<{
  readonly walletAddressUrl: string
  readonly body: Body
}>({
  operation: 'create-outgoing-payment',
  access: { type: 'outgoing-payment', action: 'create' },
  find({ request }) {
    const body = request.body as Body // As the OpenAPI document has it.
    return walletAddressSubject(body.walletAddress, { body })
  },
  async answer({ api, holder, wallet, subject: { body } }) {
    const { metadata } = body
    const from = readOrigin(body)
    if ('refusal' in from) return from

    const created = await api.payments.outgoing.create({
      walletAddressId: wallet.id,
      tenantId: wallet.tenantId,
      client: clientName(holder.client),
      grant: spendingGrant(holder),
      ...(metadata !== undefined && { metadata }),
      from,
    })
    if ('refusal' in created) return created
    return { status: 201, body: writeNewOutgoingPayment(api.settings, created, wallet) }
  },
})

function readOrigin(body: Body): NewOutgoingPayment['from'] | Refused<Refusal> {
  if ('quoteId' in body) {
    const url = parseResourceUrl(body.quoteId)
    if (url?.collection !== 'quotes') return refuse('UnknownQuote', 'quoteId is no URL of a quote')
    return { quoteId: url.id as QuoteId } // The collection says what it is of.
  }
  const { incomingPayment } = body
  const debitAmount = readAmount(body.debitAmount, 'debitAmount')
  if (debitAmount && 'refusal' in debitAmount) return debitAmount
  return { incomingPayment, ...(debitAmount && { debitAmount }) }
}
