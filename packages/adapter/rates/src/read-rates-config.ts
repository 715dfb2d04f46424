import { z } from 'zod'
import { checkNames } from './check-names.ts'
import { planRoutes } from './plan-routes.ts'
import type { RatesConfig } from './rates-config.ts'
import { joinClosures, readClosure, type WeeklyClosure } from './weekly-closure.ts'

/** What a configuration is held against. */
export interface RatesConfigTerms {
  readonly isAdapter: (name: string) => boolean
  /**
   * Whether somebody else says which assets matter, unless the configuration does: then it is no
   * mistake that nothing leads from one to another.
   */
  readonly followsAssets: boolean
}

/** Assets that one table can have: every currency of ISO 4217, and as many tokens. */
const ASSET_COUNT_MAX = 400

/** Adapters of one market. */
const FEED_COUNT_MAX = 20

/** Routes of one pair. */
const ROUTE_COUNT_MAX = 20

/** A hundred percent less one: a rate stays above 0. */
const SPREAD_BASIS_POINTS_MAX = 9_999

/** A year: what is older is nobody's price. */
const PRICE_AGE_MS_MAX = 31_622_400_000

const assetCode = z.string().regex(/^[A-Za-z0-9._-]{1,32}$/, 'expected the code of an asset')
const pair = z.string().regex(/^[^/\s]+\/[^/\s]+$/, 'expected a pair, like EUR/USD')
const closure = z
  .string()
  .refine(
    (text) => readClosure(text) !== undefined,
    'expected a time of every week in UTC, like Fri 21:00 - Sun 22:00',
  )
const basisPoints = z.int().min(0).max(SPREAD_BASIS_POINTS_MAX)

const feed = z.preprocess(
  (written) => (typeof written === 'string' ? { adapter: written } : written),
  z.strictObject(
    {
      adapter: z.string().min(1),
      endpoint: z.string().min(1).optional(),
      data: z.record(z.string(), z.unknown()).optional(),
      maxAgeMs: z.number().positive().max(PRICE_AGE_MS_MAX).optional(),
    },
    sayType('expected the name of an adapter, or an object with it as "adapter"'),
  ),
)

const schema = z.strictObject(
  {
    assets: z.array(assetCode).min(2).max(ASSET_COUNT_MAX).optional(),
    markets: z
      .record(pair, z.array(feed).min(1).max(FEED_COUNT_MAX))
      .refine((markets) => assetsOf(markets).length <= ASSET_COUNT_MAX, {
        error: `more than ${ASSET_COUNT_MAX} assets`,
      }),
    pivots: z.array(assetCode).default([]),
    pairs: z.record(pair, z.array(z.string()).min(1).max(ROUTE_COUNT_MAX)).default({}),
    closed: z.record(closure, z.array(z.string())).default({}),
    spread: z
      .strictObject({
        basisPoints: basisPoints.default(0),
        tenants: z.record(z.string(), basisPoints).default({}),
      })
      .default({ basisPoints: 0, tenants: {} }),
    outlierBasisPoints: z.int().min(1).max(SPREAD_BASIS_POINTS_MAX).default(200),
    agreeing: z.int().min(1).max(FEED_COUNT_MAX).default(1),
  },
  sayType('expected an object'),
)

/** Checks a configuration as it comes from JSON, and fills in what was left out. */
export function readRatesConfig(
  json: unknown,
  terms: RatesConfigTerms,
): { readonly config: RatesConfig } | { readonly problems: readonly string[] } {
  const strangers = feedsOf(json).flatMap(({ adapter, market }) =>
    terms.isAdapter(adapter) ? [] : [`${market}: there is no adapter ${adapter}`],
  )
  const read = schema.safeParse(json)
  if (!read.success) return { problems: [...read.error.issues.map(describe), ...strangers] }
  const { assets, closed, ...members } = read.data
  const config: RatesConfig = {
    ...members,
    assets: assets ?? assetsOf(members.markets),
    namesAssets: assets !== undefined,
    closures: closuresOf(closed),
  }
  const problems = [...strangers, ...checkNames(config), ...checkRoutes(config, terms)]
  return problems.length === 0 ? { config } : { problems }
}

function checkRoutes(config: RatesConfig, { followsAssets }: RatesConfigTerms): readonly string[] {
  const { problems, unrouted } = planRoutes(config, [...new Set(config.assets)])
  if (followsAssets && !config.namesAssets) return problems
  return [
    ...problems,
    ...unrouted.map((ends) => `${ends.join('/')}: no market and no pivot leads there`),
  ]
}

/** Every adapter that a market names, as far as a configuration can be read at all. */
function feedsOf(json: unknown): readonly { adapter: string; market: string }[] {
  const loose = z.looseObject({ markets: z.record(z.string(), z.array(z.unknown()).catch([])) })
  const read = loose.safeParse(json)
  return Object.entries(read.data?.markets ?? {}).flatMap(([market, feeds]) => {
    return feeds.flatMap((written) => {
      const { data } = feed.safeParse(written)
      return data === undefined ? [] : [{ adapter: data.adapter, market }]
    })
  })
}

function assetsOf(markets: RatesConfig['markets']): readonly string[] {
  return [...new Set(Object.keys(markets).flatMap((market) => market.split('/')))]
}

function closuresOf(closed: Readonly<Record<string, readonly string[]>>) {
  const closures = new Map<string, readonly WeeklyClosure[]>()
  for (const [text, markets] of Object.entries(closed)) {
    for (const market of markets) {
      closures.set(
        market,
        joinClosures([...(closures.get(market) ?? []), ...(readClosure(text) ?? [])]),
      )
    }
  }
  return closures
}

/** Its own words for a value of another type; zod's for everything else. */
function sayType(message: string) {
  return {
    error: ({ code }: { readonly code: string }) => (code === 'invalid_type' ? message : undefined),
  }
}

function describe(issue: z.core.$ZodIssue): string {
  const { message } = (issue.code === 'invalid_key' ? issue.issues[0] : undefined) ?? issue
  return `${issue.path.length === 0 ? 'the whole' : issue.path.join('.')}: ${message}`
}
