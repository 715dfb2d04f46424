import type { Clock } from '@kivuko/clock'
import type { Metrics } from '@kivuko/metrics'
import type { Omitted, OmissionReason } from './price-market.ts'
import type { PricedBook, RateBook, RoutePrice } from './rate-book.ts'
import type { Feed } from './watch-feed.ts'

const reasons: readonly OmissionReason[] = ['missing', 'stale', 'disputed']

/** What is measured. */
export interface MeasuredRates {
  readonly book: () => RateBook
  readonly priced: () => PricedBook
  readonly feeds: readonly Feed[]
}

/**
 * Shows, whenever metrics are read, the age of every rate, how many adapters it was made of, how
 * many pairs have no rate and why, the age of every adapter's price, and whether it is believed.
 * Pairs that come later are shown from `addPairs` on; those that go are NaN.
 */
export function measureRates(
  { clock, metrics }: { readonly clock: Clock; readonly metrics: Metrics },
  measured: MeasuredRates,
): { readonly addPairs: () => void } {
  const { book, feeds, priced } = measured
  const secondsSince = (atMs: number) => Math.max(0, clock.now() - atMs) / 1_000
  const showPair = (name: string) => {
    const labels = { pair: name }
    metrics.observed({ name: 'kivuko_rate_age_seconds', help: ageHelp, labels }, () => {
      const price = priceOf(measured, name)
      return price === undefined || 'omitted' in price ? Number.NaN : secondsSince(price.atMs)
    })
    metrics.observed({ name: 'kivuko_rate_adapters', help: adaptersHelp, labels }, () => {
      const price = priceOf(measured, name)
      if (price === undefined) return Number.NaN
      return 'omitted' in price ? 0 : price.adapters.length
    })
  }
  for (const reason of reasons) {
    const labels = { reason }
    metrics.observed({ name: 'kivuko_rates_omitted', help: omittedHelp, labels }, () => {
      const prices = Array.from(book().pairs.values(), (pair) => priced().price(pair))
      return prices.filter((price) => 'omitted' in price && price.omitted === reason).length
    })
  }
  const labels = { reason: 'unrouted' }
  metrics.observed({ name: 'kivuko_rates_omitted', help: omittedHelp, labels }, () => {
    return book().unrouted.length + book().strangers.length
  })
  for (const feed of feeds) measureFeed({ metrics, secondsSince }, { feed, priced })
  const addPairs = () => [...book().pairs.keys()].forEach(showPair)
  addPairs()
  return { addPairs }
}

function priceOf({ book, priced }: MeasuredRates, name: string): RoutePrice | Omitted | undefined {
  const pair = book().pairs.get(name)
  return pair && priced().price(pair)
}

function measureFeed(
  ports: { readonly metrics: Metrics; readonly secondsSince: (atMs: number) => number },
  { feed, priced }: { readonly feed: Feed; readonly priced: () => PricedBook },
): void {
  const { metrics, secondsSince } = ports
  const { adapter, endpoint, market } = feed
  const labels = { market, adapter, ...(endpoint === undefined ? {} : { endpoint }) }
  metrics.observed({ name: 'kivuko_rate_feed_age_seconds', help: feedHelp, labels }, () => {
    return feed.quote === undefined ? Number.NaN : secondsSince(feed.quote.atMs)
  })
  metrics.observed({ name: 'kivuko_rate_feed_believed', help: believedHelp, labels }, () => {
    const price = priced().market(market)
    if (feed.quote === undefined || 'omitted' in price) return 0
    return price.believed.includes(feed.quote) ? 1 : 0
  })
}

const ageHelp = 'Age of the oldest price in a rate; NaN while the rate is left out.'
const adaptersHelp = 'Adapters that a rate is made of; 0 while it is left out.'
const omittedHelp =
  'Pairs that have no rate now, by reason; unrouted: to which no market leads, and assets of none.'
const feedHelp = "Age of an adapter's price of a market; NaN before the first."
const believedHelp = "1 while an adapter's price of a market is fresh and near that of the others."
