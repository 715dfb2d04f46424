import type { Asset } from '@kivuko/directory'
import type { AssetUnit } from '@kivuko/money'
import { serializeAmount, type WireAmount } from '@kivuko/open-payments'
import type { NewWebhookEvent, WebhookEventType } from '@kivuko/webhooks'
import type { IncomingPayment } from '../resources.ts'
import type { IncomingRecord } from './incoming-payment-store.ts'

/** The resource of a record: its asset, and what the ledger credited to it. */
export function toIncomingPayment(
  record: IncomingRecord,
  { asset, receivedAmount }: { asset: Asset; receivedAmount: bigint },
): IncomingPayment {
  const { assetId: _assetId, unit: _unit, offeredAmount: _offeredAmount, ...rest } = record
  return { ...rest, asset, receivedAmount }
}

/** An event about an incoming payment; with `withdrawal`, the ASE may withdraw so much by it. */
export function incomingEvent(
  record: IncomingRecord,
  event: {
    readonly id: string
    readonly type: WebhookEventType
    readonly receivedAmount: bigint
    readonly withdrawal?: bigint
    readonly more?: Readonly<Record<string, unknown>>
  },
): NewWebhookEvent {
  return {
    id: event.id,
    tenantId: record.tenantId,
    type: event.type,
    resourceId: record.id,
    data: { ...incomingData(record, event.receivedAmount), ...event.more },
    ...(event.withdrawal !== undefined && {
      withdrawal: { accountId: record.id, amount: event.withdrawal },
    }),
  }
}

function incomingData(
  record: IncomingRecord,
  receivedAmount: bigint,
): Readonly<Record<string, unknown>> {
  const { incomingAmount, metadata, approvedAtMs, cancelledAtMs } = record
  return {
    id: record.id,
    walletAddressId: record.walletAddressId,
    ...(record.client !== undefined && { client: record.client }),
    createdAt: isoTime(record.createdAtMs),
    expiresAt: isoTime(record.expiresAtMs),
    ...(incomingAmount !== undefined && { incomingAmount: wire(incomingAmount, record.unit) }),
    receivedAmount: wire(receivedAmount, record.unit),
    completed: record.state === 'COMPLETED',
    ...(metadata !== undefined && { metadata }),
    ...(approvedAtMs !== undefined && { approvedAt: isoTime(approvedAtMs) }),
    ...(cancelledAtMs !== undefined && { cancelledAt: isoTime(cancelledAtMs) }),
  }
}

function wire(value: bigint, { code, scale }: AssetUnit): WireAmount {
  return serializeAmount({ value, code, scale })
}

function isoTime(timeMs: number): string {
  return new Date(timeMs).toISOString()
}
