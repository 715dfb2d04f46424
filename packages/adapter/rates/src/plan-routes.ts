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

/**
 * The ways between every two assets, each pair once: the way back is the same way. Throws an error
 * that lists every pair without a way, and all that names what is not there.
 */
export function planRoutes(config: RatesConfig): readonly PairPlan[] {
  const problems = checkNames(config)
  const plans: PairPlan[] = []
  for (const [index, first] of config.assets.entries()) {
    for (const second of config.assets.slice(index + 1)) {
      const plan = planPair(config, [first, second])
      if (typeof plan === 'string') problems.push(plan)
      else plans.push(plan)
    }
  }
  if (problems.length === 0) return plans
  throw new Error(`The rates cannot be configured so:\n  ${problems.join('\n  ')}`)
}

function planPair(config: RatesConfig, [first, second]: Ends): PairPlan | string {
  const [forth, back] = [`${first}/${second}`, `${second}/${first}`]
  if (forth in config.pairs && back in config.pairs) {
    return `${forth} and ${back} are one pair: the way back is the same way`
  }
  const ends: Ends = back in config.pairs ? [second, first] : [first, second]
  const written = config.pairs[ends.join('/')]
  const routes = (written ?? usualRoutes(config, ends)).map((text) => readRoute(config, ends, text))
  const unknown = written?.find((_text, index) => routes[index] === undefined)
  if (unknown !== undefined) return `${ends.join('/')}: no market makes the route "${unknown}"`
  const possible = routes.filter((route) => route !== undefined)
  if (possible.length === 0) return `${ends.join('/')}: no market and no pivot leads there`
  return { base: ends[0], quote: ends[1], routes: possible }
}

type Ends = readonly [base: string, quote: string]

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
  return market in markets ? [{ market, inverse }] : undefined
}

function legBetween(
  markets: RatesConfig['markets'],
  base: string | undefined,
  quote: string,
): Leg | undefined {
  const [route] = oneLeg(markets, `${base}/${quote}`, false) ?? []
  return route ?? oneLeg(markets, `${quote}/${base}`, true)?.[0]
}

function checkNames({ assets, pairs, spread, markets }: RatesConfig): string[] {
  const problems: string[] = []
  const twice = assets.find((asset, index) => assets.indexOf(asset) !== index)
  if (twice !== undefined) problems.push(`${twice} is twice among the assets`)
  for (const pair of Object.keys(pairs)) {
    const [base = '', quote = ''] = pair.split('/')
    const isKnown = base !== quote && assets.includes(base) && assets.includes(quote)
    if (!isKnown) problems.push(`${pair}: both have to be among the assets`)
  }
  for (const market of Object.keys(markets)) {
    const [base, quote] = market.split('/')
    if (base === quote) problems.push(`${market}: nothing to convert`)
  }
  for (const tenant of Object.keys(spread.tenants)) {
    if (tenant === '') problems.push('a tenant without a name has a spread')
  }
  return problems
}
