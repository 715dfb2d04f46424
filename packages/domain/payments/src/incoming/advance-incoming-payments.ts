import type { Clock } from '@kivuko/clock'
import type { AccountId, Balance } from '@kivuko/ledger'
import type { Transaction } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { NewWebhookEvent, WebhookOutbox } from '@kivuko/webhooks'
import type { PaymentEvents } from '../events.ts'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { PaymentNotices } from '../payment-notices.ts'
import type { PaymentStore } from '../payment-store.ts'
import { incomingEvent } from './incoming-payment-data.ts'
import { type IncomingEvent, advanceIncoming, isOpen } from './incoming-payment-machine.ts'
import type { IncomingRecord } from './incoming-payment-store.ts'

/** What a transaction made of incoming payments. */
export interface AdvancedIncomings {
  readonly records: readonly IncomingRecord[]
  readonly events: readonly NewWebhookEvent[]
  /** To be called when the transaction has committed. */
  committed(): void
}

/** What is needed to advance incoming payments in a transaction. */
export interface IncomingAdvancePorts {
  readonly store: Pick<PaymentStore, 'incoming'>
  readonly ledger: PaymentLedger
  readonly notices: PaymentNotices
  readonly clock: Clock
  readonly random: Random
  readonly events: PaymentEvents
}

/**
 * Advances payments whose rows are locked by what the ledger says in this transaction; those that
 * the event does not change are left alone. The caller adds the events to the outbox, calls
 * `committed` after its commit.
 */
export async function advanceIncomingPayments(
  ports: IncomingAdvancePorts,
  tx: Transaction,
  advance: {
    readonly records: readonly IncomingRecord[]
    readonly type: IncomingEvent['type']
    /** What was received by each, if it was read in this transaction. */
    readonly received?: ReadonlyMap<string, bigint>
  },
): Promise<AdvancedIncomings> {
  const { records, type } = advance
  const received = advance.received ?? (await readReceived(ports.ledger.within(tx), records))
  const advanced = records.map((record) => {
    const receivedAmount = received.get(record.id) ?? 0n
    return advanceOne(ports, record, { type, receivedAmount })
  })
  const changed = advanced.filter(({ isChanged }) => isChanged).map(({ record }) => record)
  if (changed.length > 0) await ports.store.incoming.advance(tx, changed, ports.clock.now())
  const ended = changed.filter(({ state }) => !isOpen(state))
  return {
    records: advanced.map(({ record }) => record),
    events: advanced.flatMap(({ event }) => (event === undefined ? [] : [event])),
    committed() {
      for (const { id, state } of ended) {
        ports.notices.incomingChanged(id)
        ports.events.incomingEnded({ id, state, receivedAmount: received.get(id) ?? 0n })
      }
    },
  }
}

/** What the ledger has ever credited to each payment. */
export async function readReceived(
  ledger: Pick<PaymentLedger, 'balances'>,
  records: readonly Pick<IncomingRecord, 'id'>[],
): Promise<ReadonlyMap<string, bigint>> {
  // A payment's account has the payment's id.
  const balances = await ledger.balances(records.map(({ id }) => id as string as AccountId))
  return receivedBy(balances)
}

/** What balances say of what was received. */
export function receivedBy(balances: ReadonlyMap<AccountId, Balance>): ReadonlyMap<string, bigint> {
  return new Map([...balances].map(([id, balance]) => [id, balance.creditsPosted]))
}

/** Writes the events of an advance, where there are any. */
export async function addEvents(
  outbox: WebhookOutbox,
  tx: Transaction,
  events: readonly NewWebhookEvent[],
): Promise<void> {
  if (events.length > 0) await outbox.add(tx, events)
}

function advanceOne(
  ports: IncomingAdvancePorts,
  record: IncomingRecord,
  event: IncomingEvent,
): { record: IncomingRecord; isChanged: boolean; event?: NewWebhookEvent } {
  const next = advanceIncoming(record, event)
  if ('refusal' in next) return { record, isChanged: false }
  const { state, offeredAmount, offer } = next
  const isChanged = state !== record.state || offeredAmount !== record.offeredAmount
  const after = { ...record, state, offeredAmount }
  if (offer === undefined) return { record: after, isChanged }
  const { receivedAmount } = event
  const id = ports.random.uuid()
  const { type, amount: withdrawal } = offer
  return {
    record: after,
    isChanged,
    event: incomingEvent(after, { id, type, receivedAmount, withdrawal }),
  }
}
