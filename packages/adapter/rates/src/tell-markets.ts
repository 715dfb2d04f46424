import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { MarketPrice, Omitted, OmissionReason } from './price-market.ts'

/** How often markets are looked at: no reader of a log is quicker. */
const lookMs = 5_000

/** Logs, once each time, that a market has lost its price and why, and that it has one again. */
export function tellMarkets(options: {
  readonly clock: Clock
  readonly log: Log
  readonly markets: readonly string[]
  readonly priceOf: (market: string) => MarketPrice | Omitted
}): AsyncDisposable {
  const { clock, log, markets, priceOf } = options
  const told = new Map<string, OmissionReason>()
  let timer: Timer
  const look = () => {
    for (const market of markets) {
      const price = priceOf(market)
      const reason = 'omitted' in price ? price.omitted : undefined
      if (reason === told.get(market)) continue
      if (reason === undefined) {
        log.info('a market has a price again', { market })
        told.delete(market)
      } else {
        log.warn('a market has no price: rates made of it are left out', { market, reason })
        told.set(market, reason)
      }
    }
    timer = clock.after(lookMs, look)
  }
  timer = clock.after(lookMs, look)
  return { [Symbol.asyncDispose]: async () => timer.cancel() }
}
