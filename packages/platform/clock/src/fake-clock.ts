import type { Clock, Timer } from './clock.ts'

/** A clock that stands still until a test moves it. */
export interface FakeClock extends Clock {
  /**
   * Moves the time on by `ms` and runs the timers that fall due, in the order of their times (equal
   * times: in the order they were made). Before, between and after them promise callbacks run to
   * their end, so timers that those make are run too when they fall due. What a timer throws,
   * `advance` rejects with.
   */
  advance(ms: number): Promise<void>
  /**
   * Sets what `now` reads, as when somebody sets the machine's clock: timers and `monotonicMs` do
   * not notice.
   */
  set(nowMs: number): void
  /** How many timers wait; 0 at the end of a test shows that none was forgotten. */
  pendingTimers(): number
}

/** 2030-01-01T00:00:00Z: a time that no test takes for the present. */
const START_MS = 1_893_456_000_000

interface Pending {
  readonly dueMs: number
  readonly call: () => void
}

/** A fake clock that starts at `startMs` of the Unix epoch. */
export function createFakeClock(startMs: number = START_MS): FakeClock {
  let monotonicMs = 0
  let epochMs = startMs
  const timers: Pending[] = []

  const after = (delayMs: number, call: () => void): Timer => {
    const timer = { dueMs: monotonicMs + Math.max(0, delayMs), call }
    timers.splice(firstLaterThan(timers, timer.dueMs), 0, timer)
    return { cancel: () => remove(timers, timer) }
  }

  const advance = async (ms: number): Promise<void> => {
    const targetMs = monotonicMs + ms
    await promiseCallbacks()
    for (;;) {
      const next = timers[0]
      if (next === undefined || next.dueMs > targetMs) break
      timers.shift()
      monotonicMs = next.dueMs
      next.call()
      await promiseCallbacks()
    }
    monotonicMs = targetMs
    await promiseCallbacks()
  }

  return {
    now: () => epochMs + monotonicMs,
    monotonicMs: () => monotonicMs,
    after,
    sleep: (delayMs, signal) => sleepUntil(after, delayMs, signal),
    advance,
    set: (nowMs) => {
      epochMs = nowMs - monotonicMs
    },
    pendingTimers: () => timers.length,
  }
}

/**
 * A turn of the event loop runs every promise callback that is ready, and those that they make
 * ready.
 */
function promiseCallbacks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function sleepUntil(
  after: Clock['after'],
  delayMs: number,
  signal: AbortSignal | undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = (): void => {
      timer.cancel()
      reject(signal?.reason)
    }
    const timer = after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    })
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}

/**
 * Where a timer due at `dueMs` belongs in the ascending list: behind all that are due then or
 * before.
 */
function firstLaterThan(timers: readonly Pending[], dueMs: number): number {
  let low = 0
  let high = timers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    const timer = timers[middle]
    if (timer !== undefined && timer.dueMs <= dueMs) low = middle + 1
    else high = middle
  }
  return low
}

function remove(timers: Pending[], timer: Pending): void {
  const index = timers.indexOf(timer)
  if (index !== -1) timers.splice(index, 1)
}
