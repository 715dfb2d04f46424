import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { RateRefusal } from './rate-source.ts'

/** What happens to rates, as log lines and counters. */
export interface RateEvents {
  loaded(): void
  /** A table was given up before its lifetime was over: the rates have moved. */
  outdated(of: { base: string; tenantId: string }): void
  /** The world said no; the table at hand, if any, is served until its lifetime is over. */
  refused(refusal: RateRefusal, of: { base: string; tenantId: string }): void
  /** The source threw: a bug, not the world. */
  failed(error: unknown, of: { base: string; tenantId: string }): void
}

/** Makes the helpers; the series are made once. */
export function createRateEvents(log: Log, metrics: Metrics): RateEvents {
  const counter = (result: string) =>
    metrics.counter({
      name: 'kivuko_rates_loads_total',
      help: 'Times that exchange rates were asked of their source, by result.',
      labels: { result },
    })
  const [loaded, refused, failed] = [counter('loaded'), counter('refused'), counter('failed')]
  const outdated = metrics.counter({
    name: 'kivuko_rates_outdated_total',
    help: 'Times that exchange rates were given up before their lifetime was over: they had moved.',
  })
  return {
    loaded: () => loaded.add(),
    outdated: (of) => {
      outdated.add()
      log.debug('exchange rates have moved', of)
    },
    refused: (refusal, of) => {
      refused.add()
      log.warn('exchange rates refused', { ...refusal, ...of })
    },
    failed: (error, of) => {
      failed.add()
      log.error('exchange rate source failed', { err: error, ...of })
    },
  }
}
