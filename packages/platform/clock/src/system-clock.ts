import { performance } from 'node:perf_hooks'
import { setTimeout as sleepFor } from 'node:timers/promises'
import type { Clock, Timer } from './clock.ts'

/** The longest delay that a timer of Node takes; a longer one would fire at once. */
const DELAY_MS_MAX = 2 ** 31 - 1

/**
 * The clock of this machine. A `sleep` keeps the process alive, since somebody waits for it;
 * `after` does not.
 */
export const systemClock: Clock = {
  now: Date.now,
  monotonicMs: () => performance.now(),
  after,
  sleep,
}

function after(delayMs: number, call: () => void): Timer {
  let timeout: NodeJS.Timeout
  const arm = (leftMs: number): void => {
    const stepMs = Math.min(leftMs, DELAY_MS_MAX)
    timeout = setTimeout(() => (leftMs > stepMs ? arm(leftMs - stepMs) : call()), stepMs)
    timeout.unref()
  }
  arm(Math.max(0, delayMs))
  return { cancel: () => clearTimeout(timeout) }
}

async function sleep(delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  let leftMs = Math.max(0, delayMs)
  try {
    do {
      const stepMs = Math.min(leftMs, DELAY_MS_MAX)
      await sleepFor(stepMs, undefined, signal === undefined ? {} : { signal })
      leftMs -= stepMs
    } while (leftMs > 0)
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}
