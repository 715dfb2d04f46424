export type { Counter, Gauge, Histogram, MetricOptions, Metrics } from './metrics.ts'
export { createMetrics } from './create-metrics.ts'
export { observeProcess } from './observe-process.ts'
export { PROMETHEUS_CONTENT_TYPE } from './render-metrics.ts'
