import type { AccountId, TransferId } from './account.ts'
import type { Hold, HoldLeg, HoldRefusal } from './books.ts'
import { isTransferAmount } from './check-operations.ts'
import type { BooksId, LedgerRefusal, LinkedOperations } from './ledger-store.ts'
import { newWindow, take, type Window } from './window.ts'

/** A hold that was taken from windows, one for each leg. */
export interface WindowHold extends Hold {
  readonly windows: readonly Window[]
}

/** Hears whether a post was booked. */
export type Posted = (refusal: HoldRefusal | undefined) => void

/** A fulfilled packet that is to be booked from windows. */
export interface Post {
  readonly hold: WindowHold
  readonly posted: Posted
}

/** Packets with the same legs, summed up. */
export interface SumItem {
  readonly kind: 'sums'
  readonly key: string
  readonly windows: readonly Window[]
  readonly amounts: bigint[]
  readonly posts: Post[]
}

/** Linked operations of their own. */
export interface GroupItem {
  readonly kind: 'group'
  readonly purpose: 'hold' | 'post' | 'release' | 'loss'
  readonly operations: LinkedOperations
  /** Amounts that live windows give back in the same commit, for the operations to take. */
  readonly returns: readonly { readonly window: Window; readonly amount: bigint }[]
  /** The store has done them or refused. */
  readonly settled: (refusal: LedgerRefusal | undefined) => void
  /** The store was not asked, or did not answer; of a hold, it may still do so later. */
  readonly unavailable: () => void
  /** When a post is given up that the store could not be asked for; left out: never. */
  readonly giveUpAtMs?: number
}

/**
 * Windows that are to be widened, renewed or closed, together: a hold needs all of its own at once.
 */
interface WindowsItem {
  readonly kind: 'windows'
  readonly accountIds: readonly AccountId[]
}

/** What waits for a flush. */
export type QueueItem = SumItem | GroupItem | WindowsItem

/** A hold that waits for its windows to be widened. */
export interface WaitingHold {
  readonly legs: readonly HoldLeg[]
  readonly expiresAtMs: number
  readonly held: (result: WindowHold | HoldRefusal) => void
}

/** Everything that one process's books remember. */
export interface BooksState {
  readonly booksId: BooksId
  readonly newId: () => TransferId
  readonly windows: Map<AccountId, Window>
  /** Served in this order. */
  readonly items: QueueItem[]
  /** The items of `items` that more packets can be added to, by their legs. */
  readonly sums: Map<string, SumItem>
  /** The accounts that stand in `items` alone. */
  readonly queued: Set<AccountId>
  waiting: WaitingHold[]
  /** How many wait for each account. */
  readonly waitingFor: Map<AccountId, number>
  /** The number of the last commit. */
  number: number
  /** Windows are given back as soon as nothing is held of them. */
  closing: boolean
}

/** How long after its packet's expiry a post is given up that the store could not be asked for. */
const GIVE_UP_AFTER_MS = 1_000

/** Books that hold nothing. */
export function newBooksState(of: { booksId: BooksId; newId: () => TransferId }): BooksState {
  return {
    ...of,
    windows: new Map(),
    items: [],
    sums: new Map(),
    queued: new Set(),
    waiting: [],
    waitingFor: new Map(),
    number: 0,
    closing: false,
  }
}

/** The window on an account, made when there is none. */
export function windowOf(state: BooksState, accountId: AccountId, nowMs: number): Window {
  const found = state.windows.get(accountId)
  if (found !== undefined) return found
  const window = newWindow({ id: state.newId(), accountId, nowMs })
  state.windows.set(accountId, window)
  return window
}

/** The window that has too little for a leg. */
export interface ShortWindow {
  readonly short: Window
  readonly leg: number
}

/** Takes every leg from its window, or none. */
export function takeLegs(
  state: BooksState,
  wanted: { legs: readonly HoldLeg[]; expiresAtMs: number; nowMs: number },
): WindowHold | ShortWindow {
  const { legs, expiresAtMs, nowMs } = wanted
  const windows: Window[] = []
  for (const [leg, { debitId, amount }] of legs.entries()) {
    const window = windowOf(state, debitId, nowMs)
    if (!take(window, { amount, expiresAtMs, nowMs })) {
      windows.forEach((taken, index) => giveBack(taken, legs[index]?.amount))
      return { short: window, leg }
    }
    windows.push(window)
  }
  return { legs, expiresAtMs, windows }
}

function giveBack(window: Window, amount = 0n): void {
  window.held -= amount
  window.used -= amount
}

/** Lets a hold wait until its windows have been widened. */
export function enqueueHold(state: BooksState, hold: WaitingHold, nowMs: number): void {
  state.waiting.push(hold)
  const accountIds = hold.legs.map(({ debitId }) => debitId)
  for (const id of accountIds) {
    state.waitingFor.set(id, (state.waitingFor.get(id) ?? 0) + 1)
    windowOf(state, id, nowMs)
  }
  enqueueWindows(state, accountIds)
}

/** Forgets holds that wait no more. */
export function forgetWaiting(state: BooksState, done: ReadonlySet<WaitingHold>): void {
  if (done.size === 0) return
  state.waiting = state.waiting.filter((hold) => !done.has(hold))
  for (const { debitId } of [...done].flatMap(({ legs }) => legs)) {
    const left = (state.waitingFor.get(debitId) ?? 0) - 1
    if (left > 0) state.waitingFor.set(debitId, left)
    else state.waitingFor.delete(debitId)
  }
}

/** Has one of the next flushes look at the windows of these accounts. */
export function enqueueWindows(state: BooksState, accountIds: readonly AccountId[]): void {
  const [first, second] = accountIds
  if (first !== undefined && second === undefined) {
    if (state.queued.has(first)) return
    state.queued.add(first)
  }
  state.items.push({ kind: 'windows', accountIds })
}

/** Adds a fulfilled packet to the sums of those with the same legs. Its amounts are `posting`. */
export function enqueuePost(state: BooksState, post: Post): void {
  const { legs, windows } = post.hold
  const key = keyOf(legs)
  const found = state.sums.get(key)
  if (found !== undefined && fits(found, legs)) {
    addAmounts(found, legs, 1n)
    found.posts.push(post)
    return
  }
  const amounts = legs.map(({ amount }) => amount)
  const item: SumItem = { kind: 'sums', key, windows, amounts, posts: [post] }
  state.sums.set(key, item)
  state.items.push(item)
}

/** Adds packets' amounts to their sums, or with `sign` -1 takes them out again. */
export function addAmounts(item: SumItem, legs: readonly HoldLeg[], sign: 1n | -1n): void {
  legs.forEach(({ amount }, leg) => {
    item.amounts[leg] = (item.amounts[leg] ?? 0n) + sign * amount
  })
}

function keyOf(legs: readonly HoldLeg[]): string {
  let key = ''
  for (const { debitId, creditId } of legs) key += debitId + creditId
  return key
}

/** Whether the sums stay amounts that a transfer can be of. */
function fits(item: SumItem, legs: readonly HoldLeg[]): boolean {
  return legs.every(({ amount }, leg) => isTransferAmount((item.amounts[leg] ?? 0n) + amount))
}

/**
 * Books a packet past its windows, as transfers of its own: what it held is not reserved any more.
 * What live windows still keep for it goes back to the account in the same commit.
 */
export function enqueueLatePost(
  state: BooksState,
  { hold, posted }: Post,
  returns: GroupItem['returns'],
): void {
  state.items.push({
    kind: 'group',
    purpose: 'post',
    operations: hold.legs.map((leg) => ({
      kind: 'transfer',
      id: state.newId(),
      ...leg,
      code: 'transfer',
    })),
    returns,
    settled: (refusal) => posted(toHoldRefusal(refusal)),
    unavailable: () => posted(ledgerUnavailable),
    giveUpAtMs: giveUpAtMs(hold),
  })
}

/** The answer when there is none from the store. */
export const ledgerUnavailable: HoldRefusal = { refusal: 'LedgerUnavailable', leg: 0 }

/** When a post is given up that could not be sent to the store. */
export function giveUpAtMs(hold: Hold): number {
  return hold.expiresAtMs + GIVE_UP_AFTER_MS
}

/** A refusal of linked operations, one for each leg. */
export function toHoldRefusal(refusal: LedgerRefusal | undefined): HoldRefusal | undefined {
  return refusal && { refusal: refusal.refusal, leg: refusal.operation }
}
