import type { TenantId } from '@kivuko/directory'
import { type IncomingPayment, incomingPaymentUrl } from '@kivuko/payments'
import type { IncomingPayment as WholePayment } from '../generated/admin-types.generated.ts'
import { amountNode } from './amount-node.ts'
import { dateText } from './date-text.ts'

/** An incoming payment without the fields that cost a look-up. */
export interface IncomingPaymentNode extends Omit<WholePayment, 'liquidity' | 'tenant'> {
  readonly tenantId: TenantId
}

/** Writes an incoming payment. */
export function incomingPaymentNode(
  payment: IncomingPayment,
  settings: { readonly openPaymentsUrl: string },
): IncomingPaymentNode {
  const { id, tenantId, incomingAmount, cancelledAtMs } = payment
  const { code, scale } = payment.asset
  return {
    id,
    tenantId,
    url: incomingPaymentUrl(settings, payment),
    walletAddressId: payment.walletAddressId,
    client: payment.client ?? null,
    state: payment.state,
    expiresAt: dateText(payment.expiresAtMs),
    incomingAmount:
      incomingAmount === undefined ? null : amountNode({ value: incomingAmount, code, scale }),
    receivedAmount: amountNode({ value: payment.receivedAmount, code, scale }),
    metadata: payment.metadata ?? null,
    createdAt: dateText(payment.createdAtMs),
    senderWalletAddress: payment.senderWalletAddress ?? null,
    cancellationReason: payment.cancellationReason ?? null,
    cancelledAt: cancelledAtMs === undefined ? null : dateText(cancelledAtMs),
  }
}
