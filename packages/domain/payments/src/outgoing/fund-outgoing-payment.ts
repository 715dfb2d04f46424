import type { Clock } from '@kivuko/clock'
import type { Asset, Directory, TenantId } from '@kivuko/directory'
import type { AccountId, LedgerRefusal, LinkedOperations, TransferId } from '@kivuko/ledger'
import { isUuid } from '@kivuko/open-payments'
import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { PaymentStore } from '../payment-store.ts'
import type { FundingRefusal, OutgoingPayments, Refused } from '../payments.ts'
import { refuse } from '../refused.ts'
import type { OutgoingPaymentId } from '../resources.ts'
import type { DataCipher } from './data-cipher.ts'
import type { Funding, FundingBatches } from './funding-batches.ts'
import { type OutgoingAdvance, advanceOutgoing } from './outgoing-payment-machine.ts'
import type { Lease, OutgoingRecord } from './outgoing-payment-store.ts'
import { eventsOf, positionOf } from './save-advance.ts'

/** Room in this process to send a payment right after it is funded. */
export interface SendingSlot {
  readonly lease: Lease
  /** Sends the payment, which the lease was saved with. */
  start(record: OutgoingRecord): void
  /** Gives the slot back. */
  cancel(): void
}

/** What funding needs. */
export interface FundPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'outgoing'>
  readonly directory: Pick<Directory, 'asset'>
  readonly batches: FundingBatches
  readonly cipher: DataCipher
  readonly clock: Clock
  readonly random: Random
  /** A slot, if this process has one; otherwise whoever is free takes the payment. */
  readonly reserveSlot: () => SendingSlot | undefined
  readonly onDue: () => void
}

/**
 * Funds a payment: its deposit, whose transfer has the created event's id, and its change to
 * SENDING are one transaction, so a second call finds it done or not begun.
 */
export async function fundOutgoingPayment(
  ports: FundPorts,
  input: Parameters<OutgoingPayments['fund']>[0],
): Promise<OutgoingRecord | Refused<FundingRefusal>> {
  const record = await readOutgoing(ports, input)
  if (record === undefined) return unknownOutgoing(input.id)
  const asset = await ports.directory.asset(record.quote.assetId)
  if (asset === undefined) throw new Error(`asset ${record.quote.assetId} is gone`)
  const nowMs = ports.clock.now()
  const advance = advanceOutgoing(positionOf(record), { type: 'fund', nowMs })
  if ('refusal' in advance) return refuse('WrongState', `the payment is ${record.state}`)
  const data = input.dataToTransmit
  const slot = ports.reserveSlot()
  const save = {
    advance,
    nowMs,
    ...(slot !== undefined && { lease: slot.lease }),
    ...(data !== undefined && { dataToTransmit: ports.cipher.seal(data, record.id) }),
  }
  const balance = record.quote.debitAmount.value
  const funding: Funding = {
    record,
    save,
    deposit: depositOf(record, { advance, asset }),
    events: (funded) => eventsOf(ports.random, { record: funded, advance, balance }),
  }
  const funded = await ports.batches.fund(funding).catch((error: unknown) => {
    slot?.cancel()
    throw error
  })
  if (funded !== undefined && !('refusal' in funded)) {
    startSending(ports, { record: funded, slot })
    return funded
  }
  slot?.cancel()
  if (funded !== undefined) return describe(funded)
  return refuse('WrongState', 'the payment was funded or cancelled')
}

/** Reads a payment; one of another tenant is unknown. */
export async function readOutgoing(
  ports: { readonly postgres: Postgres; readonly store: Pick<PaymentStore, 'outgoing'> },
  { id, tenantId }: { readonly id: OutgoingPaymentId; readonly tenantId?: TenantId },
): Promise<OutgoingRecord | undefined> {
  const record = isUuid(id) ? await ports.store.outgoing.read(ports.postgres, id) : undefined
  return record !== undefined && (tenantId ?? record.tenantId) === record.tenantId
    ? record
    : undefined
}

/** The refusal of an id that no payment has. */
export function unknownOutgoing(id: string): Refused<'UnknownPayment'> {
  return refuse('UnknownPayment', `there is no outgoing payment ${id}`)
}

function startSending(
  ports: FundPorts,
  { record, slot }: { record: OutgoingRecord; slot: SendingSlot | undefined },
): void {
  if (slot === undefined) ports.onDue()
  else slot.start(record)
}

function depositOf(
  record: OutgoingRecord,
  { advance, asset }: { advance: OutgoingAdvance; asset: Asset },
): LinkedOperations {
  return advance.effects.flatMap((effect) => {
    if (effect.kind !== 'deposit') return []
    return [
      {
        kind: 'transfer' as const,
        id: record.createdEventId as TransferId, // The created event's id is the transfer's.
        debitId: asset.settlementId,
        creditId: record.id as string as AccountId, // A payment's account has the payment's id.
        amount: effect.amount,
        code: 'deposit' as const,
      },
    ]
  })
}

function describe({ refusal }: LedgerRefusal): Refused<FundingRefusal> {
  if (refusal === 'TransferExists') {
    return refuse('TransferExists', 'the created event’s id is the id of another transfer')
  }
  return refuse('InsufficientBalance', `the ledger refused the deposit: ${refusal}`)
}
