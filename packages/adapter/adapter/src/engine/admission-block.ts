import type { Clock, Timer } from '@kivuko/clock'

/** The time for which nothing is asked of the limiter, since it has said no. */
export interface AdmissionBlock extends Disposable {
  /** For how long; `forRefresh` when nobody waited for what was not admitted. */
  set(retryInMs: number, forRefresh: boolean): void
  /** Ends it: there may be room now. */
  end(): void
  /** Ends it, if it is one of a refresh: somebody waits now, for less perhaps. */
  endForRefresh(): void
  isSet(): boolean
  /** Until when it holds for those who wait, in ms since the epoch; 0 when it does not. */
  untilMs(): number
}

/** Blocked this long at most before the limiter is asked again: shared ones change. */
const blockedMsMax = 60_000

/** No block; `onEnd` is called when one is over by itself. */
export function createAdmissionBlock(clock: Clock, onEnd: () => void): AdmissionBlock {
  let until = 0
  let isForRefresh = false
  let timer: Timer | undefined
  const end = (): void => {
    timer?.cancel()
    timer = undefined
    until = 0
  }
  return {
    set(retryInMs, forRefresh) {
      end()
      const waitMs = Math.min(Math.max(1, Math.ceil(retryInMs)), blockedMsMax)
      until = clock.now() + waitMs
      isForRefresh = forRefresh
      timer = clock.after(waitMs, () => {
        end()
        onEnd()
      })
    },
    end,
    endForRefresh() {
      if (isForRefresh) end()
    },
    isSet: () => until > 0,
    untilMs: () => (isForRefresh ? 0 : until),
    [Symbol.dispose]: end,
  }
}
