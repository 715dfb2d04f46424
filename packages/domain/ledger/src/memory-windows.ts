import { type AccountId, available } from './account.ts'
import {
  type BooksCommit,
  type LinkedSums,
  type SumRefusal,
  type WindowChange,
  windowShare,
} from './ledger-store.ts'
import type { MemoryAccount, MemoryState, MemoryWindow } from './memory-state.ts'

/** Books a commit's sums, drawing them from its windows. Gives refusals by index. */
export function drawSums(
  state: MemoryState,
  { batch, nowMs }: { batch: BooksCommit; nowMs: number },
): readonly (SumRefusal | undefined)[] {
  const windows = new Map<AccountId, MemoryWindow>()
  for (const { windowId, accountId } of batch.windows) {
    const window = state.windows.get(windowId)
    if (window !== undefined) windows.set(accountId, window)
  }
  const short = shortAccounts(windows, batch.sums)
  const refusals = batch.sums.map((linked) => judge(state, linked, short))
  for (const [index, linked] of batch.sums.entries()) {
    if (refusals[index] === undefined) book(state, { linked, windows, nowMs })
  }
  return refusals
}

/** Accounts whose window is gone, or holds less than all sums together draw from it. */
function shortAccounts(
  windows: ReadonlyMap<AccountId, MemoryWindow>,
  sums: readonly LinkedSums[],
): ReadonlySet<AccountId> {
  const drawn = new Map<AccountId, bigint>()
  for (const { debitId, amount } of sums.flat()) {
    drawn.set(debitId, (drawn.get(debitId) ?? 0n) + amount)
  }
  const isShort = ([id, amount]: [AccountId, bigint]) => amount > (windows.get(id)?.amount ?? 0n)
  return new Set([...drawn].filter(isShort).map(([id]) => id))
}

function judge(
  state: MemoryState,
  linked: LinkedSums,
  short: ReadonlySet<AccountId>,
): SumRefusal | undefined {
  const refusals = linked.map(({ debitId, creditId }): SumRefusal | undefined => {
    const credit = state.accounts.get(creditId)
    if (short.has(debitId)) return 'WindowExpired'
    if (credit === undefined || credit.kind === 'settlement') return 'CreditAccountUnknown'
    return credit.ledger === state.accounts.get(debitId)?.ledger ? undefined : 'DifferentLedgers'
  })
  return refusals.filter((refusal) => refusal !== undefined).sort()[0]
}

function book(
  state: MemoryState,
  booked: { linked: LinkedSums; windows: ReadonlyMap<AccountId, MemoryWindow>; nowMs: number },
): void {
  for (const { id, debitId, creditId, amount } of booked.linked) {
    const debit = state.accounts.get(debitId)
    const credit = state.accounts.get(creditId)
    const window = booked.windows.get(debitId)
    if (debit === undefined || credit === undefined || window === undefined) {
      throw new Error('sums are judged before they are booked')
    }
    if (state.transfers.has(id)) throw new Error(`transfer ${id} exists`)
    window.amount -= amount
    debit.debitsPosted += amount
    debit.debitsPending -= amount
    debit.debitsInWindows -= amount
    credit.creditsPosted += amount
    state.transfers.set(id, {
      id,
      debitId,
      creditId,
      amount,
      code: 'transfer',
      ledger: debit.ledger,
      createdAtMs: booked.nowMs,
      state: 'posted',
      linkedIds: [],
    })
  }
}

/** Brings a window to its target. Gives what it holds now; see `BooksCommitResult.windows`. */
export function resizeWindow(
  state: MemoryState,
  { change, isDrawn }: { change: WindowChange; isDrawn: boolean },
): bigint | undefined {
  const { windowId, accountId, expiresAtMs } = change
  const window = state.windows.get(windowId)
  if (window === undefined && (change.floor > 0n || isDrawn)) return undefined
  const account = state.accounts.get(accountId)
  const held = window?.amount ?? 0n
  const granted = held + grant(account, { change, held })
  if (granted === 0n) state.windows.delete(windowId)
  else state.windows.set(windowId, { accountId, amount: granted, expiresAtMs })
  if (account !== undefined) reserve(account, granted - held)
  return granted
}

/** By how much the window grows, or shrinks. */
function grant(
  account: MemoryAccount | undefined,
  { change, held }: { change: WindowChange; held: bigint },
): bigint {
  const { floor, needed, target } = change
  if (target <= held) return larger(target, floor) - held
  const room = account === undefined || account.kind === 'settlement' ? 0n : available(account)
  const forNeeds = larger(smaller(needed - held, room), 0n)
  const forUse = smaller(target - held - forNeeds, (room - forNeeds) / windowShare)
  return forNeeds + larger(forUse, 0n)
}

/** Releases a window whose time is over. */
export function expireWindow(state: MemoryState, window: MemoryWindow): void {
  const account = state.accounts.get(window.accountId)
  if (account !== undefined) reserve(account, -window.amount)
}

function reserve(account: MemoryAccount, amount: bigint): void {
  account.debitsPending += amount
  account.debitsInWindows += amount
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}
