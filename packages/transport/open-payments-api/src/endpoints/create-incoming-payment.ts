import type { WireAmount } from '@kivuko/open-payments'
import type { Metadata } from '@kivuko/payments'

import { clientName } from '../client-scope.ts'
import { protectedEndpoint } from '../protected-endpoint.ts'
import { readAmount } from '../read-amount.ts'
import { walletAddressSubject } from '../wallet-address-subject.ts'
import { writePayablePayment } from '../write-resources.ts'

interface Body {
  readonly walletAddress: string
  readonly incomingAmount?: WireAmount
  readonly expiresAt?: string
  readonly metadata?: Metadata
}

/** `POST /:tenantId/incoming-payments`: a client asks a wallet address to be paid. */
export const createIncomingPayment = protectedEndpoint<{
  readonly walletAddressUrl: string
  readonly body: Body
}>({
  operation: 'create-incoming-payment',
  access: { type: 'incoming-payment', action: 'create' },
  find({ request }) {
    const body = request.body as Body // As the OpenAPI document has it.
    return walletAddressSubject(body.walletAddress, { body })
  },
  async answer({ api, holder, wallet, subject: { body } }) {
    const { expiresAt, metadata } = body
    const incomingAmount = readAmount(body.incomingAmount, 'incomingAmount')
    if (incomingAmount && 'refusal' in incomingAmount) return incomingAmount

    const created = await api.payments.incoming.create({
      walletAddressId: wallet.id,
      tenantId: wallet.tenantId,
      client: clientName(holder.client),
      ...(incomingAmount && { incomingAmount }),
      ...(expiresAt !== undefined && { expiresAtMs: Date.parse(expiresAt) }),
      ...(metadata !== undefined && { metadata }),
      initiatedBy: 'OPEN_PAYMENTS',
    })
    if ('refusal' in created) return created
    return { status: 201, body: writePayablePayment(api, created, wallet) }
  },
})
