import { type PairPlan, planRoutes, type Route } from './plan-routes.ts'
import { type OmissionReason, type Price, priceMarket, type Quote, scaled } from './price-market.ts'
import type { RatesConfig } from './rates-config.ts'
import { decimalText, invert, multiply, one, type Ratio } from './ratio.ts'

/** One published rate. */
export interface PublishedRate {
  /** Units of the asset for one of the base, as decimal text of 15 significant digits. */
  readonly text: string
  /** When the oldest price in it is from. */
  readonly atMs: number
  /** What it was made of, in order: `EUR/USD`, `1/(KES/USD)`. */
  readonly route: readonly string[]
  readonly adapters: readonly string[]
}

/** What one whole of the base is worth now. */
export interface RateTable {
  readonly base: string
  readonly rates: ReadonlyMap<string, PublishedRate>
  /** Assets without a rate, and why. */
  readonly omitted: ReadonlyMap<string, OmissionReason>
}

/** Works tables out of the quotes at hand. */
export interface RateBook {
  /** `undefined` for a base that is not among the assets. */
  table(base: string, spreadBasisPoints: number): RateTable | undefined
  /** Every pair once, in the order in which it was planned. */
  readonly pairs: readonly PairPlan[]
  /** What a pair comes to before any spread, in its planned direction. */
  price(pair: PairPlan): Price
}

/** A book over the quotes of markets. Throws an error on routes that lead nowhere. */
export function createRateBook(options: {
  readonly config: RatesConfig
  readonly now: () => number
  readonly quotesOf: (market: string) => readonly Quote[]
}): RateBook {
  const { config, now, quotesOf } = options
  const pairs = planRoutes(config)
  const byBase = new Map(config.assets.map((asset) => [asset, endsOf(pairs, asset)]))
  const priceOf = (market: string) => priceMarket(quotesOf(market), now(), config)
  return {
    pairs,
    price: (pair) => firstRoute(pair.routes, priceOf),
    table: (base, spread) => {
      const ends = byBase.get(base)
      if (ends === undefined) return undefined
      return tableOf(base, ends, { priceOf: remembering(priceOf), spread })
    },
  }
}

/** A pair, seen from one of its assets. */
interface End {
  readonly code: string
  readonly routes: readonly Route[]
  /** The routes lead from the other asset to the base. */
  readonly back: boolean
}

function endsOf(pairs: readonly PairPlan[], asset: string): readonly End[] {
  return pairs.flatMap(({ base, quote, routes }): readonly End[] => {
    if (base === asset) return [{ code: quote, routes, back: false }]
    return quote === asset ? [{ code: base, routes, back: true }] : []
  })
}

function tableOf(
  base: string,
  ends: readonly End[],
  { priceOf, spread }: { readonly priceOf: PriceOf; readonly spread: number },
): RateTable {
  const rates = new Map<string, PublishedRate>()
  const omitted = new Map<string, OmissionReason>()
  for (const { back, code, routes } of ends) {
    const found = firstRoute(routes, priceOf)
    if ('omitted' in found) omitted.set(code, found.omitted)
    else rates.set(code, publish(found, { back, spread }))
  }
  return { base, rates, omitted }
}

type PriceOf = (market: string) => Price

type RoutePrice =
  | Extract<Price, { omitted: unknown }>
  | (Extract<Price, { price: unknown }> & { readonly route: Route })

/** By the first route that has a price; why the first has none, where none has. */
function firstRoute(routes: readonly Route[], priceOf: PriceOf): RoutePrice {
  let refused: RoutePrice | undefined
  for (const route of routes) {
    const priced = priceRoute(route, priceOf)
    if (!('omitted' in priced)) return priced
    refused ??= priced
  }
  return refused ?? { omitted: 'missing' }
}

function priceRoute(route: Route, priceOf: PriceOf): RoutePrice {
  let price: Ratio = one
  let atMs = Number.POSITIVE_INFINITY
  const adapters = new Set<string>()
  for (const { inverse, market } of route) {
    const leg = priceOf(market)
    if ('omitted' in leg) return leg
    price = multiply(price, inverse ? invert(leg.price) : leg.price)
    atMs = Math.min(atMs, leg.atMs)
    for (const adapter of leg.adapters) adapters.add(adapter)
  }
  return { price, atMs, route, adapters: [...adapters] }
}

/** Turns it round, takes the spread off, and rounds: once, here. */
function publish(
  found: Extract<RoutePrice, { price: unknown }>,
  { back, spread }: { readonly back: boolean; readonly spread: number },
): PublishedRate {
  const rate = back ? invert(found.price) : found.price
  const legs = found.route.map(({ inverse, market }) => {
    return inverse === back ? market : `1/(${market})`
  })
  return {
    text: decimalText(scaled(rate, BigInt(10_000 - spread))),
    atMs: found.atMs,
    route: back ? legs.toReversed() : legs,
    adapters: found.adapters,
  }
}

function remembering(priceOf: PriceOf): PriceOf {
  const known = new Map<string, Price>()
  return (market) => {
    const price = known.get(market) ?? priceOf(market)
    known.set(market, price)
    return price
  }
}
