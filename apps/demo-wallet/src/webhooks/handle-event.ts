import { creditIncomingPayment } from './credit-incoming-payment.ts'
import type { EventParts } from './event-parts.ts'
import { fundOutgoingPayment } from './fund-outgoing-payment.ts'
import { settleOutgoingPayment } from './settle-outgoing-payment.ts'
import type { WebhookEvent } from './webhook-event.ts'

/**
 * Does what an event asks for. Throws when that cannot be done now; the node will tell of the event
 * again, and whatever was done already is not done twice.
 */
export async function handleEvent(parts: EventParts, event: WebhookEvent): Promise<void> {
  switch (event.type) {
    case 'outgoing_payment.created':
      await fundOutgoingPayment(parts, event)
      return
    case 'outgoing_payment.completed':
    case 'outgoing_payment.failed':
      await settleOutgoingPayment(parts, event)
      return
    case 'incoming_payment.completed':
    case 'incoming_payment.expired':
      await creditIncomingPayment(parts, event)
      return
    case 'asset.liquidity_low':
    case 'peer.liquidity_low': {
      const { id, balance, liquidityThreshold } = event.data
      parts.log.warn('The node runs low on money', {
        of: event.type,
        id,
        balance,
        liquidityThreshold,
      })
      return
    }
    case 'other':
      parts.log.debug('An event that this wallet does not act on', { event: event.id })
  }
}
