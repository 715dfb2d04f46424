import type { Clock } from '@kivuko/clock'

/** What is waited for took too long. */
export class TimedOut extends Error {
  constructor(what: string, limitMs: number) {
    super(`${what} took more than ${limitMs} ms`)
    this.name = 'TimedOut'
  }
}

/** How long to wait, and for what, as it is to read in the error. */
export interface TimeLimit {
  readonly clock: Clock
  readonly limitMs: number
  readonly what: string
}

/** What the promise gives, or a rejection with `TimedOut`; what it does after that is ignored. */
export function withinTime<T>(promise: Promise<T>, limit: TimeLimit): Promise<T> {
  const { clock, limitMs, what } = limit
  return new Promise((resolve, reject) => {
    const timer = clock.after(limitMs, () => reject(new TimedOut(what, limitMs)))
    promise.then(resolve, reject).finally(() => timer.cancel())
  })
}
