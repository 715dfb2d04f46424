import { z } from 'zod'

/** One adapter's price of a market. */
export interface FeedConfig {
  /** Its name. */
  readonly adapter: string
  /** Its default one if left out. */
  readonly endpoint?: string | undefined
  /** What it is asked beside `base` and `quote`, or in their place. */
  readonly data?: Readonly<Record<string, unknown>> | undefined
  /** How old its prices may be, instead of the general age: a central bank's are days old. */
  readonly maxAgeMs?: number | undefined
}

/** Which rates are published, and what they are made of. */
export interface RatesConfig {
  /** Codes of all assets between which there are rates; those of the markets if left out. */
  readonly assets: readonly string[]
  /** By `EUR/USD`, the price of one euro in dollars: the adapters that know it. */
  readonly markets: Readonly<Record<string, readonly FeedConfig[]>>
  /** Assets by which others are crossed, best first. */
  readonly pivots: readonly string[]
  /**
   * By pair, its routes, best first: `direct`, `inverse`, `via USD`, `via USD EUR`. A pair that is
   * not there goes direct, inverse, then by each pivot. The way back is the same way, inverted.
   */
  readonly pairs: Readonly<Record<string, readonly string[]>>
  /** What is taken off every rate, in basis points; a tenant's own in place of the general one. */
  readonly spread: {
    readonly basisPoints: number
    readonly tenants: Readonly<Record<string, number>>
  }
  /** How far adapters may be from the median of their market before they are not believed. */
  readonly outlierBasisPoints: number
  /** How many adapters of a market have to agree. */
  readonly agreeing: number
}

/** Assets that one table can have: every currency of ISO 4217, and as many tokens. */
const ASSET_COUNT_MAX = 400

/** Adapters of one market. */
const FEED_COUNT_MAX = 20

/** Routes of one pair. */
const ROUTE_COUNT_MAX = 20

/** A hundred percent less one: a rate stays above 0. */
const SPREAD_BASIS_POINTS_MAX = 9_999

const code = z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'expected the code of an asset')
const pairName = z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'expected a pair, like EUR/USD')
const basisPoints = z.int().min(0).max(SPREAD_BASIS_POINTS_MAX)

const feed = z.union([
  z
    .string()
    .min(1)
    .transform((adapter) => ({ adapter })),
  z.strictObject({
    adapter: z.string().min(1),
    endpoint: z.string().min(1).optional(),
    data: z.record(z.string(), z.unknown()).optional(),
    maxAgeMs: z.number().positive().optional(),
  }),
])

const schema = z.strictObject({
  assets: z.array(code).min(2).max(ASSET_COUNT_MAX).optional(),
  markets: z.record(pairName, z.array(feed).min(1).max(FEED_COUNT_MAX)),
  pivots: z.array(code).default([]),
  pairs: z.record(pairName, z.array(z.string()).min(1).max(ROUTE_COUNT_MAX)).default({}),
  spread: z
    .strictObject({
      basisPoints: basisPoints.default(0),
      tenants: z.record(z.string(), basisPoints).default({}),
    })
    .default({ basisPoints: 0, tenants: {} }),
  outlierBasisPoints: z.int().min(1).max(SPREAD_BASIS_POINTS_MAX).default(200),
  agreeing: z.int().min(1).max(FEED_COUNT_MAX).default(1),
})

/**
 * Checks a configuration as it comes from JSON, and fills in what was left out. Throws an error
 * that lists everything that is wrong with it.
 */
export function readRatesConfig(json: unknown): RatesConfig {
  const read = schema.safeParse(json)
  if (read.success) {
    return { ...read.data, assets: read.data.assets ?? assetsOf(read.data.markets) }
  }
  const problems = read.error.issues.map(({ path, message }) => {
    return `  ${path.length === 0 ? 'the whole' : path.join('.')}: ${message}`
  })
  throw new Error(`The rates cannot be configured so:\n${problems.join('\n')}`)
}

function assetsOf(markets: RatesConfig['markets']): readonly string[] {
  return [...new Set(Object.keys(markets).flatMap((market) => market.split('/')))]
}
