import type { WeeklyClosure } from './weekly-closure.ts'

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
  /** Whether it says so itself: then nobody else does. */
  readonly namesAssets: boolean
  /** By `EUR/USD`, the price of one euro in dollars: the adapters that know it. */
  readonly markets: Readonly<Record<string, readonly FeedConfig[]>>
  /** Assets by which others are crossed, best first. */
  readonly pivots: readonly string[]
  /**
   * By pair, its routes, best first: `direct`, `inverse`, `via USD`, `via USD EUR`. A pair that is
   * not there goes direct, inverse, then by each pivot. The way back is the same way, inverted.
   */
  readonly pairs: Readonly<Record<string, readonly string[]>>
  /** By market: when it is closed in every week, in order. */
  readonly closures: ReadonlyMap<string, readonly WeeklyClosure[]>
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
