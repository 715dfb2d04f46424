import type { AccountId, TransferId } from './account.ts'

/**
 * A window on one account, as the process that owns it knows it. What the store keeps for it is at
 * least `amount`; of that, `held` belongs to packets in flight and `posting` to fulfilled ones that
 * are not committed yet. The rest is free.
 */
export interface Window {
  readonly id: TransferId
  readonly accountId: AccountId
  amount: bigint
  held: bigint
  posting: bigint
  /** What was taken from it in this interval of use and in the one before. */
  used: bigint
  usedBefore: bigint
  lastUsedMs: number
  /** When the store releases it; 0 before it was opened. */
  expiresAtMs: number
  /** The latest expiry of the holds that were taken from it. */
  holdsUntilMs: number
  /** It ran out in the store: what is held of it is not reserved any more. */
  lost: boolean
}

/** How long a window lives when nobody renews it. Longer than any packet, with time to renew it. */
const WINDOW_LIFE_MS = 60_000

/** A window that has less time left than this is renewed, if it is used. */
const RENEW_MS = 40_000

/** How much longer than the holds in it a window lives: so long may a flush take. */
const HOLD_MARGIN_MS = 15_000

/** Nothing is taken from a window that ends within this time: the clocks of processes differ. */
const TAKE_MARGIN_MS = 2_000

/** A window that nothing was taken from for this long, and nothing is held of, is closed. */
const IDLE_MS = 2_000

/** How much more than the packets that wait for it a window asks for at first. */
const START_FACTOR = 4n

/**
 * The window is kept ready for this many times what was taken from it lately (in one to two
 * intervals of half a second): it is then refilled several times before it is empty.
 */
const USE_FACTOR = 2n

/** A window is made smaller when it is larger than this many times what it is kept ready for. */
const SHRINK_FACTOR = 2n

/** A window that has not been opened yet. */
export function newWindow(of: { id: TransferId; accountId: AccountId; nowMs: number }): Window {
  return {
    id: of.id,
    accountId: of.accountId,
    amount: 0n,
    held: 0n,
    posting: 0n,
    used: 0n,
    usedBefore: 0n,
    lastUsedMs: of.nowMs,
    expiresAtMs: 0,
    holdsUntilMs: 0,
    lost: false,
  }
}

/** Takes an amount for a hold if the window has it. */
export function take(
  window: Window,
  hold: { amount: bigint; expiresAtMs: number; nowMs: number },
): boolean {
  const { amount, expiresAtMs, nowMs } = hold
  if (window.amount - window.held - window.posting < amount) return false
  if (window.expiresAtMs - TAKE_MARGIN_MS <= nowMs) return false
  window.held += amount
  window.used += amount
  window.lastUsedMs = nowMs
  if (expiresAtMs > window.holdsUntilMs) window.holdsUntilMs = expiresAtMs
  return true
}

/** Ends an interval of use. */
export function endInterval(window: Window): void {
  window.usedBefore = window.used
  window.used = 0n
}

/** Whether nothing is held of it, and nothing was for a while. */
export function isIdle(window: Window, nowMs: number): boolean {
  const inUse = window.held > 0n || window.posting > 0n
  return !inUse && nowMs - window.lastUsedMs >= IDLE_MS
}

/** Whether it must be renewed now so that it outlives the holds in it. */
export function needsRenewal(window: Window, nowMs: number): boolean {
  if (window.amount === 0n) return false
  const untilMs = Math.max(nowMs + RENEW_MS, window.holdsUntilMs + HOLD_MARGIN_MS)
  return window.expiresAtMs < untilMs
}

/** When a window that is renewed now runs out. */
export function renewedUntilMs(window: Window, nowMs: number): number {
  return Math.max(nowMs + WINDOW_LIFE_MS, window.holdsUntilMs + HOLD_MARGIN_MS)
}

/**
 * What a window should hold after a flush in which `leaving` is drawn from it. `floor` is in flight
 * then, and `asked` is what waits. Bounded by use: what the process moved within about a second,
 * twice. The store bounds it by the balance, see `WindowChange.target`.
 */
export function targetOf(
  window: Window,
  flush: { floor: bigint; asked: bigint; leaving: bigint },
): bigint {
  const { floor, asked, leaving } = flush
  const recent = (window.used + window.usedBefore) * USE_FACTOR
  const first = asked * START_FACTOR
  const wanted = floor + (recent > first ? recent : first)
  const left = window.amount - leaving
  return left > wanted && left <= wanted * SHRINK_FACTOR ? left : wanted
}
