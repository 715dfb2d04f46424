import { divideRatios, one, ratioFromDecimal } from '@kivuko/money'
import type { Ratio } from '@kivuko/money'
import type { RateSource } from './rate-source.ts'

/** A table that a person wrote down. */
export interface FixedRates {
  readonly base: string
  /** What one whole of the base is worth, by code, in decimal text: `{ EUR: '0.92' }`. */
  readonly rates: Readonly<Record<string, string>>
}

/**
 * Rates that never change, for the quick start and tests. Any currency of the table can be the
 * base; the rates between two others are exact quotients. Throws when a rate is not a number above
 * 0.
 */
export function createFixedRateSource(fixed: FixedRates): RateSource {
  const prices = new Map<string, Ratio>([[fixed.base, one]])
  for (const [code, text] of Object.entries(fixed.rates)) prices.set(code, readRate(code, text))
  return {
    load: async (base) => {
      const price = prices.get(base)
      if (price === undefined) {
        return { refusal: 'InvalidBaseAsset', detail: `the table has no ${base}` }
      }
      const rates = new Map<string, Ratio>()
      for (const [code, other] of prices) {
        if (code !== base) rates.set(code, divideRatios(other, price))
      }
      return { base, rates }
    },
  }
}

function readRate(code: string, text: string): Ratio {
  const rate = ratioFromDecimal(text)
  if (rate === undefined || rate.num === 0n) throw new RangeError(`no rate for ${code}: ${text}`)
  return rate
}
