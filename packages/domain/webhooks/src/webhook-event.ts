import type { Transaction } from '@kivuko/postgres'

/** The thirteen kinds of event that an ASE is told of. */
export type WebhookEventType =
  | 'incoming_payment.created'
  | 'incoming_payment.completed'
  | 'incoming_payment.expired'
  | 'incoming_payment.partial_payment_received'
  | 'outgoing_payment.created'
  | 'outgoing_payment.completed'
  | 'outgoing_payment.failed'
  | 'outgoing_payment.funded'
  | 'outgoing_payment.cancelled'
  | 'wallet_address.not_found'
  | 'wallet_address.web_monetization'
  | 'asset.liquidity_low'
  | 'peer.liquidity_low'

/** Something that happened, to be told at least once. The id is the receiver's idempotency key. */
export interface NewWebhookEvent {
  readonly id: string
  readonly tenantId: string
  readonly type: WebhookEventType
  /** JSON as the ASE gets it; amounts as `{ value, assetCode, assetScale }` with a decimal text. */
  readonly data: Readonly<Record<string, unknown>>
  /** What the event is about. Events of one resource are first tried one after another. */
  readonly resourceId: string
  /** Money that the ASE may withdraw by this event. */
  readonly withdrawal?: { readonly accountId: string; readonly amount: bigint }
}

/** An event as it is kept. */
export interface WebhookEvent extends NewWebhookEvent {
  readonly createdAtMs: number
}

/** The outbox: events are added in the transaction that makes them true. */
export interface WebhookOutbox {
  /** An event whose id is there already is left as it is. */
  add(tx: Transaction, events: readonly NewWebhookEvent[]): Promise<void>
}
