import type { Sample } from './family.ts'

/** A number that only grows. */
export interface Counter {
  add(amount?: number): void
}

/** A number that goes up and down. */
export interface Gauge {
  set(value: number): void
}

/** A distribution of observations, in the unit that its name ends in (`_seconds`, `_bytes`). */
export interface Histogram {
  observe(value: number): void
}

/** What a series is called, and what sets it apart from the others of its name. */
export interface MetricOptions {
  /** Prometheus name: `kivuko_` first, unit last, counters end in `_total`. */
  readonly name: string
  readonly help: string
  /** Fixed labels of this series; of low cardinality. */
  readonly labels?: Readonly<Record<string, string>>
}

/**
 * A registry of metrics. Asking twice for the same name and labels gives the same series; the same
 * name with another kind or help throws. Adding to a counter costs an integer addition: series are
 * made once, outside the hot path, and kept by their users.
 */
export interface Metrics {
  counter(options: MetricOptions): Counter
  gauge(options: MetricOptions): Gauge
  /** `buckets`: upper bounds, ascending. */
  histogram(options: MetricOptions & { readonly buckets: readonly number[] }): Histogram
  /** Read at scrape time: a counter where the name ends in `_total`, otherwise a gauge. */
  observed(options: MetricOptions, read: () => number): void
  /**
   * As many series as there are at scrape time, each with these labels and some of its own; kinds
   * as with `observed`. For what is kept in a table of many rows: a series each would be as many
   * objects.
   */
  collected(options: MetricOptions, collect: () => Iterable<Sample>): void
  /** All series in the Prometheus text format 0.0.4. */
  render(): string
}
