export type { OmissionReason } from './price-market.ts'
export {
  type BoardTable,
  createRateBoard,
  type RateBoard,
  type RateBoardOptions,
  ratesMaxAgeMsDefault,
  ratesRefreshMsDefault,
} from './rate-board.ts'
export type { PublishedRate, RateTable } from './rate-book.ts'
export type { FeedConfig, RatesConfig } from './rates-config.ts'
export { haveMoved } from './rates-move.ts'
export { createRatesServer, type RatesServerOptions } from './rates-server.ts'
export { readRatesConfig, type RatesConfigTerms } from './read-rates-config.ts'
