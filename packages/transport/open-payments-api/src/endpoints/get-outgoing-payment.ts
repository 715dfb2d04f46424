import type { OutgoingPayment, OutgoingPaymentId } from '@kivuko/payments'

import { mayRead } from '../client-scope.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { refuse } from '../refusal.ts'
import { writeOutgoingPayment } from '../write-resources.ts'

/** `GET /:tenantId/outgoing-payments/:id`: a payment and how much of it was sent. */
export const getOutgoingPayment = protectedEndpoint<{
  readonly walletAddressUrl: string
  readonly payment: OutgoingPayment
}>({
  operation: 'get-outgoing-payment',
  access: { type: 'outgoing-payment', action: 'read' },
  async find({ api, request, tenantId }) {
    const id = request.params.id as OutgoingPaymentId // What is no payment's id, finds none.
    const payment = await api.payments.outgoing.get(id, tenantId)
    const wallet = payment && (await api.directory.walletAddress(payment.walletAddressId))
    return payment && wallet && { walletAddressUrl: wallet.url, payment }
  },
  async answer({ api, holder, wallet, subject: { payment } }) {
    if (!mayRead(holder, payment)) {
      return refuse('UnknownResource', 'there is no such outgoing payment')
    }
    return { status: 200, body: writeOutgoingPayment(api.settings, payment, wallet) }
  },
})
