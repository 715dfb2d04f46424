import { type Clock, systemClock } from '@kivuko/clock'
import { createHttpClient, type HttpClient } from '@kivuko/http'
import { createLog, type Log, type LogLevel } from '@kivuko/log'
import { createMetrics, type Metrics, observeProcess } from '@kivuko/metrics'
import { type Random, systemRandom } from '@kivuko/random'
import type { AskAdapter } from '../sources/ask-adapter.ts'

/** The world of an adapter. What is given is not closed with it. */
export interface AdapterWorld {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
  /** Asks providers and calls nodes back. */
  readonly http: HttpClient
  /** Adapters in this process that composites may ask, by name in lower case. */
  readonly others: ReadonlyMap<string, AskAdapter>
}

/** A whole world, and what of it has to be closed. */
export interface OpenWorld {
  readonly world: AdapterWorld
  readonly own: readonly AsyncDisposable[]
}

/** How what is not given is made. */
export interface WorldOptions {
  readonly logLevel: LogLevel
  readonly timeoutMs: number
}

/** Makes what is not given. */
export function openWorld(
  given: Partial<AdapterWorld>,
  { logLevel, timeoutMs }: WorldOptions,
): OpenWorld {
  const clock = given.clock ?? systemClock
  const http = given.http ?? createHttpClient({ clock, timeoutMs })
  const world = {
    clock,
    http,
    random: given.random ?? systemRandom,
    log: given.log ?? createLog({ level: logLevel }),
    metrics: given.metrics ?? ownMetrics(),
    others: given.others ?? new Map(),
  }
  return { world, own: given.http === undefined ? [http] : [] }
}

/** Those of a process that has no others. */
function ownMetrics(): Metrics {
  const metrics = createMetrics()
  observeProcess(metrics)
  return metrics
}
