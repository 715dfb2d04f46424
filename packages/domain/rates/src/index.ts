export { createFixedRateSource, type FixedRates } from './fixed-rate-source.ts'
export {
  createHttpRateSource,
  type HttpRateSourceOptions,
  rateBodyBytesMax,
  rateRequestMsMax,
} from './http-rate-source.ts'
export { parseRateTable } from './parse-rate-table.ts'
export type { RateRefusal, RateSource, RateTable } from './rate-source.ts'
export {
  createRates,
  rateLifetimeMsDefault,
  type RatePair,
  type Rates,
  type RatesOptions,
} from './rates.ts'
export { rateRetryMs, rateTablesMax } from './table-cache.ts'
