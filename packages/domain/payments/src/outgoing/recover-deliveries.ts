import type { AccountId, LedgerOperation, OpenPending } from '@kivuko/ledger'
import { makeRatio, type Ratio } from '@kivuko/money'
import { packetLifetimeMs } from '@kivuko/stream'
import type { Receivers } from '../payments.ts'
import type { Receiver } from '../resources.ts'
import { type DecidedDeliveries, decideDeliveries, type DeliveryRate } from './decide-deliveries.ts'
import type { EndPorts } from './end-attempt.ts'
import type { DeliveryCount, OutgoingRecord } from './outgoing-payment-store.ts'

/**
 * How long after a packet's expiry the receiver's account is believed to show it: a node may book a
 * packet some time after it fulfilled it, and its clock may be late.
 */
const settleMs = 5_000

/** How long after its hold was made a packet's fate is certain at the receiver. */
export const packetFateMs = packetLifetimeMs + settleMs

/** What recovering needs. */
export interface RecoverPorts extends EndPorts {
  readonly receivers: Pick<Receivers, 'get'>
}

/** What recovery found. */
export type Recovered =
  /** Nothing is uncertain any more. `receiver` is what was read, if it had to be. */
  | {
      readonly kind: 'certain'
      readonly record: OutgoingRecord
      readonly receiver?: Receiver | 'not-found'
    }
  /** It can't be told yet. */
  | { readonly kind: 'wait'; readonly why: string; readonly untilMs?: number }
  /** The payment is in other hands. */
  | { readonly kind: 'lost' }

/**
 * Finds out what became of packets whose replies never came, before anything more is sent: waits
 * until all of them must be over, reads what the receiver has received, and by that posts the holds
 * of those that were delivered and voids the others, in one transaction. A receiver that can't be
 * read leaves everything as it is.
 */
export async function recoverDeliveries(
  ports: RecoverPorts,
  record: OutgoingRecord,
  owner: string,
): Promise<Recovered> {
  const account = record.id as string as AccountId // A payment's account has the payment's id.
  const pendings = await ports.ledger.openPendings(account)
  const balance = (await ports.ledger.balances([account])).get(account)
  const postedAmount = (balance?.debitsPosted ?? 0n) - record.counted.sentAmount
  const { receivedAmount: baseline } = record.counted
  if (pendings.length === 0 && (postedAmount === 0n || baseline === undefined)) {
    return { kind: 'certain', record }
  }
  const untilMs = Math.max(...pendings.map(({ createdAtMs }) => createdAtMs + packetFateMs))
  if (untilMs > ports.clock.now()) {
    return { kind: 'wait', why: 'packets are not over yet', untilMs }
  }
  const receiver = await readReceiver(ports, record)
  if (typeof receiver === 'object' && 'why' in receiver) return { kind: 'wait', ...receiver }
  const total = receiver === 'not-found' ? (baseline ?? 0n) : receiver.receivedAmount.value
  const decided = decideDeliveries({
    grownAmount: total > (baseline ?? 0n) ? total - (baseline ?? 0n) : 0n,
    postedAmount,
    packets: pendings,
    rate: deliveryRate(record),
  })
  const counted = newCount(record.counted, { decided, pendings, postedAmount, total })
  return await book(ports, { record, owner, pendings, decided, counted, receiver })
}

async function readReceiver(
  { receivers }: RecoverPorts,
  record: OutgoingRecord,
): Promise<Receiver | 'not-found' | { readonly why: string }> {
  const receiver = await receivers.get(record.receiver)
  if (!('refusal' in receiver)) return receiver
  const { refusal, description } = receiver
  // A node may forget an incoming payment that nothing has reached, and no other.
  const mayBeForgotten = (record.counted.receivedAmount ?? 0n) === 0n
  return refusal === 'NotFound' && mayBeForgotten ? 'not-found' : { why: description }
}

/**
 * What is known of the path: by what has arrived, otherwise as it was when the payment was quoted.
 */
function deliveryRate({ quote, counted }: OutgoingRecord): DeliveryRate {
  const one: Ratio = { num: 1n, den: 1n }
  const low = quote.ilp?.minExchangeRate ?? one
  const high = quote.ilp?.highEstimatedExchangeRate ?? one
  const isSeen = counted.sentAmount > 0n && counted.deliveredAmount > 0n
  const expected = isSeen
    ? makeRatio(counted.deliveredAmount, counted.sentAmount)
    : (quote.ilp?.lowEstimatedExchangeRate ?? one)
  return { low, expected, high }
}

function newCount(
  counted: DeliveryCount,
  found: {
    decided: DecidedDeliveries
    pendings: readonly OpenPending[]
    postedAmount: bigint
    total: bigint
  },
): DeliveryCount {
  const { decided, pendings, postedAmount, total } = found
  const delivered = pendings.filter(({ id }) => decided.delivered.includes(id))
  return {
    sentAmount: counted.sentAmount + postedAmount + sum(delivered),
    deliveredAmount: counted.deliveredAmount + decided.deliveredAmount,
    receivedAmount: total,
  }
}

async function book(
  ports: RecoverPorts,
  resolution: {
    record: OutgoingRecord
    owner: string
    pendings: readonly OpenPending[]
    decided: DecidedDeliveries
    counted: DeliveryCount
    receiver: Receiver | 'not-found'
  },
): Promise<Recovered> {
  const { record, owner, pendings, decided, counted, receiver } = resolution
  const operations = pendings.flatMap((pending): LedgerOperation[] => {
    const kind = decided.delivered.includes(pending.id) ? 'post' : 'void'
    return pending.linkedIds.map((id) => ({ kind, id }))
  })
  const isBooked = await ports.postgres
    .transaction(async (tx) => {
      if (!(await ports.store.outgoing.count(tx, { id: record.id, owner, count: counted })))
        return 'lost'
      const refusal =
        operations.length === 0 ? undefined : await ports.ledger.within(tx).apply(operations)
      if (refusal !== undefined) throw new ResolvedElsewhere()
      return 'booked'
    })
    .catch(resolvedElsewhere)
  if (isBooked === 'lost') return { kind: 'lost' }
  if (isBooked === 'elsewhere') {
    return { kind: 'wait', why: 'a packet was resolved meanwhile', untilMs: ports.clock.now() }
  }
  const isDelivered = ({ id }: OpenPending): boolean => decided.delivered.includes(id)
  ports.events.recovered({
    id: record.id,
    posted: sum(pendings.filter(isDelivered)),
    voided: sum(pendings.filter((pending) => !isDelivered(pending))),
    isExact: decided.isExact,
  })
  return { kind: 'certain', record: { ...record, counted }, receiver }
}

/** Rolls back: a late reply has posted or voided one of the holds since they were listed. */
class ResolvedElsewhere extends Error {}

function resolvedElsewhere(error: unknown): 'elsewhere' {
  if (error instanceof ResolvedElsewhere) return 'elsewhere'
  throw error
}

function sum(pendings: readonly OpenPending[]): bigint {
  return pendings.reduce((amount, pending) => amount + pending.amount, 0n)
}
