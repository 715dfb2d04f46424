import { type Ends, type PairPlan, planRoutes, type Route, type RoutePlan } from './plan-routes.ts'
import {
  type MarketPrice,
  type Omitted,
  type OmissionReason,
  priceMarket,
  type Quote,
  scaled,
} from './price-market.ts'
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

/** A way that has a price. */
export interface RoutePrice {
  readonly price: Ratio
  readonly atMs: number
  readonly route: Route
  readonly adapters: readonly string[]
}

/** Between which assets there are rates, by which ways, and which of them are needed. */
export interface RateBook {
  /** The assets that have a table. */
  readonly bases: readonly string[]
  /** The assets that rates are needed for: to them, and from them to all others. */
  readonly needed: readonly string[]
  /** Needed assets that no market has. */
  readonly strangers: readonly string[]
  /** Every two needed assets of markets between which there is no way. */
  readonly unrouted: readonly Ends[]
  /** Every pair that is needed and has a way once, by its name: `EUR/USD`. */
  readonly pairs: ReadonlyMap<string, PairPlan>
  /** The same with other assets needed. */
  needing(assets: readonly string[]): RateBook
  /** The book with the quotes of a moment in it. */
  at(moment: {
    readonly nowMs: number
    readonly quotesOf: (market: string) => readonly Quote[]
  }): PricedBook
}

/** What all comes to in one moment; each market is priced once, when it is first needed. */
export interface PricedBook {
  readonly nowMs: number
  /** `undefined` for a base from which no way leads anywhere. */
  table(base: string, spreadBasisPoints: number): RateTable | undefined
  /** What a pair comes to before any spread, in its planned direction. */
  price(pair: PairPlan): RoutePrice | Omitted
  market(market: string): MarketPrice | Omitted
}

/** Assets without a way that a table names: a node's tenants may make any number of them. */
const UNROUTED_NAMED_MAX = 100

/** Plans the ways between the assets of a configuration; all of them are needed at first. */
export function createRateBook(config: RatesConfig): RateBook {
  const plan = planRoutes(config, config.assets)
  const ends = endsByBase(plan.pairs)
  return bookNeeding({ config, plan, ends }, config.assets)
}

interface Planned {
  readonly config: RatesConfig
  readonly plan: RoutePlan
  readonly ends: ReadonlyMap<string, readonly End[]>
}

function bookNeeding(planned: Planned, needed: readonly string[]): RateBook {
  const { config, ends, plan } = planned
  const isNeeded = isAmong(needed)
  const strangers = needed.filter(not(isAmong(config.assets)))
  const unrouted = plan.unrouted.filter((pair) => pair.every(isNeeded))
  const pairs = plan.pairs.filter(({ base, quote }) => isNeeded(base) || isNeeded(quote))
  return {
    bases: config.assets.filter((asset) => ends.has(asset)),
    needed,
    strangers,
    unrouted,
    pairs: new Map(pairs.map((pair) => [`${pair.base}/${pair.quote}`, pair])),
    needing: (assets) => bookNeeding(planned, assets),
    at: ({ nowMs, quotesOf }) => {
      const market = remembering((name) => priceMarket(quotesOf(name), nowMs, config))
      return {
        nowMs,
        market,
        price: ({ routes }) => firstRoute(routes, market),
        table: (base, spread) => {
          const of = ends.get(base)
          const nowhere = [...unroutedFrom(base, unrouted), ...strangers]
          return of && tableOf(base, of, { market, spread, nowhere })
        },
      }
    },
  }
}

function isAmong(assets: readonly string[]): (asset: string) => boolean {
  const all = new Set(assets)
  return (asset) => all.has(asset)
}

function not(holds: (asset: string) => boolean): (asset: string) => boolean {
  return (asset) => !holds(asset)
}

/** A pair, seen from one of its assets. */
interface End {
  readonly code: string
  readonly routes: readonly Route[]
  /** The routes lead from the other asset to the base. */
  readonly back: boolean
}

function endsByBase(pairs: readonly PairPlan[]): ReadonlyMap<string, readonly End[]> {
  const ends = new Map<string, End[]>()
  const add = (base: string, end: End) => {
    const known = ends.get(base)
    if (known === undefined) ends.set(base, [end])
    else known.push(end)
  }
  for (const { base, quote, routes } of pairs) {
    add(base, { code: quote, routes, back: false })
    add(quote, { code: base, routes, back: true })
  }
  return ends
}

/** Assets to which nothing leads from the base. */
function unroutedFrom(base: string, unrouted: readonly Ends[]): readonly string[] {
  return unrouted.flatMap((ends) => {
    return ends.includes(base) ? ends.filter((asset) => asset !== base) : []
  })
}

function tableOf(
  base: string,
  ends: readonly End[],
  terms: { readonly market: PriceOf; readonly spread: number; readonly nowhere: readonly string[] },
): RateTable {
  const rates = new Map<string, PublishedRate>()
  const omitted = new Map<string, OmissionReason>()
  for (const { back, code, routes } of ends) {
    const found = firstRoute(routes, terms.market)
    if ('omitted' in found) omitted.set(code, found.omitted)
    else rates.set(code, publish(found, { back, spread: terms.spread }))
  }
  for (const code of terms.nowhere.slice(0, UNROUTED_NAMED_MAX)) omitted.set(code, 'unrouted')
  return { base, rates, omitted }
}

type PriceOf = (market: string) => MarketPrice | Omitted

/** By the first route that has a price; why the first has none, where none has. */
function firstRoute(routes: readonly Route[], priceOf: PriceOf): RoutePrice | Omitted {
  let refused: Omitted | undefined
  for (const route of routes) {
    const priced = priceRoute(route, priceOf)
    if (!('omitted' in priced)) return priced
    refused ??= priced
  }
  return refused ?? { omitted: 'unrouted' }
}

function priceRoute(route: Route, priceOf: PriceOf): RoutePrice | Omitted {
  let price: Ratio = one
  let atMs = Number.POSITIVE_INFINITY
  const adapters = new Set<string>()
  for (const { inverse, market } of route) {
    const leg = priceOf(market)
    if ('omitted' in leg) return leg
    price = multiply(price, inverse ? invert(leg.price) : leg.price)
    atMs = Math.min(atMs, leg.atMs)
    for (const { adapter } of leg.believed) adapters.add(adapter)
  }
  return { price, atMs, route, adapters: [...adapters] }
}

/** Turns it round, takes the spread off, and rounds: once, here. */
function publish(
  found: RoutePrice,
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
  const known = new Map<string, MarketPrice | Omitted>()
  return (market) => {
    const price = known.get(market) ?? priceOf(market)
    known.set(market, price)
    return price
  }
}
