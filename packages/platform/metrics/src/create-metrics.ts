import type { Family, MetricKind, Sample, Series } from './family.ts'
import type { Counter, Gauge, Histogram, MetricOptions, Metrics } from './metrics.ts'
import { renderFamilies } from './render-metrics.ts'

const NAME_PATTERN = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/
const LABEL_PATTERN = /^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/

/** An empty registry. Each node has its own, so that two nodes can run in one process. */
export function createMetrics(): Metrics {
  const families = new Map<string, Family>()
  return {
    counter: (options) => counter(findSeries(families, { kind: 'counter', ...options })),
    gauge: (options) => gauge(findSeries(families, { kind: 'gauge', ...options })),
    histogram: (options) =>
      histogram(findSeries(families, { kind: 'histogram', ...options }), options.buckets),
    observed: (options, read) => {
      // The last reader counts: a peer that comes back registers its series again.
      findSeries(families, { kind: kindOf(options), ...options }).read = read
    },
    collected: (options, collect) => {
      const kind = kindOf(options)
      const labels = sortedLabels({ kind, ...options })
      const family = findFamily(families, { kind, ...options })
      // The last one counts, as above.
      family.collectors.set(JSON.stringify(labels), () => withLabels(collect(), labels))
    },
    render: () => renderFamilies(families.values()),
  }
}

function counter({ cells }: Series): Counter {
  return {
    add: (amount = 1) => {
      if (!(amount >= 0)) throw new RangeError(`A counter cannot grow by ${amount}`)
      cells[0]! += amount
    },
  }
}

function gauge(series: Series): Gauge {
  return {
    set: (value) => {
      series.cells[0] = value
    },
  }
}

function histogram({ cells }: Series, buckets: readonly number[]): Histogram {
  const sumAt = buckets.length + 1
  return {
    observe: (value) => {
      let bucket = 0
      while (bucket < buckets.length && value > buckets[bucket]!) bucket += 1
      cells[bucket]! += 1
      cells[sumAt]! += value
    },
  }
}

/** A series that somebody asks for. */
interface Asked extends MetricOptions {
  readonly kind: MetricKind
  readonly buckets?: readonly number[]
}

function findSeries(families: Map<string, Family>, asked: Asked): Series {
  const family = findFamily(families, asked)
  const labels = sortedLabels(asked)
  const key = JSON.stringify(labels)
  const known = family.series.get(key)
  if (known !== undefined) return known
  const cells = family.kind === 'histogram' ? family.buckets.length + 2 : 1
  const series: Series = { labels, cells: new Float64Array(cells), read: undefined }
  family.series.set(key, series)
  return series
}

function findFamily(families: Map<string, Family>, asked: Asked): Family {
  const { name, kind, help, buckets = [] } = asked
  const known = families.get(name)
  if (known === undefined) {
    checkFamily(asked)
    const family: Family = {
      name,
      kind,
      help,
      buckets: [...buckets],
      series: new Map(),
      collectors: new Map(),
    }
    families.set(name, family)
    return family
  }
  if (known.kind !== kind) throw new Error(`Metric ${name} is a ${known.kind}, not a ${kind}`)
  if (known.help !== help) throw new Error(`Metric ${name} has another help text: ${known.help}`)
  if (known.buckets.join() !== buckets.join()) {
    throw new Error(`Metric ${name} has other buckets: ${known.buckets.join()}`)
  }
  return known
}

function checkFamily({ kind, name, buckets = [] }: Asked): void {
  if (!NAME_PATTERN.test(name)) throw new Error(`Not a metric's name: ${name}`)
  if (kind === 'counter' && !name.endsWith('_total')) {
    throw new Error(`A counter's name ends in _total: ${name}`)
  }
  if (kind !== 'histogram') return
  const ascending = buckets.every((bound, index) => index === 0 || bound > buckets[index - 1]!)
  if (buckets.length === 0 || !ascending || !buckets.every(Number.isFinite)) {
    throw new Error(`Buckets of ${name} must be finite and ascending: ${buckets.join()}`)
  }
}

function kindOf({ name }: MetricOptions): 'counter' | 'gauge' {
  return name.endsWith('_total') ? 'counter' : 'gauge'
}

function* withLabels(
  samples: Iterable<Sample>,
  labels: Readonly<Record<string, string>>,
): Iterable<Sample> {
  for (const sample of samples) yield { ...sample, labels: { ...labels, ...sample.labels } }
}

function sortedLabels({ kind, name, labels = {} }: Asked): Record<string, string> {
  const entries = Object.entries(labels)
  for (const [label] of entries) {
    if (!LABEL_PATTERN.test(label) || (kind === 'histogram' && label === 'le')) {
      throw new Error(`Not a label's name, in metric ${name}: ${label}`)
    }
  }
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
