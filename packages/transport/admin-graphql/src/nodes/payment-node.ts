import type { TenantId } from '@kivuko/directory'
import type { Payments } from '@kivuko/payments'
import type { Payment as WholePayment } from '../generated/admin-types.generated.ts'
import { dateText } from './date-text.ts'

/** A payment of either direction. */
export type AnyPayment = Awaited<ReturnType<Payments['list']>>['items'][number]

/** A payment of either direction without the fields that cost a look-up. */
export interface PaymentNode extends Omit<WholePayment, 'liquidity' | 'tenant'> {
  readonly tenantId: TenantId
}

/** Writes what payments of both directions have in common. */
export function paymentNode({ type, payment }: AnyPayment): PaymentNode {
  return {
    id: payment.id,
    type,
    tenantId: payment.tenantId,
    walletAddressId: payment.walletAddressId,
    client: payment.client ?? null,
    state: payment.state,
    metadata: payment.metadata ?? null,
    createdAt: dateText(payment.createdAtMs),
  }
}
