import type { AskAdapter } from '@kivuko/adapter'
import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import { createRateBook, type PricedBook, type RateBook, type RateTable } from './rate-book.ts'
import { measureRates } from './measure-rates.ts'
import type { FeedConfig, RatesConfig } from './rates-config.ts'
import { readRatesConfig } from './read-rates-config.ts'
import { tellMarkets } from './tell-markets.ts'
import { tellUnrouted } from './tell-unrouted.ts'
import { type Feed, watchFeed } from './watch-feed.ts'
import { type WrittenTable, writeTable } from './write-table.ts'

/** How often adapters are asked, unless told otherwise: they answer from their caches. */
export const ratesRefreshMsDefault = 1_000

/** How old a price may be, unless told otherwise. */
export const ratesMaxAgeMsDefault = 60_000

/** For how long a table is answered before it is worked out anew: what is stale must go. */
const tableKeptMsMax = 250

/** For how long a table is answered though a price has changed: with many, one always has. */
const changedTableKeptMsMax = 20

/** Rates made of the prices of adapters, always at hand. Close it to stop asking. */
export interface RateBoard extends AsyncDisposable {
  /**
   * What one whole of the base is worth to a tenant; nothing waits. Empty when everything is stale,
   * `undefined` for a base that no market leads from, or that the configuration does not name.
   */
  rates(base: string, tenantId?: string): BoardTable | undefined
  /**
   * These are the assets of the node: rates to them, and from them to all others, are needed, and
   * looked after. Rates between others are told as well, as long as there are some. Without effect
   * when the configuration names its assets.
   */
  setAssets(codes: readonly string[]): void
  /** Whether the configuration names its assets. */
  readonly namesAssets: boolean
  /** The assets that have a table, in order. */
  bases(): readonly string[]
  /** Resolves when every adapter has told its first prices, and after `waitMs` at most. */
  started(waitMs: number): Promise<void>
  /** Needed pairs without a rate now, as `EUR/USD (stale)`; not those that no market leads to. */
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
  /** Whether `setAssets` will say which assets matter. */
  readonly followsAssets?: boolean
  readonly refreshMs?: number
  readonly maxAgeMs?: number
}

/**
 * Asks every adapter of the configuration from now on, so that all pairs stay warm. Throws an error
 * that lists what is wrong with the configuration.
 */
export function createRateBoard(options: RateBoardOptions): RateBoard {
  const { clock, log, refreshMs = ratesRefreshMsDefault } = options
  const config = readOrThrow(options)
  const feeds = new Map<string, readonly Feed[]>()
  let book = createRateBook(config)
  let moment: Moment | undefined
  let hasChanged = false
  const now = (): Moment => {
    const nowMs = clock.now()
    const keptMs = hasChanged ? changedTableKeptMsMax : tableKeptMsMax
    if (moment !== undefined && Math.abs(nowMs - moment.priced.nowMs) < keptMs) return moment
    hasChanged = false
    moment = momentOf(book, { nowMs, feeds })
    return moment
  }
  const changed = (isFirst: boolean) => {
    hasChanged = true
    // Somebody may be waiting for just this one.
    if (isFirst) moment = undefined
  }
  const watch = feedWatcher(options, { closures: config.closures, changed })
  for (const [market, list] of Object.entries(config.markets)) {
    feeds.set(
      market,
      list.map((each) => watch(market, each)),
    )
  }
  const all = [...feeds.values()].flat()
  const measured = { book: () => book, priced: () => now().priced, feeds: all }
  const { addPairs } = measureRates(options, measured)
  const tell = tellUnrouted(log)
  const telling = tellMarkets({
    clock,
    log,
    markets: [...feeds.keys()],
    priceOf: (market) => now().priced.market(market),
  })
  return {
    refreshMs,
    namesAssets: config.namesAssets,
    rates: (base, tenantId = '') => {
      const { basisPoints, tenants } = config.spread
      const spread = Object.hasOwn(tenants, tenantId) ? tenants[tenantId] : basisPoints
      return tableAt(now(), base, spread ?? basisPoints)
    },
    setAssets: (codes) => {
      const assets = [...new Set(codes)].toSorted()
      if (config.namesAssets || assets.join('\n') === book.needed.join('\n')) return
      book = book.needing(assets)
      moment = undefined
      addPairs()
      tell(book)
    },
    bases: () => book.bases,
    started: (waitMs) => untilPriced(clock, all, waitMs),
    omitted: () => {
      return Array.from(book.pairs, ([name, pair]) => {
        const price = now().priced.price(pair)
        return 'omitted' in price ? [`${name} (${price.omitted})`] : []
      }).flat()
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all([telling, ...all].map((part) => part[Symbol.asyncDispose]()))
    },
  }
}

/** All that is worked out of the quotes of one moment, as far as somebody asked. */
interface Moment {
  readonly priced: PricedBook
  readonly tables: Map<string, BoardTable>
}

function momentOf(
  book: RateBook,
  {
    nowMs,
    feeds,
  }: { readonly nowMs: number; readonly feeds: ReadonlyMap<string, readonly Feed[]> },
): Moment {
  const quotesOf = (market: string) => (feeds.get(market) ?? []).flatMap(({ quote }) => quote ?? [])
  return { priced: book.at({ nowMs, quotesOf }), tables: new Map() }
}

function tableAt({ priced, tables }: Moment, base: string, spread: number): BoardTable | undefined {
  const key = `${base} ${spread}`
  const known = tables.get(key)
  if (known !== undefined) return known
  const table = priced.table(base, spread)
  if (table === undefined) return undefined
  let written: WrittenTable | undefined
  const made: BoardTable = {
    ...table,
    workedOutAtMs: priced.nowMs,
    written: () => (written ??= writeTable(table)),
  }
  tables.set(key, made)
  return made
}

function readOrThrow({ adapter, config, followsAssets = false }: RateBoardOptions): RatesConfig {
  const isAdapter = (name: string) => adapter(name) !== undefined
  const read = readRatesConfig(config, { isAdapter, followsAssets })
  if ('config' in read) return read.config
  throw new Error(`The rates cannot be configured so:\n  ${read.problems.join('\n  ')}`)
}

function feedWatcher(
  options: RateBoardOptions,
  shared: Pick<RatesConfig, 'closures'> & { readonly changed: (isFirst: boolean) => void },
) {
  const { clock, log, refreshMs = ratesRefreshMsDefault, maxAgeMs = ratesMaxAgeMsDefault } = options
  return (market: string, config: FeedConfig): Feed => {
    const ask = options.adapter(config.adapter)
    if (ask === undefined) throw new Error(`${market}: there is no adapter ${config.adapter}`)
    const closures = shared.closures.get(market) ?? []
    const terms = { refreshMs, maxAgeMs, closures }
    return watchFeed({ clock, log, ask, market, config, terms, changed: shared.changed })
  }
}

async function untilPriced(clock: Clock, feeds: readonly Feed[], waitMs: number): Promise<void> {
  const waiting = new AbortController()
  const priced = Promise.all(feeds.map((feed) => feed.priced))
  const given = clock.sleep(waitMs, waiting.signal).catch(() => undefined)
  await Promise.race([priced, given])
  waiting.abort()
}
