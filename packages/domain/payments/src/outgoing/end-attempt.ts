import type { Clock } from '@kivuko/clock'
import { type AccountId, available, type Balance } from '@kivuko/ledger'
import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { WebhookOutbox } from '@kivuko/webhooks'
import type { PaymentEvents } from '../events.ts'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { PaymentSettings } from '../payment-settings.ts'
import type { PaymentStore } from '../payment-store.ts'
import { type OutgoingEvent, advanceOutgoing } from './outgoing-payment-machine.ts'
import type { DeliveryCount, OutgoingRecord } from './outgoing-payment-store.ts'
import { eventsOf, positionOf, releaseGrant, saveAdvance } from './save-advance.ts'

/** What ending an attempt needs. */
export interface EndPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'outgoing' | 'grantSpends'>
  readonly ledger: PaymentLedger
  readonly outbox: WebhookOutbox
  readonly clock: Clock
  readonly random: Random
  readonly events: PaymentEvents
  readonly settings: Pick<PaymentSettings, 'sendAttemptsMax'>
  /** Called when a payment is not over: it will be due at another time than was known. */
  readonly onDueChanged: () => void
}

/** How an attempt ended. The amounts are read from the ledger. */
export type AttemptEnd =
  | { readonly type: 'finish' }
  | { readonly type: 'fail'; readonly error: string; readonly isFinal: boolean }
  /** The last attempt failed before; what was uncertain about it is resolved. */
  | { readonly type: 'give-up'; readonly error: string }
  /** Something can't be decided yet. */
  | { readonly type: 'wait'; readonly why: string; readonly untilMs?: number }

/** An attempt's end, with what is known of its deliveries. */
export interface EndedAttempt {
  readonly record: OutgoingRecord
  readonly owner: string
  readonly end: AttemptEnd
  readonly counted?: DeliveryCount
  /** When the fate of its last packet will be known at the latest, if it is not. */
  readonly resolvedAtMs?: number
}

/**
 * Ends an attempt: state, events and the grant's release in one transaction, with the totals that
 * the ledger has in it. While a packet's money is still reserved no payment ends: what became of it
 * is found out first. Does nothing when the payment is in other hands.
 */
export async function endAttempt(ports: EndPorts, attempt: EndedAttempt): Promise<void> {
  const { record, owner, counted } = attempt
  const nowMs = ports.clock.now()
  const ended = await ports.postgres.transaction(async (tx) => {
    const locked = await ports.store.outgoing.lock(tx, { id: record.id, owner })
    if (locked === undefined) return undefined
    const account = record.id as string as AccountId // A payment's account has the payment's id.
    const balance = (await ports.ledger.within(tx).balances([account])).get(account)
    if (balance === undefined) throw new Error(`payment ${record.id} has no account`)
    const event = eventOf(ports, attempt, { balance, nowMs, counted: counted ?? locked.counted })
    const advance = advanceOutgoing(positionOf(locked), event)
    if ('refusal' in advance) return undefined
    const save = { advance, nowMs, owner, ...(counted !== undefined && { counted }) }
    const saved = await saveAdvance(ports.store.outgoing, tx, { record: locked, save })
    if (saved === undefined) return undefined
    await releaseGrant(ports.store.grantSpends, tx, { record: locked, advance })
    const left = available(balance)
    const events = eventsOf(ports.random, { record: saved, advance, balance: left })
    if (events.length > 0) await ports.outbox.add(tx, events)
    return { saved, event }
  })
  if (ended === undefined) return
  report(ports.events, { ...ended, end: attempt.end })
  if (ended.saved.state === 'SENDING') ports.onDueChanged()
}

function eventOf(
  { settings }: EndPorts,
  { end, resolvedAtMs }: EndedAttempt,
  now: { balance: Balance; nowMs: number; counted: DeliveryCount },
): OutgoingEvent {
  const { balance, nowMs } = now
  const untilMs = resolvedAtMs ?? nowMs
  if (end.type === 'wait') return { type: 'wait', nowMs, ...untilOf(end) }
  if (balance.debitsPending > 0n) {
    if (end.type !== 'fail') return { type: 'wait', nowMs, untilMs }
    return { type: 'uncertain', error: end.error, nowMs, untilMs }
  }
  const totals = {
    sentAmount: balance.debitsPosted,
    deliveredAmount: now.counted.deliveredAmount,
    balance: available(balance),
  }
  if (end.type !== 'fail') return { ...end, totals }
  return { ...end, totals, nowMs, attemptsMax: settings.sendAttemptsMax }
}

function untilOf({ untilMs }: { readonly untilMs?: number }): { readonly untilMs?: number } {
  return untilMs === undefined ? {} : { untilMs }
}

function report(
  events: PaymentEvents,
  { saved, event, end }: { saved: OutgoingRecord; event: OutgoingEvent; end: AttemptEnd },
): void {
  const { id, waits, stateAttempts: attempts } = saved
  if (saved.state !== 'SENDING') events.outgoingEnded(saved)
  else if (event.type === 'fail' || event.type === 'uncertain')
    events.attemptFailed({ id, error: event.error, attempts })
  else events.waiting({ id, waits, why: end.type === 'wait' ? end.why : 'packets are unresolved' })
}
