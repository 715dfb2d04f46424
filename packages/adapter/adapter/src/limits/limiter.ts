/**
 * How often a provider may be asked; every figure that is given holds, in every window of its
 * length.
 */
export interface LimitTerms {
  readonly perSecond?: number
  readonly perMinute?: number
  readonly perHour?: number
  readonly perDay?: number
  /** In 31 days: no calendar month is longer. */
  readonly perMonth?: number
}

/** Whether a call may go now. */
export type Admission =
  | { readonly ok: true }
  /** At least 1 ms, at most an hour; asking earlier is harmless, and there may be others before. */
  | { readonly ok: false; readonly retryInMs: number }

/** Admits calls, so that no sliding window of any length ever holds more than the plan allows. */
export interface Limiter {
  /**
   * Takes `cost` if there is room now; otherwise says when to ask again. Fractions are rounded up;
   * 0 is free. Shared limiters ask Redis. Throws a RangeError when the cost is no number from 0 on.
   */
  take(cost: number): Promise<Admission>
  /**
   * The provider said to wait: nothing is admitted before. In ms since the epoch; an earlier time
   * than the one given before changes nothing.
   */
  pauseUntil(atMs: number): void
  /**
   * Calls back when there may be room before the time that was said; left out where it never is.
   */
  readonly onRoom?: (call: () => void) => void
  /** Calls a second that the plan allows in the long run; undefined without a limit. */
  readonly perSecondSustained: number | undefined
  /** The largest cost that can ever be admitted at once; undefined without a limit. */
  readonly costMax: number | undefined
}
