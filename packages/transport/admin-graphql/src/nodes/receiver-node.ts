import type { Receiver } from '@kivuko/payments'
import type { Receiver as ReceiverNode } from '../generated/admin-types.generated.ts'
import { amountNode } from './amount-node.ts'
import { dateText } from './date-text.ts'

/** Writes an incoming payment as its payer sees it. */
export function receiverNode(receiver: Receiver): ReceiverNode {
  const { incomingAmount, expiresAtMs } = receiver
  return {
    id: receiver.id,
    walletAddressUrl: receiver.walletAddressUrl,
    completed: receiver.completed,
    incomingAmount: incomingAmount === undefined ? null : amountNode(incomingAmount),
    receivedAmount: amountNode(receiver.receivedAmount),
    expiresAt: expiresAtMs === undefined ? null : dateText(expiresAtMs),
    metadata: receiver.metadata ?? null,
    createdAt: dateText(receiver.createdAtMs),
  }
}
