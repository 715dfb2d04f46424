import type { LedgerRefusal, LinkedOperations } from '@kivuko/ledger'
import type { Postgres, Transaction } from '@kivuko/postgres'
import type { NewWebhookEvent, WebhookOutbox } from '@kivuko/webhooks'
import type { PaymentLedger } from '../payment-ledger.ts'
import type { PaymentStore } from '../payment-store.ts'
import type { OutgoingRecord } from './outgoing-payment-store.ts'
import { type AdvanceToSave, saveAdvance } from './save-advance.ts'

/** Payments that one transaction funds at most: who comes later waits for few. */
export const fundingBatchMax = 32

/** What funding one payment comes to. */
export interface Funding {
  readonly record: OutgoingRecord
  readonly save: AdvanceToSave
  readonly deposit: LinkedOperations
  /** Of the record as it is then. */
  readonly events: (funded: OutgoingRecord) => readonly NewWebhookEvent[]
}

/** Funds payments, those that come together in one transaction. */
export interface FundingBatches {
  /**
   * The record as it is then, why the ledger refused, or nothing when the payment had left its
   * state.
   */
  fund(funding: Funding): Promise<OutgoingRecord | LedgerRefusal | undefined>
}

interface BatchPorts {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'outgoing'>
  readonly ledger: PaymentLedger
  readonly outbox: WebhookOutbox
}

interface Waiting {
  readonly funding: Funding
  readonly done: PromiseWithResolvers<OutgoingRecord | LedgerRefusal | undefined>
}

/**
 * Makes batches. Every deposit of an asset debits the same account, and who changes its row holds
 * it until its commit is on disk: one at a time they would wait for one another, and while they
 * wait all connections of the pool are taken. So those that come during a commit share the next.
 */
export function createFundingBatches(ports: BatchPorts): FundingBatches {
  const waiting: Waiting[] = []
  let isRunning = false

  const run = async (): Promise<void> => {
    isRunning = true
    while (waiting.length > 0) await fundBatch(ports, waiting.splice(0, fundingBatchMax))
    isRunning = false
  }

  return {
    fund(funding) {
      const done: Waiting['done'] = Promise.withResolvers()
      waiting.push({ funding, done })
      if (!isRunning) void run()
      return done.promise
    },
  }
}

/** Rolls the transaction back: the payments' new states are already written in it. */
class DepositRefused extends Error {
  readonly refusal: LedgerRefusal
  constructor(refusal: LedgerRefusal) {
    super(`the deposit was refused: ${refusal.refusal}`)
    this.refusal = refusal
  }
}

/** Settles every one of a batch; never rejects. */
async function fundBatch(ports: BatchPorts, batch: readonly Waiting[]): Promise<void> {
  const fundings = batch.map(({ funding }) => funding)
  try {
    const funded = await ports.postgres.transaction((tx) => fundAll(ports, tx, fundings))
    for (const [index, { done }] of batch.entries()) done.resolve(funded[index])
  } catch (error) {
    if (!(error instanceof DepositRefused)) for (const { done } of batch) done.reject(error)
    else if (batch.length === 1) batch[0]?.done.resolve(error.refusal)
    // One that is refused must not take the others with it.
    else for (const one of batch) await fundBatch(ports, [one])
  }
}

/** Gives the records in the order of the fundings. */
async function fundAll(
  { store, ledger, outbox }: BatchPorts,
  tx: Transaction,
  fundings: readonly Funding[],
): Promise<readonly (OutgoingRecord | undefined)[]> {
  const funded = new Map<Funding, OutgoingRecord>()
  for (const funding of fundings.toSorted(byPaymentId)) {
    const saved = await saveAdvance(store.outgoing, tx, funding)
    if (saved !== undefined) funded.set(funding, saved)
  }
  const deposits = [...funded.keys()].flatMap(({ deposit }) => deposit)
  const refusal = await ledger.within(tx).apply(deposits)
  if (refusal !== undefined) throw new DepositRefused(refusal)
  const events = [...funded].flatMap(([funding, record]) => funding.events(record))
  if (events.length > 0) await outbox.add(tx, events)
  return fundings.map((funding) => funded.get(funding))
}

/** Rows are locked in the order of their ids. */
function byPaymentId(one: Funding, other: Funding): number {
  return one.record.id < other.record.id ? -1 : 1
}
