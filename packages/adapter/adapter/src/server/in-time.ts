import type { Clock } from '@kivuko/clock'

/** What `promise` resolves with, or `late` after `ms`; the promise goes on. */
export function inTime<Value>(
  promise: Promise<Value>,
  { clock, ms }: { readonly clock: Clock; readonly ms: number },
): Promise<Value | 'late'> {
  return new Promise((resolve, reject) => {
    const timer = clock.after(ms, () => resolve('late'))
    promise.then(resolve, reject).finally(() => timer.cancel())
  })
}
