import type { IncomingPayment, IncomingPaymentId } from '@kivuko/payments'
import type { WirePublicIncomingPayment } from '@kivuko/open-payments'

import { mayRead } from '../client-scope.ts'
import type { Asked, Endpoint } from '../endpoint.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { refuse } from '../refusal.ts'
import type { Answer } from '../reply.ts'
import { authServer } from '../resource-urls.ts'
import { validateRequest } from '../steps/validate-request.ts'
import { writePayablePayment, writeReceived } from '../write-resources.ts'

/**
 * `GET /:tenantId/incoming-payments/:id`: to a client with a token the payment, each time with new
 * credentials to pay it by; to anybody else what it has received.
 */
export const getIncomingPayment: Endpoint = {
  operation: 'get-incoming-payment',
  answer(asked) {
    return asked.request.headers.authorization === undefined
      ? getPublicIncomingPayment(asked)
      : getWholeIncomingPayment.answer(asked)
  },
}

const getWholeIncomingPayment = protectedEndpoint<IncomingSubject>({
  operation: 'get-incoming-payment',
  access: { type: 'incoming-payment', action: 'read' },
  find: findIncomingPayment,
  async answer({ api, holder, wallet, subject: { payment } }) {
    if (!mayRead(holder, payment)) return unknownIncomingPayment
    return { status: 200, body: writePayablePayment(api, payment, wallet) }
  },
})

async function getPublicIncomingPayment(asked: Asked): Promise<Answer> {
  const { api, request, tenantId } = asked
  const invalid = validateRequest(api, 'get-incoming-payment', request)
  if (invalid) return invalid

  const id = request.params.id as IncomingPaymentId // What is no payment's id, finds none.
  const payment = await api.payments.incoming.get(id, tenantId)
  if (!payment) return unknownIncomingPayment

  const body: WirePublicIncomingPayment = {
    receivedAmount: writeReceived(payment),
    authServer: authServer(api.settings, tenantId),
  }
  return { status: 200, body }
}

/** A request about an incoming payment. */
export interface IncomingSubject {
  readonly walletAddressUrl: string
  readonly payment: IncomingPayment
}

/** Finds the incoming payment that a path names, and whose it is. */
export async function findIncomingPayment({
  api,
  request,
  tenantId,
}: Asked): Promise<IncomingSubject | undefined> {
  const id = request.params.id as IncomingPaymentId // What is no payment's id, finds none.
  const payment = await api.payments.incoming.get(id, tenantId)
  const wallet = payment && (await api.directory.walletAddress(payment.walletAddressId))
  return payment && wallet && { walletAddressUrl: wallet.url, payment }
}

const unknownIncomingPayment = refuse('UnknownResource', 'there is no such incoming payment')
