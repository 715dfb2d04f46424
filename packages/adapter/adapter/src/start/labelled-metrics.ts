import type { MetricOptions, Metrics } from '@kivuko/metrics'

/** The metrics with these labels on each series: what tells adapters of one process apart. */
export function labelledMetrics(
  metrics: Metrics,
  labels: Readonly<Record<string, string>>,
): Metrics {
  const labelled = <Options extends MetricOptions>(options: Options): Options => ({
    ...options,
    labels: { ...labels, ...options.labels },
  })
  return {
    counter: (options) => metrics.counter(labelled(options)),
    gauge: (options) => metrics.gauge(labelled(options)),
    histogram: (options) => metrics.histogram(labelled(options)),
    observed: (options, read) => metrics.observed(labelled(options), read),
    collected: (options, collect) => metrics.collected(labelled(options), collect),
    render: () => metrics.render(),
  }
}
