import { protectedEndpoint } from '../protected-endpoint.ts'
import { writeIncomingPayment } from '../write-resources.ts'
import { findIncomingPayment, type IncomingSubject } from './get-incoming-payment.ts'

/** `POST /:tenantId/incoming-payments/:id/complete`: the payment is to take no more money. */
export const completeIncomingPayment = protectedEndpoint<IncomingSubject>({
  operation: 'complete-incoming-payment',
  access: { type: 'incoming-payment', action: 'complete' },
  find: findIncomingPayment,
  async answer({ api, tenantId, wallet, subject: { payment } }) {
    const completed = await api.payments.incoming.complete(payment.id, tenantId)
    if ('refusal' in completed) return completed
    return { status: 200, body: writeIncomingPayment(api.settings, completed, wallet) }
  },
})
