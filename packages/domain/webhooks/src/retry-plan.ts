/** Longest wait between two attempts: six steps. */
const stepsMax = 6
const stepMs = 10_000

/**
 * When to try again after attempt number `attempt` (from 1) failed: 10 s later for each attempt, at
 * most 60 s.
 */
export function nextAttemptAtMs(failedAtMs: number, attempt: number): number {
  return failedAtMs + Math.min(attempt, stepsMax) * stepMs
}
