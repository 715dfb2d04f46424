import type { Transaction } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { NewWebhookEvent } from '@kivuko/webhooks'
import type { GrantSpendStore } from './grant-spend-store.ts'
import { outgoingEvent } from './outgoing-payment-data.ts'
import type { OutgoingAdvance, OutgoingPosition } from './outgoing-payment-machine.ts'
import type {
  DeliveryCount,
  Lease,
  OutgoingPaymentStore,
  OutgoingRecord,
} from './outgoing-payment-store.ts'

/** What the machine decides by, of a record. */
export function positionOf(record: OutgoingRecord): OutgoingPosition {
  return {
    state: record.state,
    debitAmount: record.quote.debitAmount.value,
    receiveAmount: record.quote.receiveAmount.value,
    stateAttempts: record.stateAttempts,
    waits: record.waits,
    hasCardDetails: record.cardDetails !== undefined,
  }
}

/** What the machine decided, with what else is to be written in the same statement. */
export interface AdvanceToSave {
  readonly advance: OutgoingAdvance
  readonly nowMs: number
  readonly owner?: string
  readonly lease?: Lease
  readonly metadata?: OutgoingRecord['metadata']
  readonly dataToTransmit?: Uint8Array
  readonly counted?: DeliveryCount
}

/**
 * Writes an advance; gives the record as it is after it, or nothing when the payment was not there
 * any more.
 */
export async function saveAdvance(
  store: OutgoingPaymentStore,
  tx: Transaction,
  { record, save }: { record: OutgoingRecord; save: AdvanceToSave },
): Promise<OutgoingRecord | undefined> {
  const { advance, ...more } = save
  const { effects: _effects, ...change } = advance
  const isSaved = await store.save(tx, { ...change, ...more, id: record.id, from: record.state })
  if (!isSaved) return undefined
  const { error: _error, ...rest } = record
  return {
    ...rest,
    state: change.state,
    stateAttempts: change.stateAttempts,
    waits: change.waits,
    ...(change.error !== undefined && { error: change.error }),
    ...(change.sentAmount !== undefined && { sentAmount: change.sentAmount }),
    ...(more.metadata !== undefined && { metadata: more.metadata }),
    ...(more.dataToTransmit !== undefined && { dataToTransmit: more.dataToTransmit }),
    ...(more.counted !== undefined && { counted: more.counted }),
  }
}

/** Gives back to the payment's grant what the effects say. */
export async function releaseGrant(
  grants: GrantSpendStore,
  tx: Transaction,
  { record, advance }: { record: OutgoingRecord; advance: OutgoingAdvance },
): Promise<void> {
  const { grantId, grantIntervalStartMs: intervalStartMs, quote } = record
  if (grantId === undefined) return
  for (const effect of advance.effects) {
    if (effect.kind !== 'release') continue
    await grants.release(tx, {
      grantId,
      ...(intervalStartMs !== undefined && { intervalStartMs }),
      debit: effect.debitAmount,
      receive: { ...quote.receiveAmount, value: effect.receiveAmount },
    })
  }
}

/** The events of an advance, of the record as it is after it. */
export function eventsOf(
  random: Random,
  {
    record,
    advance,
    balance,
  }: { record: OutgoingRecord; advance: OutgoingAdvance; balance: bigint },
): readonly NewWebhookEvent[] {
  return advance.effects.flatMap((effect) => {
    if (effect.kind !== 'webhook') return []
    const { type, withdrawal } = effect
    return [
      outgoingEvent(record, {
        id: random.uuid(),
        type,
        balance,
        ...(withdrawal !== undefined && { withdrawal }),
      }),
    ]
  })
}
