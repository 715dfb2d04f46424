import type { Asset } from '@kivuko/directory'
import { serializeAmount } from '@kivuko/open-payments'
import type { NewWebhookEvent, WebhookEventType } from '@kivuko/webhooks'
import type { QuoteRecord } from '../quotes/quote-store.ts'
import type { OutgoingPayment, Quote } from '../resources.ts'
import type { OutgoingRecord } from './outgoing-payment-store.ts'

/** The resource of a quote's record. */
export function toQuote(record: QuoteRecord, asset: Asset): Quote {
  const { assetId: _assetId, receiveAssetId: _receiveAssetId, ...rest } = record
  return { ...rest, asset }
}

/** The resource of an outgoing payment's record. */
export function toOutgoingPayment(
  record: OutgoingRecord,
  { asset, sentAmount }: { asset: Asset; sentAmount: bigint },
): OutgoingPayment {
  const { debitAmount, receiveAmount } = record.quote
  const { client, error, metadata, cardDetails, grantId } = record
  const { grantSpentDebit, grantSpentReceive } = record
  return {
    id: record.id,
    tenantId: record.tenantId,
    walletAddressId: record.walletAddressId,
    ...(client !== undefined && { client }),
    quote: toQuote(record.quote, asset),
    receiver: record.receiver,
    state: record.state,
    ...(error !== undefined && { error }),
    stateAttempts: record.stateAttempts,
    debitAmount,
    receiveAmount,
    sentAmount: { ...debitAmount, value: sentAmount },
    ...(metadata !== undefined && { metadata }),
    ...(cardDetails !== undefined && { cardDetails }),
    ...(grantId !== undefined && { grantId }),
    ...(grantSpentDebit !== undefined && {
      grantSpentDebitAmount: { ...debitAmount, value: grantSpentDebit },
    }),
    ...(grantSpentReceive !== undefined && {
      grantSpentReceiveAmount: { ...receiveAmount, value: grantSpentReceive },
    }),
    createdAtMs: record.createdAtMs,
  }
}

/** An event about an outgoing payment; with `withdrawal`, the ASE may withdraw so much by it. */
export function outgoingEvent(
  record: OutgoingRecord,
  event: {
    readonly id: string
    readonly type: WebhookEventType
    /** What is left on the payment's account. */
    readonly balance: bigint
    readonly withdrawal?: bigint
  },
): NewWebhookEvent {
  const { client, error, metadata, cardDetails, grantId, quote } = record
  return {
    id: event.id,
    tenantId: record.tenantId,
    type: event.type,
    resourceId: record.id,
    data: {
      id: record.id,
      walletAddressId: record.walletAddressId,
      ...(client !== undefined && { client }),
      state: record.state,
      receiver: record.receiver,
      debitAmount: serializeAmount(quote.debitAmount),
      receiveAmount: serializeAmount(quote.receiveAmount),
      sentAmount: serializeAmount({ ...quote.debitAmount, value: record.sentAmount }),
      stateAttempts: record.stateAttempts,
      createdAt: new Date(record.createdAtMs).toISOString(),
      // Named as required by the published description of the webhook.
      expiresAt: new Date(quote.expiresAtMs).toISOString(),
      balance: event.balance.toString(),
      ...(metadata !== undefined && { metadata }),
      ...(error !== undefined && { error }),
      ...(grantId !== undefined && { grantId }),
      ...(cardDetails !== undefined && { cardDetails }),
    },
    ...(event.withdrawal !== undefined && {
      withdrawal: { accountId: record.id, amount: event.withdrawal },
    }),
  }
}
