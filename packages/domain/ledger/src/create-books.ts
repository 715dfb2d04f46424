import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { Random } from '@kivuko/random'
import type { TransferId } from './account.ts'
import type { Books, Hold, HoldLeg, HoldRefusal, HoldRequest } from './books.ts'
import {
  type BooksState,
  enqueueHold,
  enqueueLatePost,
  enqueuePost,
  enqueueWindows,
  type GroupItem,
  ledgerUnavailable,
  newBooksState,
  type Posted,
  takeLegs,
  toHoldRefusal,
  type WindowHold,
} from './books-state.ts'
import { isTransferAmount } from './check-operations.ts'
import { type BooksEvents, createBooksEvents } from './events.ts'
import { createFlushLoop, type FlushLoop } from './flush-loop.ts'
import type { BooksId, LedgerStore } from './ledger-store.ts'
import { returnsOf } from './settle-flush.ts'
import { endInterval, isIdle, needsRenewal } from './window.ts'

/** How often windows are looked at: an interval of use, see `USE_FACTOR`. */
const TICK_MS = 500

/** Holds and ends of holds that wait for a flush; beyond it, the store is too slow for more. */
const WAITING_MAX = 20_000

/** A hold that is pending in the store, one transfer for each leg. */
interface DurableHold extends Hold {
  readonly ids: readonly TransferId[]
}

type Held = (result: Hold | HoldRefusal) => void

/** What the functions of one process's books share. */
interface Bookkeeping {
  readonly state: BooksState
  readonly clock: Clock
  readonly events: BooksEvents
  readonly loop: FlushLoop
  readonly open: Map<Hold, WindowHold | DurableHold>
  openAmount: bigint
  closed: boolean
  tick: Timer | undefined
}

/**
 * Opens this process's books on a store. Disposing gives the windows back and waits for what is
 * under way, ten seconds at most; holds that are still open then lose their reservation when their
 * window runs out.
 */
export function createBooks(options: {
  store: LedgerStore
  clock: Clock
  random: Random
  log: Log
  metrics: Metrics
}): Books {
  const { store, clock, random, log, metrics } = options
  const events = createBooksEvents({ log, metrics })
  const state = newBooksState({
    booksId: random.uuid() as BooksId,
    newId: () => random.uuid() as TransferId,
  })
  const loop = createFlushLoop({ state, store, clock, events })
  const books: Bookkeeping = {
    state,
    clock,
    events,
    loop,
    open: new Map(),
    openAmount: 0n,
    closed: false,
    tick: undefined,
  }
  observe(books, metrics)
  return {
    hold: (request, held) => hold(books, request, held),
    post: (held, posted) => post(books, held, posted),
    release: (held) => release(books, held),
    keep: (held) => keep(books, held),
    postLoss: (leg, posted) => postLoss(books, leg, posted),
    openHolds: () => ({ count: books.open.size, amount: books.openAmount }),
    [Symbol.asyncDispose]: () => close(books),
  }
}

function hold(books: Bookkeeping, request: HoldRequest, held: Held): void {
  const refusal = refusalAtOnce(books, request.legs)
  if (refusal !== undefined) refuse(books, refusal, held)
  else if (request.durable) holdDurably(books, request, held)
  else holdFromWindows(books, request, held)
}

function refusalAtOnce(
  { state, loop, closed }: Bookkeeping,
  legs: readonly HoldLeg[],
): HoldRefusal | undefined {
  const isFull = state.items.length + state.waiting.length >= WAITING_MAX
  if (closed || state.closing || loop.isAway() || isFull) return ledgerUnavailable
  for (const [leg, { debitId, creditId, amount }] of legs.entries()) {
    if (!isTransferAmount(amount)) return { refusal: 'AmountInvalid', leg }
    if (debitId === creditId) return { refusal: 'SameAccounts', leg }
  }
  return undefined
}

function refuse({ events }: Bookkeeping, refusal: HoldRefusal, held: Held): void {
  events.refused()
  held(refusal)
}

function holdFromWindows(books: Bookkeeping, request: HoldRequest, held: Held): void {
  const { state, clock, events } = books
  const { legs, expiresAtMs } = request
  const nowMs = clock.now()
  const mustWait =
    state.waitingFor.size > 0 && legs.some((leg) => state.waitingFor.has(leg.debitId))
  const taken = mustWait ? undefined : takeLegs(state, { legs, expiresAtMs, nowMs })
  if (taken !== undefined && !('short' in taken)) {
    events.taken()
    opened(books, taken)
    held(taken)
    return
  }
  const waited = (result: WindowHold | HoldRefusal): void => {
    if ('refusal' in result) return refuse(books, result, held)
    events.waited()
    opened(books, result)
    held(result)
  }
  enqueueHold(state, { legs, expiresAtMs, held: waited }, nowMs)
  stir(books)
}

/**
 * The pending transfers have no time limit: what a crash leaves behind is for someone to resolve.
 */
function holdDurably(books: Bookkeeping, request: HoldRequest, held: Held): void {
  const { state, events } = books
  const { legs, expiresAtMs } = request
  const own: DurableHold = { legs, expiresAtMs, ids: legs.map(() => state.newId()) }
  let answered = false
  enqueue(books, {
    purpose: 'hold',
    operations: legs.map((leg, index) => ({
      kind: 'pending',
      id: own.ids[index] ?? state.newId(),
      ...leg,
      code: 'transfer',
    })),
    settled(refusal) {
      const refused = toHoldRefusal(refusal)
      // It was refused when the store was away, and came about all the same.
      if (answered && refused === undefined) end(books, own, 'void')
      if (answered) return
      if (refused !== undefined) return refuse(books, refused, held)
      events.durable()
      opened(books, own)
      held(own)
    },
    unavailable() {
      if (answered) return
      answered = true
      refuse(books, ledgerUnavailable, held)
    },
  })
}

function post(books: Bookkeeping, given: Hold, posted: Posted): void {
  const { state } = books
  const own = ended(books, given)
  if (books.closed) return posted(ledgerUnavailable)
  if ('ids' in own) return end(books, own, 'post', posted)
  own.windows.forEach((window, leg) => {
    const amount = own.legs[leg]?.amount ?? 0n
    window.held -= amount
    window.posting += amount
  })
  const late = own.windows.some((window) => window.lost)
  if (late) enqueueLatePost(state, { hold: own, posted }, returnsOf({ hold: own, posted }))
  else enqueuePost(state, { hold: own, posted })
  stir(books)
}

function release(books: Bookkeeping, given: Hold): void {
  const own = ended(books, given)
  if ('ids' in own) return end(books, own, 'void')
  own.windows.forEach((window, leg) => {
    window.held -= own.legs[leg]?.amount ?? 0n
  })
}

function keep(books: Bookkeeping, given: Hold): void {
  if ('windows' in given) throw new Error('only a durable hold can be kept')
  ended(books, given)
}

function postLoss(books: Bookkeeping, leg: HoldLeg, posted: Posted): void {
  if (books.closed) return posted(ledgerUnavailable)
  const id = books.state.newId()
  enqueue(books, {
    purpose: 'loss',
    operations: [{ kind: 'transfer', id, ...leg, code: 'transfer' }],
    settled: (refusal) => posted(toHoldRefusal(refusal)),
    unavailable: () => posted(ledgerUnavailable),
  })
}

/** Posts or voids a durable hold, however long it takes the store to answer. */
function end(
  books: Bookkeeping,
  { ids }: DurableHold,
  ...[kind, posted]: ['post', Posted] | ['void', undefined?]
): void {
  enqueue(books, {
    purpose: kind === 'post' ? 'post' : 'release',
    operations: ids.map((id) => ({ kind, id })),
    settled: (refusal) => posted?.(toHoldRefusal(refusal)),
    unavailable: () => posted?.(ledgerUnavailable),
  })
}

function enqueue(books: Bookkeeping, group: Omit<GroupItem, 'kind' | 'returns'>): void {
  books.state.items.push({ kind: 'group', returns: [], ...group })
  stir(books)
}

function opened(books: Bookkeeping, own: WindowHold | DurableHold): void {
  books.open.set(own, own)
  for (const { amount } of own.legs) books.openAmount += amount
}

/** What the caller holds, which ends here: exactly once. */
function ended(books: Bookkeeping, given: Hold): WindowHold | DurableHold {
  const own = books.open.get(given)
  if (own === undefined) throw new Error('this hold is not of these books, or has ended')
  books.open.delete(given)
  for (const { amount } of own.legs) books.openAmount -= amount
  return own
}

/** Something waits for a flush. */
function stir(books: Bookkeeping): void {
  books.loop.schedule()
  books.tick ??= books.clock.after(TICK_MS, () => tick(books))
}

/** Renews windows in use, gives idle ones back, and rests when there are none. */
function tick(books: Bookkeeping): void {
  const { state, loop, clock } = books
  const nowMs = clock.now()
  const atRest = loop.isIdle()
  for (const window of state.windows.values()) {
    endInterval(window)
    const idle = isIdle(window, nowMs) && !state.waitingFor.has(window.accountId)
    if (idle && window.amount === 0n && atRest) state.windows.delete(window.accountId)
    else if (idle || needsRenewal(window, nowMs)) enqueueWindows(state, [window.accountId])
  }
  loop.watch()
  books.tick = undefined
  if (state.windows.size > 0 || !loop.isIdle()) stir(books)
}

async function close(books: Bookkeeping): Promise<void> {
  const { state, loop, tick: timer } = books
  if (state.closing) return
  state.closing = true
  timer?.cancel()
  for (const window of state.windows.values()) enqueueWindows(state, [window.accountId])
  await loop.drain()
  books.closed = true
  books.tick?.cancel()
}

function observe({ open, state }: Bookkeeping, metrics: Metrics): void {
  const read = (name: string, help: string, value: () => number) =>
    metrics.observed({ name: `kivuko_ledger_${name}`, help }, value)
  read('open_holds', 'Packets in flight whose money is held.', () => open.size)
  read('open_windows', 'Accounts that this process keeps a window on.', () => state.windows.size)
  read('flush_queue', 'Items that wait for a flush.', () => state.items.length)
}
