import type { LedgerSignal } from '@kivuko/ledger'
import type { Postgres, Transaction } from '@kivuko/postgres'
import type { WebhookOutbox } from '@kivuko/webhooks'
import { createWakeLoop, type WakeLoop } from '@kivuko/clock'
import {
  type IncomingAdvancePorts,
  addEvents,
  advanceIncomingPayments,
} from './advance-incoming-payments.ts'

/** Signals that one transaction takes at most. */
const batchMax = 100

/** How long the loop sleeps at most when nothing is heard. */
const idleMsMax = 1_000

/**
 * How long the loop rests after a batch: payments within the node advance their receivers
 * themselves, so that most signals say nothing new; taking more of them at once costs less.
 */
const restMs = 20

/** The ledger's reports of credits to incoming payments. */
export interface CreditSignals {
  /** Takes the oldest ones; they come back when the transaction is rolled back. */
  take(tx: Transaction, limit: number): Promise<readonly Pick<LedgerSignal, 'accountId'>[]>
}

/** What following credits needs. */
export interface CreditPorts extends IncomingAdvancePorts {
  readonly postgres: Postgres
  readonly outbox: WebhookOutbox
  readonly signals: CreditSignals
}

/** Starts the loop that advances incoming payments when money reaches them. */
export function createCreditLoop(ports: CreditPorts): WakeLoop {
  const { clock, events } = ports
  return createWakeLoop({
    clock,
    idleMsMax,
    restMs,
    work: () => followCredits(ports),
    onError: (error) => events.workerFailed('incoming payment credits', error),
  })
}

/** Follows all signals that there are. */
async function followCredits(ports: CreditPorts): Promise<undefined> {
  for (;;) {
    const count = await followBatch(ports)
    if (count < batchMax) return undefined
  }
}

async function followBatch(ports: CreditPorts): Promise<number> {
  const { postgres, store, outbox, signals } = ports
  const { count, done } = await postgres.transaction(async (tx) => {
    const taken = await signals.take(tx, batchMax)
    if (taken.length === 0) return { count: 0 }
    const ids = [...new Set(taken.map(({ accountId }) => accountId as string))]
    const records = await store.incoming.lock(tx, ids)
    const advanced = await advanceIncomingPayments(ports, tx, { records, type: 'credited' })
    await addEvents(outbox, tx, advanced.events)
    // Without an event nothing is lost when this is: the signals come back, and say the same again.
    if (advanced.events.length === 0) await store.incoming.commitLazily(tx)
    return { count: taken.length, done: advanced }
  })
  done?.committed()
  return count
}
