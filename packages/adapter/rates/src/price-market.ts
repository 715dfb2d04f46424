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
 * old; `disputed` = they contradict each other, or too few agree; `unrouted` = no market leads
 * there.
 */
export type OmissionReason = 'missing' | 'stale' | 'disputed' | 'unrouted'

/** Nothing, and why. */
export interface Omitted {
  readonly omitted: OmissionReason
}

/** What a market comes to. */
export interface MarketPrice {
  readonly price: Ratio
  /** When the oldest quote in it is from. */
  readonly atMs: number
  readonly believed: readonly Quote[]
}

/** How far adapters may differ, and how many have to agree. */
export interface GuardTerms {
  readonly outlierBasisPoints: number
  readonly agreeing: number
}

/**
 * The median of the fresh quotes that are near the median of all fresh ones. Those far from it are
 * not believed; when they are half or more, nobody is. As old as the oldest quote believed. While
 * honest adapters are the majority and within `outlierBasisPoints` of each other, the price is
 * between the lowest and the highest of theirs, whatever the others say.
 */
export function priceMarket(
  quotes: readonly Quote[],
  nowMs: number,
  terms: GuardTerms,
): MarketPrice | Omitted {
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
  return { price, atMs: Math.min(...believed.map((quote) => quote.atMs)), believed }
}

/** So many ten-thousandths of a ratio. */
export function scaled(ratio: Ratio, basisPoints: bigint): Ratio {
  return multiply(ratio, makeRatio(basisPoints, 10_000n))
}
