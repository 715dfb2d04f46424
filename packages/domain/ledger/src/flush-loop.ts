import type { Clock } from '@kivuko/clock'
import type { BooksState } from './books-state.ts'
import { composeFlush, type Flush } from './compose-flush.ts'
import type { BooksEvents } from './events.ts'
import type { BooksCommitResult, LedgerStore } from './ledger-store.ts'
import { giveUpPosts, leaveUnanswered, refuseHolds } from './outage.ts'
import { type Call, settleFlush } from './settle-flush.ts'

/** Sends flushes to the store, one at a time, for as long as something waits for one. */
export interface FlushLoop {
  /**
   * Has what waits flushed at the end of this turn of the event loop, or after the flush in flight.
   */
  schedule(): void
  /** Whether the store does not answer: nothing new may be promised. */
  isAway(): boolean
  /** Whether nothing waits and nothing is in flight. */
  isIdle(): boolean
  /**
   * Looks whether the flush in flight has been gone too long, and what comes too late while it is.
   */
  watch(): void
  /** Waits until nothing is left to flush, no longer than `CLOSE_MS`; then gives the rest up. */
  drain(): Promise<void>
}

/** The wait before a commit is tried again, doubled each time. */
const RETRY_MS = 50

/** The longest wait: so long a store may be back without being noticed. */
const RETRY_MS_MAX = 1_000

/** A store that has not answered for this long is away, whatever it may still say. */
const SILENT_MS = 2_000

/** How long closing waits for the store. */
const CLOSE_MS = 10_000

interface Loop {
  readonly state: BooksState
  readonly store: LedgerStore
  readonly clock: Clock
  readonly events: BooksEvents
  readonly closing: AbortController
  scheduled: boolean
  inFlight: { readonly flush: Flush; readonly startedMs: number } | undefined
  awaySinceMs: number | undefined
  /** Resolved when there is nothing more to flush, or closing takes too long. */
  drained: PromiseWithResolvers<void> | undefined
}

/** Makes the loop; it rests until something is scheduled. */
export function createFlushLoop(options: {
  state: BooksState
  store: LedgerStore
  clock: Clock
  events: BooksEvents
}): FlushLoop {
  const loop: Loop = {
    ...options,
    closing: new AbortController(),
    scheduled: false,
    inFlight: undefined,
    awaySinceMs: undefined,
    drained: undefined,
  }
  return {
    schedule: () => schedule(loop),
    isAway: () => loop.awaySinceMs !== undefined,
    isIdle: () => isIdle(loop),
    watch: () => watch(loop),
    drain: () => drain(loop),
  }
}

function schedule(loop: Loop): void {
  if (loop.scheduled || loop.inFlight !== undefined) return
  loop.scheduled = true
  setImmediate(() => {
    loop.scheduled = false
    if (loop.inFlight === undefined) start(loop)
  })
}

function isIdle({ scheduled, inFlight, state }: Loop): boolean {
  return !scheduled && inFlight === undefined && state.items.length === 0
}

function start(loop: Loop): void {
  const { state, clock, drained } = loop
  const flush = composeFlush(state, clock.now())
  if (flush === undefined) return drained?.resolve()
  loop.inFlight = { flush, startedMs: clock.monotonicMs() }
  // It rejects only by a mistake in here. Then no money may be promised any more: the process ends.
  void commit(loop, loop.inFlight)
}

async function commit(loop: Loop, inFlight: NonNullable<Loop['inFlight']>): Promise<void> {
  const { state, clock, events } = loop
  const { flush, startedMs } = inFlight
  const result = await untilAnswered(loop, flush)
  if (result === undefined) return
  loop.inFlight = undefined
  comeBack(loop)
  events.flushed({ ms: clock.monotonicMs() - startedMs, ...sizeOf(flush, result) })
  const calls = settleFlush(state, { flush, result, nowMs: clock.now(), events })
  // The store works on the next flush while the callbacks of this one run.
  start(loop)
  run(loop, calls)
}

/** Sends the same commit until the store answers it; `undefined` when the books close first. */
async function untilAnswered(loop: Loop, flush: Flush): Promise<BooksCommitResult | undefined> {
  const { store, clock, closing } = loop
  for (let waitMs = RETRY_MS; ; waitMs = Math.min(waitMs * 2, RETRY_MS_MAX)) {
    try {
      return await store.commit(flush.batch)
    } catch (error) {
      goAway(loop, error)
    }
    await clock.sleep(waitMs, closing.signal).catch(() => {})
    if (closing.signal.aborted) return undefined
  }
}

function goAway(loop: Loop, error: unknown): void {
  const { state, clock, events, inFlight } = loop
  events.storeFailed(error, loop.awaySinceMs === undefined)
  loop.awaySinceMs ??= clock.monotonicMs()
  run(loop, refuseHolds(state, inFlight?.flush))
}

function comeBack(loop: Loop): void {
  const { clock, events, awaySinceMs } = loop
  if (awaySinceMs !== undefined) events.storeBack(clock.monotonicMs() - awaySinceMs)
  loop.awaySinceMs = undefined
}

function run({ events }: Loop, calls: readonly Call[]): void {
  for (const call of calls) {
    try {
      call()
    } catch (error) {
      events.callbackFailed(error)
    }
  }
}

function watch(loop: Loop): void {
  const { state, clock, inFlight } = loop
  if (inFlight === undefined) return
  const silentMs = clock.monotonicMs() - inFlight.startedMs
  if (loop.awaySinceMs === undefined && silentMs >= SILENT_MS) {
    goAway(loop, new Error(`no answer to a commit for ${Math.round(silentMs)} ms`))
  }
  if (loop.awaySinceMs !== undefined) run(loop, giveUpPosts(state, clock.now()))
}

async function drain(loop: Loop): Promise<void> {
  const { state, clock, events, closing } = loop
  const timer = clock.after(CLOSE_MS, () => closing.abort())
  closing.signal.addEventListener('abort', () => loop.drained?.resolve())
  do {
    loop.drained = Promise.withResolvers()
    schedule(loop)
    await loop.drained.promise
  } while (!closing.signal.aborted && !isIdle(loop))
  timer.cancel()
  const calls = leaveUnanswered(state, loop.inFlight?.flush)
  closing.abort()
  if (calls.length > 0) events.leftUnanswered(calls.length)
  run(loop, calls)
}

function sizeOf(
  { batch, sums, groups }: Flush,
  result: BooksCommitResult,
): { entries: number; posts: number } {
  const operations = batch.groups.flat().length
  const entries = batch.windows.length + batch.sums.flat().length + operations
  const summed = sums.filter((_, index) => result.sums[index] === undefined)
  const single = groups.filter(({ purpose }, index) => {
    return purpose === 'post' && result.groups[index] === undefined
  })
  return { entries, posts: summed.flatMap(({ posts }) => posts).length + single.length }
}
