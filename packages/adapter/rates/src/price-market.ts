import { compare, makeRatio, median, multiply, type Ratio } from './ratio.ts'

/** The last that one adapter said of a market. */
export interface Quote {
  readonly adapter: string
  readonly price: Ratio
  /** When the price is from: as the provider says, otherwise when it came. */
  readonly atMs: number
  /** From when on it counts no more. */
  readonly staleAtMs: number
}

/**
 * Why there is no price: `missing` = no adapter has ever had one; `stale` = what they had is too
 * old; `disputed` = they contradict each other, or too few agree.
 */
export type OmissionReason = 'missing' | 'stale' | 'disputed'

/** What a market, or a way over several, comes to. */
export type Price =
  | { readonly price: Ratio; readonly atMs: number; readonly adapters: readonly string[] }
  | { readonly omitted: OmissionReason }

/** How far adapters may differ, and how many have to agree. */
export interface GuardTerms {
  readonly outlierBasisPoints: number
  readonly agreeing: number
}

/**
 * The median of the fresh quotes that are near the median of all fresh ones. Those far from it are
 * not believed; when they are half or more, nobody is. As old as the oldest quote believed.
 */
export function priceMarket(quotes: readonly Quote[], nowMs: number, terms: GuardTerms): Price {
  const fresh = quotes.filter(({ staleAtMs }) => nowMs < staleAtMs)
  const middle = median(fresh.map(({ price }) => price))
  if (middle === undefined) return { omitted: quotes.length === 0 ? 'missing' : 'stale' }
  const lowest = scaled(middle, 10_000n - BigInt(terms.outlierBasisPoints))
  const highest = scaled(middle, 10_000n + BigInt(terms.outlierBasisPoints))
  const believed = fresh.filter(
    ({ price }) => compare(price, lowest) >= 0 && compare(price, highest) <= 0,
  )
  const price = median(believed.map((quote) => quote.price))
  const isMajority = 2 * believed.length > fresh.length
  if (price === undefined || !isMajority || believed.length < terms.agreeing) {
    return { omitted: 'disputed' }
  }
  const atMs = Math.min(...believed.map((quote) => quote.atMs))
  return { price, atMs, adapters: believed.map(({ adapter }) => adapter) }
}

/** So many ten-thousandths of a ratio. */
export function scaled(ratio: Ratio, basisPoints: bigint): Ratio {
  return multiply(ratio, makeRatio(basisPoints, 10_000n))
}
