import type { WireAmount } from '@kivuko/open-payments'

import { clientName } from '../client-scope.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { readAmount } from '../read-amount.ts'
import { walletAddressSubject } from '../wallet-address-subject.ts'
import { writeQuote } from '../write-resources.ts'

interface Body {
  readonly walletAddress: string
  readonly receiver: string
  readonly method: 'ilp'
  readonly debitAmount?: WireAmount
  readonly receiveAmount?: WireAmount
}

/** `POST /:tenantId/quotes`: a client asks what a payment would cost and bring. */
export const createQuote = protectedEndpoint<{
  readonly walletAddressUrl: string
  readonly body: Body
}>({
  operation: 'create-quote',
  access: { type: 'quote', action: 'create' },
  find({ request }) {
    const body = request.body as Body // As the OpenAPI document has it.
    return walletAddressSubject(body.walletAddress, { body })
  },
  async answer({ api, holder, wallet, subject: { body } }) {
    const debitAmount = readAmount(body.debitAmount, 'debitAmount')
    if (debitAmount && 'refusal' in debitAmount) return debitAmount
    const receiveAmount = readAmount(body.receiveAmount, 'receiveAmount')
    if (receiveAmount && 'refusal' in receiveAmount) return receiveAmount

    const quote = await api.payments.quotes.create({
      walletAddressId: wallet.id,
      tenantId: wallet.tenantId,
      client: clientName(holder.client),
      receiver: body.receiver,
      ...(debitAmount && { debitAmount }),
      ...(receiveAmount && { receiveAmount }),
    })
    if ('refusal' in quote) return quote
    return { status: 201, body: writeQuote(api.settings, quote, wallet) }
  },
})
