import { createEngine } from '../engine/create-engine.ts'
import type { Engine, EngineEndpoint } from '../engine/engine.ts'
import { type EngineLimits, engineLimitsDefault } from '../engine/engine-limits.ts'
import { followList } from '../engine/follow-list.ts'
import { createReaderEngine } from '../engine/read-engine.ts'
import type { SettledSettings } from '../settings/settle-settings.ts'
import type { AdapterWorld } from './adapter-world.ts'
import { engineEventsOf } from './engine-metrics.ts'
import type { Stores } from './open-stores.ts'
import { watchCalls } from './watch-calls.ts'

/** What an adapter's engine is opened with. */
export interface OpenEngineOptions {
  readonly settings: SettledSettings
  readonly ports: AdapterWorld
  readonly stores: Stores
  readonly endpoints: readonly EngineEndpoint[]
}

/** Beside its attempts, a call takes no longer than this for names, connections and parsing. */
const callSpareMs = 5_000

/**
 * The engine that `EA_MODE` asks for: one that reads what others fetch, one that fetches what
 * others are asked for, or one that does both. Readers and writers find each other over the list of
 * what was asked for.
 */
export function openEngine({ endpoints, ports, settings, stores }: OpenEngineOptions): Engine {
  const { log } = ports
  const { cache, list, shared } = stores
  const common = {
    ...ports,
    endpoints,
    slidingAge: settings.cacheUpdateAgeOnGet,
    limits: engineLimitsOf(settings),
    events: engineEventsOf(ports.metrics, watchCalls(log)),
  }
  if (settings.mode === 'reader') {
    if (cache === undefined || shared === undefined || list === undefined) {
      throw new Error('A reader needs a cache that is shared')
    }
    return createReaderEngine({ ...common, cache, shared, list })
  }
  const engine = createEngine({
    ...common,
    ...stores,
    // What a writer fetches, others have written down.
    list: settings.mode === 'writer' ? undefined : list,
    sharing: settings.rateLimitSharing,
    isSpaced: settings.rateLimitStrategy === 'fixed-interval',
  })
  if (list !== undefined && shared !== undefined) followList({ engine, list, shared, log })
  return engine
}

function engineLimitsOf(settings: SettledSettings): Partial<EngineLimits> {
  const { apiTimeoutMs, attempts, retryPauseMs } = settings
  return {
    keysMax: Math.min(settings.subscriptionsMax, settings.cacheMaxItems),
    blockedKeysMax: settings.queueMax,
    callMsMax: (apiTimeoutMs + retryPauseMs) * attempts + callSpareMs,
    patienceMsMax: Math.min(settings.answerWithinMs, engineLimitsDefault.patienceMsMax),
  }
}
