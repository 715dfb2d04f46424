import { setTimeout as sleep } from 'node:timers/promises'

/** How long and for what a test waits. */
export interface WaitOptions {
  /** What is waited for, as it is to read in the failure: `the peer's balance to change`. */
  readonly what?: string
  /** 5 seconds if left out. */
  readonly timeoutMs?: number
  readonly intervalMs?: number
}

const TIMEOUT_MS = 5_000
const INTERVAL_MS = 5

/** What a condition gives while it does not hold. */
type NotYet = undefined | null | false

/**
 * Waits in real time until `condition` gives something, and gives that; undefined, null, false and
 * an exception mean "not yet". Throws when that takes too long, with the last exception as cause.
 */
export async function waitFor<T>(
  condition: () => T | NotYet | Promise<T | NotYet>,
  options: WaitOptions = {},
): Promise<T> {
  const { what = 'the condition', timeoutMs = TIMEOUT_MS, intervalMs = INTERVAL_MS } = options
  const untilMs = performance.now() + timeoutMs
  for (;;) {
    const last = await attempt(condition)
    if ('value' in last) return last.value
    if (performance.now() >= untilMs) {
      throw new Error(`waited ${timeoutMs} ms in vain for ${what}: ${last.because}`, {
        cause: last.error,
      })
    }
    await sleep(intervalMs)
  }
}

type Attempt<T> = { readonly value: T } | { readonly because: string; readonly error?: unknown }

async function attempt<T>(condition: () => T | NotYet | Promise<T | NotYet>): Promise<Attempt<T>> {
  try {
    const value = await condition()
    if (value === undefined || value === null || value === false) {
      return { because: `it still gives ${String(value)}` }
    }
    return { value }
  } catch (error) {
    return { because: `it still throws ${String(error)}`, error }
  }
}
