import type { HoldRefusal } from './books.ts'
import {
  type BooksState,
  enqueueLatePost,
  enqueueWindows,
  forgetWaiting,
  type Post,
  type QueueItem,
  type SumItem,
  takeLegs,
  type WaitingHold,
  windowOf,
} from './books-state.ts'
import type { Flush } from './compose-flush.ts'
import type { BooksEvents } from './events.ts'
import type { BooksCommitResult } from './ledger-store.ts'
import type { Window } from './window.ts'

/** A callback that is due. */
export type Call = () => void

interface Settling {
  readonly flush: Flush
  readonly result: BooksCommitResult
  readonly nowMs: number
  readonly events: BooksEvents
}

/** Takes over what a flush has brought. Gives the callbacks that are due, in order. */
export function settleFlush(state: BooksState, settling: Settling): readonly Call[] {
  settleWindows(state, settling)
  return [
    ...settleSums(state, settling),
    ...settleGroups(settling),
    ...settleWaiting(state, settling),
  ]
}

function settleWindows(state: BooksState, { flush, result, nowMs, events }: Settling): void {
  for (const [index, { window, leaving, change }] of flush.windows.entries()) {
    const granted = result.windows[index]
    window.posting -= leaving
    if (granted === undefined) {
      events.windowLost({ accountId: window.accountId, held: window.held + window.posting })
      loseWindow(state, window, nowMs)
    } else {
      window.amount = granted
      window.expiresAtMs = change.expiresAtMs
    }
  }
}

/** The window is gone. What was to be drawn from it is booked past it. */
function loseWindow(state: BooksState, window: Window, nowMs: number): void {
  window.lost = true
  state.windows.delete(window.accountId)
  const drawing = (item: QueueItem): item is SumItem =>
    item.kind === 'sums' && item.windows.includes(window)
  const sums = state.items.filter(drawing)
  const rest = state.items.filter((item) => !drawing(item))
  state.items.splice(0, state.items.length, ...rest)
  for (const item of sums) {
    state.sums.delete(item.key)
    for (const post of item.posts) enqueueLatePost(state, post, returnsOf(post))
  }
  // For who waits for it, whose turn is still to come.
  if (state.waitingFor.has(window.accountId)) windowOf(state, window.accountId, nowMs)
}

/** What windows that still live keep for a packet that is fulfilled. */
export function returnsOf({ hold }: Post): { window: Window; amount: bigint }[] {
  return hold.windows
    .map((window, leg) => ({ window, amount: hold.legs[leg]?.amount ?? 0n }))
    .filter(({ window }) => !window.lost)
}

/**
 * Sums that were refused are booked packet by packet, which also tells each why if it can't be.
 * Their live windows have shrunk by them in this commit, so the money is with the accounts.
 */
function settleSums(
  state: BooksState,
  { flush, result, nowMs, events }: Settling,
): readonly Call[] {
  const calls: Call[] = []
  for (const [index, { posts }] of flush.sums.entries()) {
    const refusal = result.sums[index]
    if (refusal !== undefined) events.sumsRefused({ refusal, packets: posts.length })
    for (const post of posts) {
      if (refusal !== undefined) enqueueLatePost(state, post, [])
      else calls.push(() => post.posted(undefined))
    }
    const late = posts.filter(({ hold }) => hold.expiresAtMs < nowMs).length
    if (late > 0 && refusal === undefined) events.postedLate(late)
  }
  return calls
}

function settleGroups({ flush, result }: Settling): readonly Call[] {
  return flush.groups.map((item, index) => () => item.settled(result.groups[index]))
}

/** Gives or refuses the holds that waited for this flush, in the order in which they came. */
function settleWaiting(state: BooksState, { flush, nowMs }: Settling): readonly Call[] {
  const stillWaiting = new Set(state.waiting)
  const flushed = new Set(flush.windows.map(({ window }) => window))
  const done = new Set<WaitingHold>()
  const calls: Call[] = []
  for (const waiting of flush.waiting) {
    if (!stillWaiting.has(waiting)) continue
    const { legs, expiresAtMs, held } = waiting
    const taken = takeLegs(state, { legs, expiresAtMs, nowMs })
    if (!('short' in taken)) {
      calls.push(() => held(taken))
    } else if (flushed.has(taken.short)) {
      const refusal: HoldRefusal = { refusal: 'InsufficientBalance', leg: taken.leg }
      calls.push(() => held(refusal))
    } else {
      // A window was lost in this flush: the new one is asked in the next.
      enqueueWindows(
        state,
        legs.map(({ debitId }) => debitId),
      )
      continue
    }
    done.add(waiting)
  }
  forgetWaiting(state, done)
  return calls
}
