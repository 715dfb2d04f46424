import type { AccountId } from './account.ts'
import type { GroupItem, QueueItem, SumItem, WaitingHold } from './books-state.ts'
import type { BooksState } from './books-state.ts'
import { type BooksCommit, commitOperationsMax, type WindowChange } from './ledger-store.ts'
import { isIdle, renewedUntilMs, targetOf, type Window } from './window.ts'

/** A window in a flush. */
interface FlushedWindow {
  readonly window: Window
  /**
   * What is drawn from it or goes back to the account, all of it `posting` until the flush ends.
   */
  readonly leaving: bigint
  readonly change: WindowChange
}

/** One commit, and what it was made of. */
export interface Flush {
  readonly batch: BooksCommit
  readonly windows: readonly FlushedWindow[]
  readonly sums: readonly SumItem[]
  readonly groups: readonly GroupItem[]
  /** Holds whose windows are all in this flush: afterwards they are given or refused. */
  readonly waiting: readonly WaitingHold[]
}

interface Picked {
  readonly items: readonly QueueItem[]
  /** What leaves each window that takes part. */
  readonly leaving: ReadonlyMap<Window, bigint>
}

/**
 * Makes the next flush of what waits, in its order, as much as fits in one commit; `undefined` when
 * nothing waits. From now on no more is taken from a window than it will surely have afterwards.
 */
export function composeFlush(state: BooksState, nowMs: number): Flush | undefined {
  const { items, leaving } = pickItems(state)
  if (items.length === 0) return undefined
  const sums = items.filter((item) => item.kind === 'sums')
  const groups = items.filter((item) => item.kind === 'group')
  const returning = new Set(groups.flatMap(({ returns }) => returns.map(({ window }) => window)))
  const waiting = state.waiting.filter(({ legs }) => legs.every((leg) => takesPart(leg.debitId)))
  const asked = askedOf(waiting)
  const windows = [...leaving].map(([window, amount]) =>
    flushWindow(state, {
      window,
      leaving: amount,
      asked: asked.get(window.accountId) ?? 0n,
      returns: returning.has(window),
      nowMs,
    }),
  )
  state.number += 1
  const batch: BooksCommit = {
    booksId: state.booksId,
    number: state.number,
    windows: windows.map(({ change }) => change),
    sums: sums.map((item) => pairsOf(state, item)),
    groups: groups.map(({ operations }) => operations),
  }
  return { batch, windows, sums, groups, waiting }

  function takesPart(accountId: AccountId): boolean {
    const window = state.windows.get(accountId)
    return window !== undefined && leaving.has(window)
  }
}

/** Takes from the queue what fits in a commit, with the windows that it touches. */
function pickItems(state: BooksState): Picked {
  const leaving = new Map<Window, bigint>()
  let entries = 0
  let count = 0
  for (const item of state.items) {
    const touched = touchedBy(state, item)
    const added = new Set(touched.map(([window]) => window)).difference(leaving)
    entries += entriesOf(item) + added.size
    if (entries > commitOperationsMax) break
    for (const [window, amount] of touched) {
      leaving.set(window, (leaving.get(window) ?? 0n) + amount)
    }
    count += 1
  }
  const items = state.items.splice(0, count)
  for (const item of items) {
    if (item.kind === 'windows' && item.accountIds.length === 1) {
      for (const id of item.accountIds) state.queued.delete(id)
    }
    if (item.kind === 'sums' && state.sums.get(item.key) === item) state.sums.delete(item.key)
  }
  return { items, leaving }
}

/** The windows that an item needs in its commit, and what leaves them. */
function touchedBy(state: BooksState, item: QueueItem): readonly (readonly [Window, bigint])[] {
  switch (item.kind) {
    case 'windows':
      return item.accountIds
        .map((id) => state.windows.get(id))
        .filter((window) => window !== undefined)
        .map((window) => [window, 0n])
    case 'sums':
      return item.windows.map((window, leg) => [window, item.amounts[leg] ?? 0n])
    case 'group':
      return item.returns
        .filter(({ window }) => !window.lost)
        .map(({ window, amount }) => [window, amount])
  }
}

function entriesOf(item: QueueItem): number {
  if (item.kind === 'windows') return 0
  return item.kind === 'sums' ? item.amounts.length : item.operations.length
}

function askedOf(waiting: readonly WaitingHold[]): ReadonlyMap<AccountId, bigint> {
  const asked = new Map<AccountId, bigint>()
  for (const { debitId, amount } of waiting.flatMap(({ legs }) => legs)) {
    asked.set(debitId, (asked.get(debitId) ?? 0n) + amount)
  }
  return asked
}

function flushWindow(
  state: BooksState,
  flushed: { window: Window; leaving: bigint; asked: bigint; returns: boolean; nowMs: number },
): FlushedWindow {
  const { window, leaving, asked, nowMs } = flushed
  const floor = window.held + window.posting - leaving
  const needed = floor + asked
  // What goes back to the account is for the transfers of this commit, not for the window again.
  const noMore = state.closing || flushed.returns || (asked === 0n && isIdle(window, nowMs))
  const target = noMore ? needed : targetOf(window, { floor, asked, leaving })
  if (window.amount > leaving + target) window.amount = leaving + target
  return {
    window,
    leaving,
    change: {
      windowId: window.id,
      accountId: window.accountId,
      floor,
      needed,
      target,
      expiresAtMs: renewedUntilMs(window, nowMs),
    },
  }
}

function pairsOf(state: BooksState, { posts, amounts }: SumItem) {
  const legs = posts[0]?.hold.legs ?? []
  return legs.map(({ debitId, creditId }, leg) => ({
    id: state.newId(),
    debitId,
    creditId,
    amount: amounts[leg] ?? 0n,
  }))
}
