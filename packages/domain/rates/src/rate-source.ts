import type { Ratio } from '@kivuko/money'

/** Why there is no rate. `detail` is for people and logs. */
export interface RateRefusal {
  readonly refusal:
    | 'MissingExchangeRatesUrl'
    | 'FailedToGetExchangeRatesUrl'
    | 'CouldNotFetchRates'
    | 'MissingBaseAsset'
    | 'InvalidBaseAsset'
    | 'InvalidDestinationPrice'
  readonly detail: string
}

/**
 * What one whole of the base is worth in wholes of other currencies, by code. Every rate is above
 * 0.
 */
export interface RateTable {
  readonly base: string
  readonly rates: ReadonlyMap<string, Ratio>
  /**
   * Asked whenever the table is about to be used, so to be answered at once: false when it should
   * be loaded anew before its lifetime is over. A table holds for its lifetime if left out.
   */
  readonly holds?: () => boolean
}

/** Where exchange rates come from. */
export interface RateSource {
  /**
   * The rates of one currency for a tenant. The world's failures are refusals; it throws only on
   * bugs.
   */
  load(base: string, tenantId: string): Promise<RateTable | RateRefusal>
}
