import type { Amount } from '@kivuko/money'
import { serializeAmount, type WireAmount } from '@kivuko/open-payments'

import type { Asked, Endpoint } from '../endpoint.ts'
import { refuse } from '../refusal.ts'
import type { Answer } from '../reply.ts'
import { spendingGrant } from '../spending-grant.ts'
import { introspectToken } from '../steps/introspect-token.ts'
import { validateRequest } from '../steps/validate-request.ts'
import { verifySignature } from '../steps/verify-signature.ts'

/**
 * `GET /:tenantId/outgoing-payment-grant`: what was spent under the token's grant, in its current
 * interval where it has intervals. It is about no wallet address but the grant's own.
 */
export const getOutgoingPaymentGrant: Endpoint = {
  operation: 'get-outgoing-payment-grant',
  answer: (asked) => answer(asked),
}

async function answer({ api, request, tenantId }: Asked): Promise<Answer> {
  const invalid = validateRequest(api, 'get-outgoing-payment-grant', request)
  if (invalid) return invalid

  const wanted = { type: 'outgoing-payment', action: 'create' } as const
  const holder = await introspectToken(api, request, wanted)
  if ('refusal' in holder) return holder

  const unsigned = await verifySignature(api, request, holder.client)
  if (unsigned) return unsigned

  const { identifier = '' } = holder.access
  const wallet = await api.directory.walletAddressByUrl(identifier)
  if (wallet?.tenantId !== tenantId) {
    return refuse('InsufficientAccess', 'the grant is for a wallet address of another server')
  }

  const spent = await api.payments.outgoing.grantSpent(spendingGrant(holder))
  return {
    status: 200,
    body: {
      spentDebitAmount: writeSpent(spent.debitAmount),
      spentReceiveAmount: writeSpent(spent.receiveAmount),
    },
  }
}

function writeSpent(amount: Amount | undefined): WireAmount | null {
  return amount === undefined ? null : serializeAmount(amount)
}
