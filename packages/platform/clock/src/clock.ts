/** A scheduled call that can be taken back. */
export interface Timer {
  /** Takes the call back; harmless when it has already run. */
  cancel(): void
}

/** Time as a port. Every wait and every reading of the time in the product goes through it. */
export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number
  /** Milliseconds on a clock that never goes back; only differences mean anything. */
  monotonicMs(): number
  /** Runs `call` once after `delayMs` (at least 0). Does not keep the process alive. */
  after(delayMs: number, call: () => void): Timer
  /** Resolves after `delayMs`, or rejects with the signal's reason when it is aborted first. */
  sleep(delayMs: number, signal?: AbortSignal): Promise<void>
}
