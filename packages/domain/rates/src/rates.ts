import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import { multiplyRatios, scaleShift } from '@kivuko/money'
import type { AssetUnit, Ratio } from '@kivuko/money'
import { createRateEvents } from './events.ts'
import type { RateRefusal, RateSource } from './rate-source.ts'
import { createTableCache } from './table-cache.ts'
import type { CachedTable } from './table-cache.ts'

/** How long rates are used after they were loaded, unless told otherwise. */
export const rateLifetimeMsDefault = 15_000

/** The two assets of a conversion, and whose rates count: those of the destination's tenant. */
export interface RatePair {
  readonly source: AssetUnit
  readonly destination: AssetUnit
  readonly tenantId: string
}

/**
 * Exchange rates between assets: destination units = floor(source units * num / den), scales taken
 * into account. Two assets of one currency differ only by their scales and need no source.
 */
export interface Rates {
  /**
   * The ratio at hand, without waiting; `undefined` when it must be loaded first or can't be had:
   * then ask `ratio`. While it is in use, its refresh starts in the last third of its lifetime.
   */
  ratioNow(pair: RatePair): Ratio | undefined
  /**
   * The same, loading what is missing; concurrent callers share one load. Throws what the source
   * throws.
   */
  ratio(pair: RatePair): Promise<Ratio | RateRefusal>
}

/** What rates need. */
export interface RatesOptions {
  readonly source: RateSource
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly lifetimeMs?: number
}

/** Makes rates over a source, with an empty cache. */
export function createRates(options: RatesOptions): Rates {
  const { source, clock, lifetimeMs = rateLifetimeMsDefault } = options
  const events = createRateEvents(options.log, options.metrics)
  const tables = createTableCache({ source, clock, events, lifetimeMs })
  const sameCurrency = createShifts()
  return {
    ratioNow: (pair) => {
      if (pair.source.code === pair.destination.code) return sameCurrency(pair)
      const cached = tables.now(pair.source.code, pair.tenantId)
      return cached && ratioFrom(cached, pair)
    },
    ratio: async (pair) => {
      if (pair.source.code === pair.destination.code) return sameCurrency(pair)
      const [base, tenantId] = [pair.source.code, pair.tenantId]
      const cached = tables.now(base, tenantId) ?? (await tables.load(base, tenantId))
      if ('refusal' in cached) return cached
      return ratioFrom(cached, pair) ?? noPrice(pair)
    },
  }
}

/** The ratio that the table gives, worked out once for each destination. */
function ratioFrom(cached: CachedTable, { source, destination }: RatePair): Ratio | undefined {
  const key = `${destination.code} ${destination.scale - source.scale}`
  const known = cached.ratios.get(key)
  if (known !== undefined) return known
  const price = cached.table.rates.get(destination.code)
  if (price === undefined) return undefined
  const ratio = multiplyRatios(price, scaleShift(source, destination))
  cached.ratios.set(key, ratio)
  return ratio
}

function createShifts(): (pair: RatePair) => Ratio {
  const shifts = new Map<number, Ratio>()
  return ({ source, destination }) => {
    const difference = destination.scale - source.scale
    const known = shifts.get(difference)
    if (known !== undefined) return known
    const shift = scaleShift(source, destination)
    shifts.set(difference, shift)
    return shift
  }
}

function noPrice({ source, destination }: RatePair): RateRefusal {
  return {
    refusal: 'InvalidDestinationPrice',
    detail: `no price above 0 for ${destination.code} in the rates of ${source.code}`,
  }
}
