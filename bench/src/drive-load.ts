import type { Clock } from '@kivuko/clock'

/** What a load found. */
export interface Load {
  readonly perSec: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** Those of the warm-up too. */
  readonly errors: number
  readonly firstError?: string
  /** All that succeeded, before and after the time that was measured too. */
  readonly completed: number
}

/** Beyond so many errors a load is given up: its figures mean nothing. */
const errorsMax = 100

/**
 * Keeps `concurrency` tasks under way, each worker beginning the next when its last has ended;
 * counts those that end within `measureMs` after the warm-up. A task that throws is an error and
 * counts as nothing else.
 */
export async function driveLoad(options: {
  clock: Clock
  concurrency: number
  warmUpMs: number
  measureMs: number
  /** Called with the number of its worker, from 0. */
  task: (worker: number) => Promise<void>
}): Promise<Load> {
  const { clock, concurrency, task } = options
  const fromMs = clock.monotonicMs() + options.warmUpMs
  const untilMs = fromMs + options.measureMs
  const tookMs: number[] = []
  let completed = 0
  let errors = 0
  let firstError: string | undefined

  const work = async (worker: number): Promise<void> => {
    while (errors < errorsMax) {
      const startMs = clock.monotonicMs()
      if (startMs >= untilMs) return
      try {
        await task(worker)
        completed += 1
        const endMs = clock.monotonicMs()
        if (endMs >= fromMs && endMs < untilMs) tookMs.push(endMs - startMs)
      } catch (error) {
        errors += 1
        firstError ??= String(error)
      }
    }
  }

  await Promise.all(Array.from({ length: concurrency }, (_, worker) => work(worker)))
  return {
    perSec: (tookMs.length / options.measureMs) * 1000,
    ...percentiles(tookMs),
    errors,
    ...(firstError !== undefined && { firstError }),
    completed,
  }
}

/** The middle and the slowest hundredth; 0 when there is nothing. */
export function percentiles(tookMs: readonly number[]): { p50Ms: number; p99Ms: number } {
  const sorted = Float64Array.from(tookMs).sort()
  const at = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? 0
  return { p50Ms: at(0.5), p99Ms: at(0.99) }
}
