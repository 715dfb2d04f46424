import type { Quote, QuoteId } from '@kivuko/payments'

import { mayRead } from '../client-scope.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { refuse } from '../refusal.ts'
import { writeQuote } from '../write-resources.ts'

/** `GET /:tenantId/quotes/:id`: a quote, to the client that asked for it. */
export const getQuote = protectedEndpoint<{
  readonly walletAddressUrl: string
  readonly quote: Quote
}>({
  operation: 'get-quote',
  access: { type: 'quote', action: 'read' },
  async find({ api, request, tenantId }) {
    const id = request.params.id as QuoteId // What is no quote's id, finds none.
    const quote = await api.payments.quotes.get(id, tenantId)
    const wallet = quote && (await api.directory.walletAddress(quote.walletAddressId))
    return quote && wallet && { walletAddressUrl: wallet.url, quote }
  },
  async answer({ api, holder, wallet, subject: { quote } }) {
    if (!mayRead(holder, quote)) return refuse('UnknownResource', 'there is no such quote')
    return { status: 200, body: writeQuote(api.settings, quote, wallet) }
  },
})
