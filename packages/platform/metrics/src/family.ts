/** A kind of metric, as its TYPE line names it. */
export type MetricKind = 'counter' | 'gauge' | 'histogram'

/** All series of one name. */
export interface Family {
  readonly name: string
  readonly kind: MetricKind
  readonly help: string
  /** Upper bounds of a histogram, ascending, without +Inf; empty for the other kinds. */
  readonly buckets: readonly number[]
  /** By their labels as they are rendered, which are the same for the same labels. */
  readonly series: Map<string, Series>
  /** Series that are kept elsewhere, by the labels that all of one collector's have. */
  readonly collectors: Map<string, () => Iterable<Sample>>
}

/** A series that is kept elsewhere, as it is at scrape time. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

/** One line of a family, or the lines of one histogram. */
export interface Series {
  readonly labels: Readonly<Record<string, string>>
  /**
   * Counter, gauge: the value. Histogram: a count per bucket, the count above all of them, the sum.
   * A typed array because adding to it allocates nothing.
   */
  readonly cells: Float64Array
  /** Gives the value at scrape time instead of the cell. */
  read: (() => number) | undefined
}
