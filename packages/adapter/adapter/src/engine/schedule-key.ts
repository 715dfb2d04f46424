import { backOffMsMax, backOffMsMin, failureMsMax, refreshMsMin } from './engine-limits.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Feed, KeyState } from './key-state.ts'
import type { Pace } from './pace.ts'
import { storedAtMin } from './waiting.ts'

/** When a key is asked for again, if somebody wants it then. */
export function refreshAtMs(state: KeyState, pace: Pace): number {
  if (!state.warm || state.route.lanes.length === 0) {
    pace.forget(state)
    return Number.POSITIVE_INFINITY
  }
  return state.failures > 0 ? state.retryAtMs : state.refreshedAtMs + pace.intervalMs(state)
}

/** When a key is forgotten, unless it is asked for before. */
export function leaveAtMs(state: KeyState): number {
  const { subscriptionMs } = state.endpoint.terms
  const warmMs = state.warm ? subscriptionMs : state.ttlMs
  const pushMs = state.wantedOf.map((feed) => feed.subscriptionMs)
  return Math.max(state.lastAskedMs + Math.max(warmMs, ...pushMs), state.recent?.untilMs ?? 0)
}

/** Whether a push source is still told to bring a key. */
export function isStillWanted(state: KeyState, feed: Feed, nowMs: number): boolean {
  return nowMs < state.lastAskedMs + feed.subscriptionMs
}

/** When the key is looked at next: to be asked for, to be told off, or to be forgotten. */
export function nextLookMs(
  state: KeyState,
  { nowMs, pace }: { readonly nowMs: number; readonly pace: Pace },
): number {
  const unwantAtMs = state.wantedOf.map((feed) => state.lastAskedMs + feed.subscriptionMs)
  const atMs = Math.min(refreshAtMs(state, pace), leaveAtMs(state), ...unwantAtMs)
  return Math.max(nowMs + refreshMsMin, atMs)
}

/** A value came: failures are forgotten, and the key is kept warm. */
export function noteSuccess(
  state: KeyState,
  { nowMs, warm }: { readonly nowMs: number; readonly warm: boolean },
): void {
  state.refreshedAtMs = nowMs
  state.failures = 0
  state.recent = undefined
  state.warm = warm
}

/** A failure is answered for a moment, and the key is asked for later and later. */
export function noteFailure(
  state: KeyState,
  { failure, nowMs }: { readonly failure: ProviderFailure; readonly nowMs: number },
): void {
  state.failures += 1
  const times = 2 ** Math.min(state.failures - 1, 16)
  const { failureMs, unhealthyThreshold } = state.endpoint.terms
  const answeredMs = Math.min(failureMs * times, Math.max(failureMs, failureMsMax))
  state.recent = { failure, untilMs: nowMs + answeredMs }
  state.retryAtMs = nowMs + Math.min(backOffMsMin * times, backOffMsMax)
  if (unhealthyThreshold >= 0 && state.failures >= unhealthyThreshold) state.warm = false
}

/** Whether it is not kept fresh any more because it failed too often. */
export function isGivenUp({ failures, warm }: KeyState): boolean {
  return failures > 0 && !warm
}

/**
 * A value stored later than this is as good to all who wait, and to warming, as a new one.
 * `keptAtMs`: when what we have ourselves was stored, 0 without it.
 */
export function seenAtMs(
  { waiters }: KeyState,
  { keptAtMs, nowMs }: { readonly keptAtMs: number; readonly nowMs: number },
): number {
  let seenMs = keptAtMs
  for (const waiter of waiters) seenMs = Math.max(seenMs, storedAtMin(waiter, nowMs) - 1)
  return seenMs
}
