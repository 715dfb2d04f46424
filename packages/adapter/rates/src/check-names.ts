import type { RatesConfig } from './rates-config.ts'
import { isAlwaysClosed } from './weekly-closure.ts'

/** Says what names something that is not there, or twice. */
export function checkNames(config: RatesConfig): readonly string[] {
  const { assets, closures, markets, pairs, pivots, spread } = config
  const twice = new Set(assets.filter((asset, index) => assets.indexOf(asset) !== index))
  const problems = Array.from(twice, (asset) => `${asset} is twice among the assets`)
  for (const pair of Object.keys(pairs)) {
    const [base = '', quote = ''] = pair.split('/')
    const isKnown = base !== quote && assets.includes(base) && assets.includes(quote)
    if (!isKnown) problems.push(`${pair}: both have to be among the assets`)
    if (`${quote}/${base}` in pairs && base < quote) {
      problems.push(`${pair} and ${quote}/${base} are one pair: the way back is the same way`)
    }
  }
  for (const market of Object.keys(markets)) {
    const [base, quote] = market.split('/')
    if (base === quote) problems.push(`${market}: nothing to convert`)
  }
  const traded = new Set(Object.keys(markets).flatMap((market) => market.split('/')))
  for (const pivot of pivots) {
    if (!traded.has(pivot)) problems.push(`pivots: no market has ${pivot}`)
  }
  for (const [market, closed] of closures) {
    if (!Object.hasOwn(markets, market)) problems.push(`closed: there is no market ${market}`)
    if (isAlwaysClosed(closed)) problems.push(`closed: ${market} is never open`)
  }
  if (Object.hasOwn(spread.tenants, '')) problems.push('a tenant without a name has a spread')
  return problems
}
