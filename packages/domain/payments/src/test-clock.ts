import type { Clock, Timer } from '@kivuko/clock'

/** Real time that a test can jump ahead in. */
export interface JumpClock extends Clock {
  /** Timers that fall due by it run soon. */
  jump(ms: number): void
}

interface Pending {
  readonly dueMs: number
  readonly call: () => void
  handle: NodeJS.Timeout
}

/** Makes a clock that goes with real time. */
export function createJumpClock(): JumpClock {
  let offsetMs = 0
  const pending = new Set<Pending>()
  const monotonicMs = (): number => performance.now() + offsetMs

  const arm = (timer: Pending): NodeJS.Timeout =>
    setTimeout(
      () => {
        pending.delete(timer)
        timer.call()
      },
      Math.max(0, timer.dueMs - monotonicMs()),
    )

  const after = (delayMs: number, call: () => void): Timer => {
    const timer = { dueMs: monotonicMs() + delayMs, call } as Pending // Armed in the next line.
    timer.handle = arm(timer)
    pending.add(timer)
    return {
      cancel() {
        clearTimeout(timer.handle)
        pending.delete(timer)
      },
    }
  }

  return {
    now: () => Date.now() + offsetMs,
    monotonicMs,
    after,
    sleep: (delayMs) => new Promise((resolve) => void after(delayMs, () => resolve(undefined))),
    jump(ms) {
      offsetMs += ms
      for (const timer of pending) {
        clearTimeout(timer.handle)
        timer.handle = arm(timer)
      }
    },
  }
}
