/** What was found with a number of things going on at once. */
export interface Measurement {
  readonly name: string
  /** How many were under way at any time. */
  readonly concurrency: number
  /** Absent where no rate is measured: a start. */
  readonly perSec?: number
  readonly p50Ms: number
  readonly p99Ms: number
  /** The same load on a program that does nothing, measured in the same run. */
  readonly limitPerSec?: number
  /** Resident memory of what was measured, right after the load. */
  readonly rssMb?: number
  /** How often the provider was asked for what everybody wanted at once. */
  readonly upstreamCalls?: number
  readonly errors: number
  /** What the first error says. */
  readonly firstError?: string
  /** What the figure is held against. */
  readonly bars?: readonly Bar[]
}

/** A bound that the README promises. */
export interface Bar {
  readonly text: string
  holds(measurement: Measurement): boolean
}

/** The part of the limit that is reached; undefined where there is no limit. */
export function ratioOf({ perSec, limitPerSec }: Measurement): number | undefined {
  return perSec === undefined || limitPerSec === undefined ? undefined : perSec / limitPerSec
}

/** So many a second at least. */
export function atLeastPerSec(bound: number): Bar {
  return {
    text: `≥ ${bound.toLocaleString('en')}/s`,
    holds: ({ perSec = 0 }) => perSec >= bound,
  }
}

/** This part of the limit at least. */
export function atLeastOfLimit(bound: number): Bar {
  return {
    text: `≥ ${Math.round(bound * 100)} % of limit`,
    holds: (measurement) => (ratioOf(measurement) ?? 0) >= bound,
  }
}

/** At least so many times another rate of the same run, which `what` names. */
export function atLeastTimes(factor: number, other: { what: string; perSec: number }): Bar {
  return {
    text: `≥ ${factor} × ${other.what}`,
    holds: ({ perSec = 0 }) => perSec >= factor * other.perSec,
  }
}

/** Half of them within this time. */
export function medianWithinMs(bound: number): Bar {
  return { text: `p50 ≤ ${bound} ms`, holds: ({ p50Ms }) => p50Ms <= bound }
}

/** All but the slowest hundredth within this time. */
export function nearlyAllWithinMs(bound: number): Bar {
  return { text: `p99 ≤ ${bound.toLocaleString('en')} ms`, holds: ({ p99Ms }) => p99Ms <= bound }
}

/** However many wait for the same. */
export const oneCallUpstream: Bar = {
  text: '1 call upstream',
  holds: ({ upstreamCalls }) => upstreamCalls === 1,
}

/** This much memory at most. */
export function memoryWithinMb(bound: number): Bar {
  return {
    text: `≤ ${bound} MB`,
    holds: ({ rssMb = Number.POSITIVE_INFINITY }) => rssMb <= bound,
  }
}
