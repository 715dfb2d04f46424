import type { Clock } from '@kivuko/clock'
import type { Metrics } from '@kivuko/metrics'
import type { OmissionReason } from './price-market.ts'
import type { RateBook } from './rate-book.ts'
import type { Feed } from './watch-feed.ts'

const reasons: readonly OmissionReason[] = ['missing', 'stale', 'disputed']

/**
 * Shows, whenever metrics are read, the age of every rate, how many adapters it was made of, how
 * many pairs have no rate and why, and the age of every adapter's price.
 */
export function measureRates(
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
  { book, feeds }: { readonly book: RateBook; readonly feeds: readonly Feed[] },
): void {
  const secondsSince = (atMs: number) => Math.max(0, clock.now() - atMs) / 1_000
  for (const pair of book.pairs) {
    const labels = { pair: `${pair.base}/${pair.quote}` }
    metrics.observed({ name: 'kivuko_rate_age_seconds', help: ageHelp, labels }, () => {
      const price = book.price(pair)
      return 'omitted' in price ? Number.NaN : secondsSince(price.atMs)
    })
    metrics.observed({ name: 'kivuko_rate_adapters', help: adaptersHelp, labels }, () => {
      const price = book.price(pair)
      return 'omitted' in price ? 0 : price.adapters.length
    })
  }
  for (const reason of reasons) {
    const labels = { reason }
    metrics.observed({ name: 'kivuko_rates_omitted', help: omittedHelp, labels }, () => {
      const prices = book.pairs.map((pair) => book.price(pair))
      return prices.filter((price) => 'omitted' in price && price.omitted === reason).length
    })
  }
  for (const feed of feeds) {
    const labels = { market: feed.market, adapter: feed.adapter }
    metrics.observed({ name: 'kivuko_rate_feed_age_seconds', help: feedHelp, labels }, () => {
      return feed.quote === undefined ? Number.NaN : secondsSince(feed.quote.atMs)
    })
  }
}

const ageHelp = 'Age of the oldest price in a rate; NaN while the rate is left out.'
const adaptersHelp = 'Adapters that a rate is made of; 0 while it is left out.'
const omittedHelp = 'Pairs that have no rate now, by reason.'
const feedHelp = "Age of an adapter's price of a market; NaN before the first."
