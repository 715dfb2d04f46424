import { type AdminApi, textAt } from './admin-api.ts'
import { documents } from './admin-documents.ts'
import type { Ase } from './ase.ts'
import { assetScale } from './node-objects.ts'

/** What a customer of the sending wallet pays, over and over. */
export interface PaymentPlan {
  /** Of the sender's node. */
  readonly admin: AdminApi
  /** The sender's. */
  readonly ase: Ase
  readonly senderId: string
  readonly receiverUrl: string
  readonly assetCode: string
}

/**
 * One payment of a fixed amount, from the first call to the webhook that tells its end: receiver,
 * quote, outgoing payment, the funding that the node asks for by webhook, and the sending.
 */
export async function pay({ admin, ase, senderId, receiverUrl, assetCode }: PaymentPlan) {
  const incomingAmount = { value: '100', assetCode, assetScale }
  const receiver = await admin.call(documents.createReceiver, {
    input: { walletAddressUrl: receiverUrl, incomingAmount },
  })
  const quote = await admin.call(documents.createQuote, {
    input: { walletAddressId: senderId, receiver: textAt(receiver, 'createReceiver.receiver.id') },
  })
  const payment = await admin.call(documents.createOutgoingPayment, {
    input: { walletAddressId: senderId, quoteId: textAt(quote, 'createQuote.quote.id') },
  })
  await ase.completed(textAt(payment, 'createOutgoingPayment.payment.id'))
}
