import type { Counter, Metrics } from '@kivuko/metrics'

/** Upper bounds in seconds, from a provider next door to one at its time-out. */
const CALL_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30]

/** What sources count. The names are the successor's, counters ending in `_total`. */
export interface SourceMetrics {
  /** An HTTP request to a provider has ended; without a status when it got no answer. */
  called(call: { method: string; status: number | undefined; tookMs: number }): void
  /** Streams that are open. */
  readonly openStreams: { add(change: 1 | -1): void }
  readonly attempts: Counter
  readonly received: Counter
  readonly sent: Counter
  /** Errors of the author's `hear`, and connections that failed. */
  readonly streamErrors: Counter
  closed(code: number): void
  /** How many subscriptions are joined now. */
  subscribed(count: number): void
  /** Subscriptions that were ever joined. */
  readonly joined: Counter
  /** How often connections have failed, of those that are kept now. */
  failedOver(count: number): void
}

/** The series of one endpoint's source. */
export function createSourceMetrics(context: {
  readonly metrics: Metrics
  readonly endpoint: string
}): SourceMetrics {
  const { metrics, endpoint } = context
  const labels = { adapter_endpoint: endpoint }
  const duration = metrics.histogram({
    name: 'data_provider_request_duration_seconds',
    help: 'How long providers took to answer',
    labels,
    buckets: CALL_SECONDS,
  })
  const active = metrics.gauge({
    name: 'ws_connection_active',
    help: 'Open streams to providers',
    labels,
  })
  const subscribed = metrics.gauge({
    name: 'ws_subscription_active',
    help: 'Subscriptions at providers',
    labels,
  })
  const failovers = metrics.gauge({
    name: 'ws_connection_failover_count',
    help: 'How often streams have failed since they were first wanted',
    labels,
  })
  let open = 0
  return {
    called: ({ method, status, tookMs }) => {
      requestCounter(metrics, { ...labels, method, status }).add()
      duration.observe(tookMs / 1_000)
    },
    openStreams: {
      add: (change) => {
        open += change
        active.set(open)
      },
    },
    attempts: metrics.counter({
      name: 'ws_connection_attempt_total',
      help: 'Attempts to open a stream',
      labels,
    }),
    received: messageCounter(metrics, { ...labels, direction: 'received' }),
    sent: messageCounter(metrics, { ...labels, direction: 'sent' }),
    streamErrors: metrics.counter({
      name: 'ws_connection_errors_total',
      help: 'Streams that failed, and messages that could not be read',
      labels,
    }),
    closed: (code) => {
      metrics
        .counter({
          name: 'ws_connection_closures_total',
          help: 'Streams that ended, by close code',
          labels: { ...labels, code: String(code) },
        })
        .add()
    },
    subscribed: (count) => subscribed.set(count),
    joined: metrics.counter({
      name: 'ws_subscription_total',
      help: 'Subscriptions that were made at providers',
      labels,
    }),
    failedOver: (count) => failovers.set(count),
  }
}

function requestCounter(
  metrics: Metrics,
  call: { adapter_endpoint: string; method: string; status: number | undefined },
): Counter {
  const { adapter_endpoint, method, status } = call
  return metrics.counter({
    name: 'data_provider_requests_total',
    help: 'Requests to providers, by what they answered',
    labels: { adapter_endpoint, method, provider_status_code: String(status ?? 'none') },
  })
}

function messageCounter(
  metrics: Metrics,
  labels: { adapter_endpoint: string; direction: string },
): Counter {
  return metrics.counter({
    name: 'ws_message_total',
    help: 'Messages of streams, by direction',
    labels,
  })
}
