import type { Params } from '../engine/source.ts'

/**
 * The name of a feed in metrics and answers: `ETH/USD` for pairs, the parameters as JSON for
 * anything else, or always when `asJson` says so; `N/A` without parameters.
 */
export function feedIdOf(params: Params, asJson: boolean): string {
  const { base, quote } = params
  if (!asJson && typeof base === 'string' && typeof quote === 'string') return `${base}/${quote}`
  const text = JSON.stringify(params)
  return text === '{}' ? NO_FEED : text
}

/** The feed of what has none: errors before the parameters are known. */
export const NO_FEED = 'N/A'
