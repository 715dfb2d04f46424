import type { EventParts } from './event-parts.ts'
import type { OutgoingPaymentEvent } from './webhook-event.ts'

/**
 * Books what a payment has taken, gives the sender the rest of what was set aside, and takes that
 * rest out of the node. A failed payment may have taken a part.
 */
export async function settleOutgoingPayment(
  { books, payments, log }: EventParts,
  { id: eventId, type, data }: OutgoingPaymentEvent,
): Promise<void> {
  const payment = data.id
  const amount = data.debitAmount.value - data.balance
  books.send({ payment, amount })
  if (data.balance > 0n) await payments.withdrawOutgoing({ payment, idempotencyKey: eventId })
  log.info('A payment has ended', { payment, type, amount, left: data.balance })
}
