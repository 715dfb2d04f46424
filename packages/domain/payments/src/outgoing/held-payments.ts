import type { Clock } from '@kivuko/clock'
import type { Lease, OutgoingRecord } from './outgoing-payment-store.ts'

/** How long a payment stays with a process that says nothing more. */
const leaseMs = 30_000

/** How long before its end a lease is no more relied on: clocks and statements are not exact. */
const leaseMarginMs = 5_000

/** A payment in this process's hands. */
export interface HeldPayment {
  readonly record: OutgoingRecord
  readonly owner: string
  /** Whether the payment is surely still held: to be asked before each packet. */
  isHeld(): boolean
  /** Aborted when the payment is lost to others, or the process is closing. */
  readonly signal: AbortSignal
}

/** A lease as of now, and until when this process may rely on it. */
export interface NewLease {
  readonly lease: Lease
  /** Of `clock.monotonicMs()`. */
  readonly heldUntilMs: number
}

/** The payments that this process works on, of a limited number. */
export interface HeldPayments {
  /** How many more there may be. */
  free(): number
  /** Sets room aside: negative numbers give it back. */
  reserve(count: number): void
  newLease(): NewLease
  /** Works on a payment whose lease was saved. */
  start(record: OutgoingRecord, heldUntilMs: number): void
  ids(): readonly string[]
  /**
   * Of the payments that were asked about, those `kept` are held for longer, the others are lost.
   */
  renewed(asked: readonly string[], renewal: { kept: readonly string[]; untilMs: number }): void
  /** Tells all work to end, takes no more, and waits for it. */
  close(): Promise<void>
}

interface Held {
  readonly abort: AbortController
  heldUntilMs: number
  done: Promise<void>
}

/** Makes an empty set. `send` works on one payment; `onEnd` is called when it has ended. */
export function createHeldPayments(options: {
  clock: Clock
  owner: string
  heldMax: number
  send: (held: HeldPayment) => Promise<void>
  onError: (error: unknown) => void
  onEnd: () => void
}): HeldPayments {
  const { clock, owner, heldMax } = options
  const held = new Map<string, Held>()
  let reserved = 0
  let isClosing = false

  const work = async (record: OutgoingRecord, entry: Held): Promise<void> => {
    const { signal } = entry.abort
    const isHeld = (): boolean =>
      !signal.aborted && clock.monotonicMs() < entry.heldUntilMs - leaseMarginMs
    try {
      await options.send({ record, owner, isHeld, signal })
    } catch (error) {
      options.onError(error)
    } finally {
      held.delete(record.id)
      options.onEnd()
    }
  }

  return {
    free: () => (isClosing ? 0 : heldMax - held.size - reserved),
    reserve(count) {
      reserved += count
    },
    newLease: () => ({
      lease: { owner, untilMs: clock.now() + leaseMs },
      heldUntilMs: clock.monotonicMs() + leaseMs,
    }),
    start(record, heldUntilMs) {
      const entry = { abort: new AbortController(), heldUntilMs, done: Promise.resolve() }
      held.set(record.id, entry)
      entry.done = work(record, entry)
    },
    ids: () => [...held.keys()],
    renewed(asked, { kept, untilMs }) {
      const stillHeld = new Set(kept)
      for (const id of asked) {
        const entry = held.get(id)
        if (entry === undefined) continue
        if (stillHeld.has(id)) entry.heldUntilMs = untilMs
        else entry.abort.abort(new Error('the payment is in other hands'))
      }
    },
    async close() {
      isClosing = true
      for (const { abort } of held.values()) abort.abort(new Error('the process is closing'))
      await Promise.all([...held.values()].map(({ done }) => done))
    },
  }
}
