import type { Clock } from '@kivuko/clock'
import type { Counter, Metrics } from '@kivuko/metrics'
import type { Engine } from '../engine/engine.ts'
import type { CallEvent, EngineEvents, RefusedReason } from '../engine/engine-events.ts'

/** Counts what an engine tells, under the successor's names where those are sound. */
export function engineEventsOf(metrics: Metrics, watch: (call: CallEvent) => void): EngineEvents {
  const stored = new Map<string, Counter>()
  const refused = refusalCounters(metrics)
  return {
    onStored: (endpoint) => {
      let counter = stored.get(endpoint)
      if (counter === undefined) {
        counter = metrics.counter({
          name: 'cache_data_set_total',
          help: 'Values that were kept',
          labels: { adapter_endpoint: endpoint },
        })
        stored.set(endpoint, counter)
      }
      counter.add()
    },
    onCall: (call) => {
      const { cost, endpoint, failures, keys, seconds, source } = call
      watch(call)
      const labels = { adapter_endpoint: endpoint, transport: source }
      metrics
        .counter({
          name: 'rate_limit_credits_spent_total',
          help: "What calls counted against the provider's plan",
          labels,
        })
        .add(cost)
      metrics
        .counter({ name: 'bg_execute_total', help: 'Calls that sources were asked for', labels })
        .add()
      metrics
        .counter({
          name: 'bg_execute_errors_total',
          help: 'Keys for which a call brought no value',
          labels,
        })
        .add(failures)
      metrics
        .counter({ name: 'bg_execute_keys_total', help: 'Keys that calls answered for', labels })
        .add(keys)
      metrics
        .gauge({
          name: 'bg_execute_duration_seconds',
          help: 'How long the last call took',
          labels,
        })
        .set(seconds)
    },
    onRefused: (reason) => refused[reason].add(),
  }
}

/** All of them from the start: what an alert waits for must be there before it grows. */
function refusalCounters(metrics: Metrics): Readonly<Record<RefusedReason, Counter>> {
  const counter = (reason: RefusedReason): Counter =>
    metrics.counter({
      name: 'requester_queue_overflow_total',
      help: 'Requests that were not let wait, by the reason',
      labels: { reason },
    })
  return {
    plan: counter('plan'),
    waiters: counter('waiters'),
    'waiting-keys': counter('waiting-keys'),
    keys: counter('keys'),
    patience: counter('patience'),
  }
}

/** Shows how an engine is doing. */
export function observeEngine(
  engine: Engine,
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
): void {
  const observe = (name: string, help: string, read: () => number): void =>
    metrics.observed({ name, help }, read)
  observe('bg_execute_subscription_set_count', 'Keys that were asked for not long ago', () => {
    return engine.status().keys
  })
  observe('requester_queue_size', 'Keys that somebody waits for', () => {
    return engine.status().waitingKeys
  })
  observe('rate_limit_stretch_ratio', 'How much longer keys wait for a refresh', () => {
    return engine.status().stretch
  })
  observe('rate_limit_blocked_seconds', 'How long the plan has no room for who waits', () => {
    return Math.max(0, engine.status().blockedUntilMs - clock.now()) / 1_000
  })
}
