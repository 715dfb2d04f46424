import { isRefused } from '../node/admin-client.ts'
import type { EventParts } from './event-parts.ts'
import type { OutgoingPaymentEvent } from './webhook-event.ts'

/**
 * Funds a payment whose sender can pay for it, and cancels it otherwise. The money is set aside in
 * our own books first: the node must never send what we do not hold.
 */
export async function fundOutgoingPayment(
  parts: EventParts,
  { id: eventId, data }: OutgoingPaymentEvent,
): Promise<void> {
  const { books, payments, log } = parts
  const payment = data.id
  const account = books.accountOf(data.walletAddressId)
  if (account === undefined) return cancelPayment(parts, payment, 'There is no such account')
  const amount = data.debitAmount.value
  switch (books.hold({ account: account.id, payment, amount })) {
    case 'insufficientFunds':
      return cancelPayment(parts, payment, 'There is not enough money in the account')
    case 'over':
      return undefined
    case 'held': {
      const answer = await payments.fund({ payment, idempotencyKey: eventId })
      if (isRefused(answer)) return settleRefusedFunding(parts, payment, answer.message)
      log.info('Funded a payment', { payment, account: account.id, amount })
    }
  }
}

/** The node has refused our money, but perhaps only since it has it: its own state decides. */
async function settleRefusedFunding(
  { books, payments, log }: EventParts,
  payment: string,
  message: string,
): Promise<void> {
  const state = await payments.stateOf(payment)
  if (state === 'FUNDING') throw new Error(`the node does not take the money now: ${message}`)
  if (state !== undefined && state !== 'CANCELLED') return
  books.release(payment)
  log.info('A payment does not want its money any more', { payment, message })
}

async function cancelPayment(
  { payments, log }: EventParts,
  payment: string,
  reason: string,
): Promise<void> {
  const answer = await payments.cancel({ payment, reason })
  if (isRefused(answer) && (await payments.stateOf(payment)) === 'FUNDING') {
    throw new Error(`the node does not cancel the payment now: ${answer.message}`)
  }
  log.info('Cancelled a payment', { payment, reason })
}
