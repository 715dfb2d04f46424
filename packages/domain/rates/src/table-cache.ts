import type { Clock } from '@kivuko/clock'
import type { Ratio } from '@kivuko/money'
import type { RateEvents } from './events.ts'
import type { RateRefusal, RateSource, RateTable } from './rate-source.ts'

/** How long after a failure the source is left alone. */
export const rateRetryMs = 1_000

/** Tables kept, one for each tenant and base; beyond it the oldest goes. */
export const rateTablesMax = 10_000

/** A table in use, with room for the ratios that were worked out from it. */
export interface CachedTable {
  readonly table: RateTable
  readonly loadedAtMs: number
  readonly ratios: Map<string, Ratio>
}

/** Tables by tenant and base, refreshed ahead of their end while they are in use. */
export interface TableCache {
  /**
   * The table at hand; `undefined` when there is none, its lifetime is over or it does not hold.
   * Never waits.
   */
  now(base: string, tenantId: string): CachedTable | undefined
  /** Loads the table, or joins the load under way. A refusal is given again for `rateRetryMs`. */
  load(base: string, tenantId: string): Promise<CachedTable | RateRefusal>
}

/** What a cache needs. */
export interface TableCacheOptions {
  readonly source: RateSource
  readonly clock: Clock
  readonly events: RateEvents
  readonly lifetimeMs: number
}

/** Makes an empty cache. */
export function createTableCache(options: TableCacheOptions): TableCache {
  const { clock, events, lifetimeMs } = options
  const entries = new Map<string, Entry>()
  // The last third of a table's life is enough for a refresh that takes as long as it may.
  const refreshAfterMs = (lifetimeMs * 2) / 3
  return {
    now: (base, tenantId) => {
      const entry = entries.get(keyOf(base, tenantId))
      if (entry?.cached === undefined) return undefined
      const ageMs = clock.monotonicMs() - entry.cached.loadedAtMs
      if (ageMs >= lifetimeMs) return undefined
      if (entry.cached.table.holds?.() === false) {
        entry.cached = undefined
        events.outdated({ base, tenantId })
        return undefined
      }
      if (ageMs >= refreshAfterMs) refresh(options, entry)
      return entry.cached
    },
    load: async (base, tenantId) => load(options, findEntry(entries, base, tenantId)),
  }
}

interface Entry {
  readonly base: string
  readonly tenantId: string
  cached: CachedTable | undefined
  loading: Promise<CachedTable | RateRefusal> | undefined
  refused: { readonly refusal: RateRefusal; readonly retryAtMs: number } | undefined
}

function keyOf(base: string, tenantId: string): string {
  return `${tenantId} ${base}`
}

function findEntry(entries: Map<string, Entry>, base: string, tenantId: string): Entry {
  const key = keyOf(base, tenantId)
  const known = entries.get(key)
  if (known !== undefined) return known
  const [oldest] = entries.keys()
  if (oldest !== undefined && entries.size >= rateTablesMax) entries.delete(oldest)
  const entry = { base, tenantId, cached: undefined, loading: undefined, refused: undefined }
  entries.set(key, entry)
  return entry
}

/** Loads behind the back of whoever uses the old table; what fails is told by the events. */
function refresh(options: TableCacheOptions, entry: Entry): void {
  if (entry.loading === undefined) load(options, entry).catch(() => undefined)
}

async function load(options: TableCacheOptions, entry: Entry): Promise<CachedTable | RateRefusal> {
  if (entry.loading !== undefined) return entry.loading
  if (entry.refused !== undefined && options.clock.monotonicMs() < entry.refused.retryAtMs) {
    return entry.refused.refusal
  }
  entry.loading = loadNow(options, entry)
  try {
    return await entry.loading
  } finally {
    entry.loading = undefined
  }
}

async function loadNow(
  options: TableCacheOptions,
  entry: Entry,
): Promise<CachedTable | RateRefusal> {
  const { source, clock, events } = options
  const { base, tenantId } = entry
  const answer = await source.load(base, tenantId).catch((error: unknown) => {
    events.failed(error, { base, tenantId })
    throw error
  })
  const nowMs = clock.monotonicMs()
  if ('refusal' in answer) {
    entry.refused = { refusal: answer, retryAtMs: nowMs + rateRetryMs }
    events.refused(answer, { base, tenantId })
    return answer
  }
  events.loaded()
  entry.refused = undefined
  entry.cached = { table: answer, loadedAtMs: nowMs, ratios: new Map() }
  return entry.cached
}
