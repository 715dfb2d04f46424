import type { EventParts } from './event-parts.ts'
import type { IncomingPaymentEvent } from './webhook-event.ts'

/** Gives the receiver what a payment has brought, and takes it out of the node. */
export async function creditIncomingPayment(
  { books, payments, log }: EventParts,
  { id: eventId, data }: IncomingPaymentEvent,
): Promise<void> {
  const payment = data.id
  const account = books.accountOf(data.walletAddressId)
  if (account === undefined) throw new Error(`no account for address ${data.walletAddressId}`)
  const amount = data.receivedAmount.value
  if (amount === 0n) return
  books.receive({ account: account.id, payment, amount })
  await payments.withdrawIncoming({ payment, idempotencyKey: eventId })
  log.info('Received a payment', { payment, account: account.id, amount })
}
