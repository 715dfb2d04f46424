import type { TenantId } from '@kivuko/directory'
import type { OutgoingPayment } from '@kivuko/payments'
import type { OutgoingPayment as WholePayment } from '../generated/admin-types.generated.ts'
import { amountNode } from './amount-node.ts'
import { dateText } from './date-text.ts'
import { quoteNode } from './quote-node.ts'

/** An outgoing payment without the fields that cost a look-up. */
export interface OutgoingPaymentNode extends Omit<WholePayment, 'liquidity' | 'tenant'> {
  readonly tenantId: TenantId
}

/** Writes an outgoing payment. */
export function outgoingPaymentNode(payment: OutgoingPayment): OutgoingPaymentNode {
  return {
    id: payment.id,
    tenantId: payment.tenantId,
    walletAddressId: payment.walletAddressId,
    client: payment.client ?? null,
    state: payment.state,
    error: payment.error ?? null,
    stateAttempts: payment.stateAttempts,
    debitAmount: amountNode(payment.debitAmount),
    receiveAmount: amountNode(payment.receiveAmount),
    sentAmount: amountNode(payment.sentAmount),
    receiver: payment.receiver,
    metadata: payment.metadata ?? null,
    quote: quoteNode(payment.quote),
    createdAt: dateText(payment.createdAtMs),
    grantId: payment.grantId ?? null,
  }
}
