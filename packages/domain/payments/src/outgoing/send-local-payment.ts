import type { Directory } from '@kivuko/directory'
import { type AccountId, available, type Balance, type LedgerRefusal } from '@kivuko/ledger'
import { parseResourceUrl } from '@kivuko/open-payments'
import type { Postgres, Transaction } from '@kivuko/postgres'
import type { NewWebhookEvent, WebhookOutbox } from '@kivuko/webhooks'
import {
  type AdvancedIncomings,
  type IncomingAdvancePorts,
  advanceIncomingPayments,
  receivedBy,
} from '../incoming/advance-incoming-payments.ts'
import { isOpen } from '../incoming/incoming-payment-machine.ts'
import type { IncomingRecord } from '../incoming/incoming-payment-store.ts'
import type { IncomingPaymentId } from '../resources.ts'
import { endAttempt, type EndPorts } from './end-attempt.ts'
import { type LocalSide, localTransfers } from './local-transfers.ts'
import { advanceOutgoing } from './outgoing-payment-machine.ts'
import type { OutgoingRecord } from './outgoing-payment-store.ts'
import { eventsOf, positionOf, saveAdvance } from './save-advance.ts'

/** What paying within the node needs. */
export interface LocalSendPorts extends EndPorts, Omit<IncomingAdvancePorts, 'store'> {
  readonly postgres: Postgres
  readonly store: EndPorts['store'] & IncomingAdvancePorts['store']
  readonly directory: Pick<Directory, 'asset'>
  readonly outbox: WebhookOutbox
}

/** Rolls the transaction back: the payment's end is already written in it. */
class TransferRefused extends Error {
  readonly refusal: LedgerRefusal
  constructor(refusal: LedgerRefusal) {
    super(`the transfer was refused: ${refusal.refusal}`)
    this.refusal = refusal
  }
}

/** Rolls the transaction back: somebody else has the payment now. */
class InOtherHands extends Error {}

/** What a transaction made of both payments. */
interface Paid {
  readonly record: OutgoingRecord
  readonly receiver?: AdvancedIncomings
}

/**
 * Pays an incoming payment of this node: the money and both payments' states change in one
 * transaction. A receiver that takes no more money ends the payment with nothing sent.
 */
export async function sendLocalPayment(
  ports: LocalSendPorts,
  record: OutgoingRecord,
  owner: string,
): Promise<void> {
  const legs = await sides(ports, record)
  try {
    const paid = await ports.postgres.transaction((tx) => pay(ports, tx, { record, owner, legs }))
    paid.receiver?.committed()
    ports.events.outgoingEnded(paid.record)
  } catch (error) {
    if (error instanceof InOtherHands) return
    if (!(error instanceof TransferRefused)) throw error
    const failure = { error: describe(error.refusal), isFinal: false }
    await endAttempt(ports, { record, owner, end: { type: 'fail', ...failure } })
  }
}

/** The id of the incoming payment that a URL names. */
export function localReceiverId(receiver: string): IncomingPaymentId | undefined {
  const url = parseResourceUrl(receiver)
  if (url?.collection !== 'incoming-payments') return undefined
  return url.id as IncomingPaymentId // The collection says what the id is of.
}

interface Legs {
  readonly source: LocalSide
  readonly destination: LocalSide
}

async function sides({ directory }: LocalSendPorts, record: OutgoingRecord): Promise<Legs> {
  const { quote } = record
  const receiverId = localReceiverId(record.receiver)
  const [sourceAsset, destinationAsset] = await Promise.all([
    directory.asset(quote.assetId),
    directory.asset(quote.receiveAssetId ?? quote.assetId),
  ])
  if (sourceAsset === undefined || destinationAsset === undefined || receiverId === undefined) {
    throw new Error(`payment ${record.id} has lost its assets or its receiver`)
  }
  // A payment's account has the payment's id.
  return {
    source: {
      accountId: record.id as string as AccountId,
      asset: sourceAsset,
      amount: quote.debitAmountMinusFees,
    },
    destination: {
      accountId: receiverId as string as AccountId,
      asset: destinationAsset,
      amount: quote.receiveAmount.value,
    },
  }
}

async function pay(
  ports: LocalSendPorts,
  tx: Transaction,
  { record, owner, legs }: { record: OutgoingRecord; owner: string; legs: Legs },
): Promise<Paid> {
  const receiver = await lockOpenReceiver(ports, tx, legs)
  if (receiver !== undefined) await transfer(ports, tx, legs)
  const { source, destination } = legs
  const accounts = [source.accountId, destination.accountId]
  const balances = await ports.ledger.within(tx).balances(accounts)
  const balance = balances.get(source.accountId)
  if (balance === undefined) throw new Error(`payment ${record.id} has no account`)
  const ended = await finish(ports, tx, { record, owner, balance })
  const advanced =
    receiver &&
    (await advanceIncomingPayments(ports, tx, {
      records: [receiver],
      type: 'credited',
      received: receivedBy(balances),
    }))
  await ports.outbox.add(tx, [...ended.events, ...(advanced?.events ?? [])])
  return { record: ended.record, ...(advanced !== undefined && { receiver: advanced }) }
}

async function lockOpenReceiver(
  { store }: LocalSendPorts,
  tx: Transaction,
  { destination }: Legs,
): Promise<IncomingRecord | undefined> {
  const [found] = await store.incoming.lock(tx, [destination.accountId])
  return found !== undefined && isOpen(found.state) ? found : undefined
}

async function transfer(
  { ledger, random }: LocalSendPorts,
  tx: Transaction,
  legs: Legs,
): Promise<void> {
  const transfers = localTransfers(legs, () => random.uuid())
  const refusal = await ledger.within(tx).apply(transfers)
  if (refusal !== undefined) throw new TransferRefused(refusal)
}

/**
 * Writes the payment's end, unless it is in other hands. Its row comes last: whoever else would
 * change it holds it for another attempt, and there is only one at a time.
 */
async function finish(
  ports: LocalSendPorts,
  tx: Transaction,
  { record, owner, balance }: { record: OutgoingRecord; owner: string; balance: Balance },
): Promise<{ record: OutgoingRecord; events: readonly NewWebhookEvent[] }> {
  const left = available(balance)
  const { quote } = record
  const isPaid = balance.debitsPosted > 0n
  const totals = {
    sentAmount: balance.debitsPosted,
    deliveredAmount: isPaid ? quote.receiveAmount.value : 0n,
    balance: left,
  }
  const advance = advanceOutgoing(positionOf(record), { type: 'finish', totals })
  if ('refusal' in advance) throw new InOtherHands()
  const save = { advance, nowMs: ports.clock.now(), owner }
  const saved = await saveAdvance(ports.store.outgoing, tx, { record, save })
  if (saved === undefined) throw new InOtherHands()
  return {
    record: saved,
    events: eventsOf(ports.random, { record: saved, advance, balance: left }),
  }
}

/** The destination asset's account is the node's own liquidity; the other one is the payment's. */
function describe({ refusal, operation }: LedgerRefusal): string {
  if (refusal !== 'InsufficientBalance') return refusal
  return operation === 0 ? 'InsufficientBalance' : 'InsufficientLiquidity'
}
