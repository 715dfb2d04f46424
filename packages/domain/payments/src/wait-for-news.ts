import type { Clock } from '@kivuko/clock'
import type { PaymentNotices } from './payment-notices.ts'

/** Resolves when something is heard of the id, of anything perhaps, or after `waitMs`. */
export function waitForNews(options: {
  readonly notices: PaymentNotices
  readonly clock: Clock
  readonly id: string
  readonly waitMs: number
}): Promise<void> {
  const { notices, clock, id, waitMs } = options
  return new Promise((resolve) => {
    const done = (): void => {
      timer.cancel()
      listening[Symbol.dispose]()
      resolve()
    }
    const timer = clock.after(waitMs, done)
    const listening = notices.onIncomingChanged((changed) => {
      if (changed === undefined || changed === id) done()
    })
  })
}
