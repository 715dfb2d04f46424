import type { Postgres } from '@kivuko/postgres'
import type { WebhookOutbox } from '@kivuko/webhooks'
import { createWakeLoop, type WakeLoop } from '@kivuko/clock'
import {
  type IncomingAdvancePorts,
  addEvents,
  advanceIncomingPayments,
} from './advance-incoming-payments.ts'

/** Payments that one transaction expires at most. */
const batchMax = 100

/**
 * How long the loop sleeps at most: another process may have made a payment that expires sooner.
 */
const idleMsMax = 5_000

/** A loop that ends incoming payments when their time is over. */
export interface ExpiryLoop extends AsyncDisposable {
  /** A payment was made that expires then. */
  onExpiry(expiresAtMs: number): void
}

/** What expiring needs. */
export interface ExpiryPorts extends IncomingAdvancePorts {
  readonly postgres: Postgres
  readonly outbox: WebhookOutbox
}

/** Starts the loop. */
export function createExpiryLoop(ports: ExpiryPorts): ExpiryLoop {
  const { clock, events } = ports
  let plannedMs = Number.POSITIVE_INFINITY
  const loop: WakeLoop = createWakeLoop({
    clock,
    idleMsMax,
    async work() {
      plannedMs = Number.POSITIVE_INFINITY
      const nextMs = await expireDue(ports)
      plannedMs = Math.min(plannedMs, nextMs ?? Number.POSITIVE_INFINITY)
      return nextMs
    },
    onError: (error) => events.workerFailed('incoming payment expiry', error),
  })
  return {
    onExpiry(expiresAtMs) {
      if (expiresAtMs >= Math.min(plannedMs, clock.now() + idleMsMax)) return
      plannedMs = expiresAtMs
      loop.wake()
    },
    [Symbol.asyncDispose]: () => loop[Symbol.asyncDispose](),
  }
}

/** Expires what is due; gives when the next payment will be. */
async function expireDue(ports: ExpiryPorts): Promise<number | undefined> {
  for (;;) {
    const count = await expireBatch(ports)
    if (count < batchMax) return await ports.store.incoming.nextExpiryMs(ports.postgres)
  }
}

async function expireBatch(ports: ExpiryPorts): Promise<number> {
  const { postgres, store, clock, outbox } = ports
  const advanced = await postgres.transaction(async (tx) => {
    const records = await store.incoming.lockDue(tx, { nowMs: clock.now(), limit: batchMax })
    if (records.length === 0) return undefined
    const done = await advanceIncomingPayments(ports, tx, { records, type: 'expire' })
    await addEvents(outbox, tx, done.events)
    return done
  })
  advanced?.committed()
  return advanced?.records.length ?? 0
}
