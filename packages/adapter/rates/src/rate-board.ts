import type { AskAdapter } from '@kivuko/adapter'
import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import { createRateBook, type RateTable } from './rate-book.ts'
import { measureRates } from './measure-rates.ts'
import { readRatesConfig } from './rates-config.ts'
import { type Feed, watchFeed } from './watch-feed.ts'
import { type WrittenTable, writeTable } from './write-table.ts'

/** How often adapters are asked, unless told otherwise: they answer from their caches. */
export const ratesRefreshMsDefault = 1_000

/** How old a price may be, unless told otherwise. */
export const ratesMaxAgeMsDefault = 60_000

/** For how long a table is answered before it is worked out anew: what is stale must go. */
const tableKeptMsMax = 250

/** Rates made of the prices of adapters, always at hand. Close it to stop asking. */
export interface RateBoard extends AsyncDisposable {
  /**
   * What one whole of the base is worth to a tenant; nothing waits. Empty when everything is stale,
   * `undefined` for a base that is not among the assets.
   */
  rates(base: string, tenantId?: string): BoardTable | undefined
  /** Resolves when every adapter has told its first prices, and after `waitMs` at most. */
  started(waitMs: number): Promise<void>
  /** The pairs without a rate now, as `EUR/USD (stale)`. */
  omitted(): readonly string[]
  readonly refreshMs: number
}

/** A table at hand. */
export interface BoardTable extends RateTable {
  /** When it was worked out. */
  readonly workedOutAtMs: number
  /** Made when it is first asked for. */
  written(): WrittenTable
}

/** What a board needs. */
export interface RateBoardOptions {
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  /** As read from JSON. */
  readonly config: unknown
  /** Finds an adapter by its name, in this process or over HTTP. */
  readonly adapter: (name: string) => AskAdapter | undefined
  readonly refreshMs?: number
  readonly maxAgeMs?: number
}

/**
 * Asks every adapter of the configuration from now on, so that all pairs stay warm. Throws an error
 * that lists what is wrong with the configuration.
 */
export function createRateBoard(options: RateBoardOptions): RateBoard {
  const { clock, refreshMs = ratesRefreshMsDefault } = options
  const config = readRatesConfig(options.config)
  const tables = new Map<string, BoardTable>()
  const feeds = new Map<string, Feed[]>()
  const book = createRateBook({
    config,
    now: () => clock.now(),
    quotesOf: (market) => (feeds.get(market) ?? []).flatMap(({ quote }) => quote ?? []),
  })
  const watch = feedWatcher(options, () => tables.clear())
  for (const [market, list] of Object.entries(config.markets)) {
    feeds.set(
      market,
      list.map((each) => watch(market, each)),
    )
  }
  measureRates(options, { book, feeds: [...feeds.values()].flat() })
  const all = [...feeds.values()].flat()
  return {
    refreshMs,
    rates: (base, tenantId = '') => {
      const { basisPoints, tenants } = config.spread
      const spread = Object.hasOwn(tenants, tenantId) ? tenants[tenantId] : basisPoints
      return tableAt(tables, { key: `${base} ${spread}`, nowMs: clock.now() }, () =>
        book.table(base, spread ?? basisPoints),
      )
    },
    started: async (waitMs) => {
      const waiting = new AbortController()
      const priced = Promise.all(all.map((feed) => feed.priced))
      const given = clock.sleep(waitMs, waiting.signal).catch(() => undefined)
      await Promise.race([priced, given])
      waiting.abort()
    },
    omitted: () => {
      return book.pairs.flatMap((pair) => {
        const price = book.price(pair)
        return 'omitted' in price ? [`${pair.base}/${pair.quote} (${price.omitted})`] : []
      })
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(all.map((feed) => feed[Symbol.asyncDispose]()))
    },
  }
}

/** Makes feeds; throws when nobody has said where an adapter is. */
function feedWatcher(options: RateBoardOptions, changed: () => void) {
  const { clock, log, refreshMs = ratesRefreshMsDefault, maxAgeMs = ratesMaxAgeMsDefault } = options
  return (market: string, config: Parameters<typeof watchFeed>[0]['config']): Feed => {
    const ask = options.adapter(config.adapter)
    if (ask === undefined) throw new Error(`${market}: there is no adapter ${config.adapter}`)
    return watchFeed({ clock, log, ask, market, config, terms: { refreshMs, maxAgeMs }, changed })
  }
}

/** The table at hand, or a new one when quotes have changed or time has passed. */
function tableAt(
  tables: Map<string, BoardTable>,
  { key, nowMs }: { readonly key: string; readonly nowMs: number },
  workOut: () => RateTable | undefined,
): BoardTable | undefined {
  const known = tables.get(key)
  if (known !== undefined && Math.abs(nowMs - known.workedOutAtMs) < tableKeptMsMax) return known
  const table = workOut()
  if (table === undefined) return undefined
  let written: WrittenTable | undefined
  const made: BoardTable = {
    ...table,
    workedOutAtMs: nowMs,
    written: () => (written ??= writeTable(table)),
  }
  tables.set(key, made)
  return made
}
