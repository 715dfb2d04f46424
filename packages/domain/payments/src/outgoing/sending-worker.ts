import type { Postgres } from '@kivuko/postgres'
import type { Random } from '@kivuko/random'
import type { PaymentEvents } from '../events.ts'
import type { PaymentNotices } from '../payment-notices.ts'
import type { PaymentStore } from '../payment-store.ts'
import { type Clock, createWakeLoop, type WakeLoop } from '@kivuko/clock'
import type { SendingSlot } from './fund-outgoing-payment.ts'
import { createHeldPayments, type HeldPayment, type HeldPayments } from './held-payments.ts'

/** How often leases are renewed. */
const renewEveryMs = 10_000

/** How long the loop sleeps at most: only a safety net, news wake it. */
const idleMsMax = 10_000

/** Payments that one statement claims at most: the others are for others. */
const claimMax = 8

/** Takes payments that are due and sends them, many at a time. */
export interface SendingWorker extends AsyncDisposable {
  /** Room for one more payment, if there is any. */
  reserveSlot(): SendingSlot | undefined
  /** A payment that is not over will be due at another time than was known. */
  onDueChanged(): void
}

/** What the worker needs. */
export interface SendingWorkerOptions {
  readonly postgres: Postgres
  readonly store: Pick<PaymentStore, 'outgoing'>
  readonly notices: PaymentNotices
  readonly clock: Clock
  readonly random: Random
  readonly events: PaymentEvents
  readonly sendersMax: number
  /**
   * One attempt; saves its end. What it throws is logged, and the payment is due again when its
   * lease is over.
   */
  readonly send: (held: HeldPayment) => Promise<void>
}

/** Starts the worker. Closing it lets attempts end: they are told by their signals. */
export function createSendingWorker(options: SendingWorkerOptions): SendingWorker {
  const { clock, random, events, notices, sendersMax: heldMax, send } = options
  /** Whether something may be due that there was no room for. */
  let isShort = false
  const held = createHeldPayments({
    clock,
    owner: random.uuid(),
    heldMax,
    send,
    onError: (error) => events.workerFailed('sending', error),
    onEnd: () => {
      if (isShort) claiming.wake()
    },
  })
  const claiming = createWakeLoop({
    clock,
    idleMsMax,
    async work() {
      isShort = held.free() <= 0
      if (isShort) return undefined
      if (await claim(options, held)) claiming.wake()
      return await options.store.outgoing.nextDueMs(options.postgres)
    },
    onError: (error) => events.workerFailed('claiming of outgoing payments', error),
  })
  const renewing = createRenewal(options, held)
  const listening = notices.onOutgoingDue(() => claiming.wake())
  return {
    reserveSlot() {
      if (held.free() > 0) return createSlot(held)
      isShort = true
      return undefined
    },
    onDueChanged: () => claiming.wake(),
    async [Symbol.asyncDispose]() {
      listening[Symbol.dispose]()
      await claiming[Symbol.asyncDispose]()
      await held.close()
      await renewing[Symbol.asyncDispose]()
    },
  }
}

/** Claims what is due and starts it; true when there may be more. */
async function claim(
  { postgres, store, clock }: SendingWorkerOptions,
  held: HeldPayments,
): Promise<boolean> {
  const limit = Math.min(held.free(), claimMax)
  const { lease, heldUntilMs } = held.newLease()
  held.reserve(limit)
  try {
    const records = await store.outgoing.claim(postgres, { lease, nowMs: clock.now(), limit })
    for (const record of records) held.start(record, heldUntilMs)
    return records.length === limit
  } finally {
    held.reserve(-limit)
  }
}

function createRenewal(options: SendingWorkerOptions, held: HeldPayments): WakeLoop {
  const { postgres, store, clock, events } = options
  return createWakeLoop({
    clock,
    idleMsMax: renewEveryMs,
    async work() {
      const ids = held.ids()
      if (ids.length === 0) return undefined
      const { lease, heldUntilMs: untilMs } = held.newLease()
      held.renewed(ids, { kept: await store.outgoing.renew(postgres, ids, lease), untilMs })
      return undefined
    },
    onError: (error) => events.workerFailed('renewal of leases', error),
  })
}

function createSlot(held: HeldPayments): SendingSlot {
  const { lease, heldUntilMs } = held.newLease()
  held.reserve(1)
  return {
    lease,
    start(record) {
      held.reserve(-1)
      held.start(record, heldUntilMs)
    },
    cancel: () => held.reserve(-1),
  }
}
