import type { RatesConfig } from './rates-config.ts'

/** A market, or a market read the other way round. */
export interface Leg {
  /** `EUR/USD`. */
  readonly market: string
  readonly inverse: boolean
}

/** A way from one asset to another: the rate is the product of its legs. */
export type Route = readonly Leg[]

/** Two assets, and the ways between them, best first. */
export interface PairPlan {
  readonly base: string
  readonly quote: string
  readonly routes: readonly Route[]
}

/** Two assets. */
export type Ends = readonly [base: string, quote: string]

/** The ways between every two assets. */
export interface RoutePlan {
  /** Each pair once: the way back is the same way. */
  readonly pairs: readonly PairPlan[]
  /** Every two assets between which there is no way. */
  readonly unrouted: readonly Ends[]
  /** Written routes that no market makes. */
  readonly problems: readonly string[]
}

/** Finds them. */
export function planRoutes(config: RatesConfig, assets: readonly string[]): RoutePlan {
  const pairs: PairPlan[] = []
  const unrouted: Ends[] = []
  const problems: string[] = []
  for (const [index, first] of assets.entries()) {
    for (const second of assets.slice(index + 1)) {
      const { unknown, ...pair } = planPair(config, [first, second])
      const name = `${pair.base}/${pair.quote}`
      for (const text of unknown) problems.push(`${name}: no market makes the route "${text}"`)
      if (pair.routes.length > 0) pairs.push(pair)
      else if (unknown.length === 0) unrouted.push([pair.base, pair.quote])
    }
  }
  return { pairs, unrouted, problems }
}

function planPair(config: RatesConfig, [first, second]: Ends) {
  const isBack = Object.hasOwn(config.pairs, `${second}/${first}`)
  const ends: Ends = isBack ? [second, first] : [first, second]
  const [base, quote] = ends
  const written = ownValue(config.pairs, `${base}/${quote}`)
  const read = (written ?? usualRoutes(config, ends)).map((text) => ({
    text,
    route: readRoute(config, ends, text),
  }))
  const routes = read.flatMap(({ route }) => (route === undefined ? [] : [route]))
  const missing = read.filter(({ route }) => route === undefined)
  const unknown = written === undefined ? [] : missing.map(({ text }) => text)
  return { base, quote, routes, unknown }
}

function usualRoutes({ pivots }: RatesConfig, ends: Ends): readonly string[] {
  const between = pivots.filter((pivot) => !ends.includes(pivot))
  return ['direct', 'inverse', ...between.map((pivot) => `via ${pivot}`)]
}

function readRoute({ markets }: RatesConfig, [base, quote]: Ends, text: string): Route | undefined {
  if (text === 'direct') return oneLeg(markets, `${base}/${quote}`, false)
  if (text === 'inverse') return oneLeg(markets, `${quote}/${base}`, true)
  const [word, ...pivots] = text.split(' ')
  if (word !== 'via' || pivots.length === 0) return undefined
  const stops = [base, ...pivots, quote]
  const legs = pivots.concat(quote).map((stop, index) => legBetween(markets, stops[index], stop))
  const known = legs.filter((leg) => leg !== undefined)
  return known.length === legs.length ? known : undefined
}

function oneLeg(
  markets: RatesConfig['markets'],
  market: string,
  inverse: boolean,
): Route | undefined {
  return Object.hasOwn(markets, market) ? [{ market, inverse }] : undefined
}

function legBetween(
  markets: RatesConfig['markets'],
  base: string | undefined,
  quote: string,
): Leg | undefined {
  const [route] = oneLeg(markets, `${base}/${quote}`, false) ?? []
  return route ?? oneLeg(markets, `${quote}/${base}`, true)?.[0]
}

function ownValue<Value>(record: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined
}
