import type { Clock } from '@kivuko/clock'
import type { Entry } from '../cache/entry.ts'
import type { LocalCache } from '../cache/local-cache.ts'
import type { ProviderValue, Timestamps } from '../outcome.ts'
import type { Demand } from './answer.ts'
import type { EngineEvents } from './engine-events.ts'
import { aheadMsMax } from './engine-limits.ts'
import { type Feed, type KeyState, pushTtlMs } from './key-state.ts'
import type { Pace } from './pace.ts'
import type { Watchers } from './watchers.ts'

/** Keeps good values; the newest by the provider's time stays. */
export interface Keeper {
  /** What is kept of a key, for as long as it may be served at all. */
  kept(key: string): Entry | undefined
  /** What is kept, if it is good for the demand at once. */
  good(asked: Asked): Entry | undefined
  /** Keeps a value. Gives what was fetched, and the best that is known: that, or a newer one. */
  keep(state: KeyState, heard: Heard): { readonly fetched: Entry; readonly best: Entry }
  /** Keeps what another replica found. */
  adopt(state: KeyState, entry: Entry): void
}

/** What somebody asks for. */
export interface Asked {
  readonly key: string
  readonly demand: Demand
  readonly state: KeyState | undefined
}

/** What a source told. */
export interface Heard {
  readonly value: ProviderValue
  readonly timestamps: Timestamps
  readonly source: string
  /** The push source that told it; undefined when it was asked for. */
  readonly feed: Feed | undefined
}

/** What a keeper is made of. */
export interface KeeperOptions {
  readonly clock: Clock
  readonly cache: LocalCache<Entry> | undefined
  readonly pace: Pace
  readonly slidingAge: boolean
  readonly events: Pick<EngineEvents, 'onStored'>
  readonly watchers: Pick<Watchers, 'tell'>
}

/** A keeper over the first level, or over none. */
export function createKeeper(options: KeeperOptions): Keeper {
  const { cache, clock, events, pace, slidingAge, watchers } = options

  const store = (state: KeyState, { entry, feed }: Stored): void => {
    if (cache === undefined) return
    const { serveStaleForMs } = state.endpoint.terms
    const keepMs = slidingAge ? entry.ttlMs : Math.max(entry.ttlMs, serveStaleForMs)
    cache.set(state.key, entry, entry.storedAtMs + keepMs)
    state.stored = entry
    state.storedFrom = feed
    events.onStored(state.endpoint.name)
    watchers.tell(state.key, entry)
  }

  const ttlOf = (state: KeyState, feed: Feed | undefined): number =>
    feed === undefined ? pace.ttlMs(state) : pushTtlMs(state, feed)

  return {
    kept: (key) => cache?.get(key),
    good({ demand, key, state }) {
      const entry = cache?.get(key)
      if (entry === undefined) return undefined
      const nowMs = clock.now()
      const ageMs = nowMs - entry.storedAtMs
      if (demand.maxAgeMs !== undefined) return ageMs <= demand.maxAgeMs ? entry : undefined
      const isGood = slidingAge || ageMs <= entry.ttlMs || isBeingRenewed(state, nowMs)
      return isGood ? entry : undefined
    },
    keep(state, { feed, source, timestamps, value }) {
      const nowMs = clock.now()
      const ttlMs = ttlOf(state, feed)
      const fetched = { value, timestamps, source, storedAtMs: nowMs, ttlMs }
      const kept = cache?.get(state.key)
      if (kept !== undefined && isNewer(kept, { than: fetched, nowMs })) {
        return { fetched, best: kept }
      }
      if ((value.statusCode ?? 200) === 200) store(state, { entry: fetched, feed })
      return { fetched, best: fetched }
    },
    adopt(state, entry) {
      const kept = cache?.get(state.key)
      if (kept === undefined || kept.storedAtMs < entry.storedAtMs) {
        store(state, { entry, feed: undefined })
      }
    },
  }
}

interface Stored {
  readonly entry: Entry
  readonly feed: Feed | undefined
}

/**
 * While a key is being asked for that is kept warm, or failed last time, there is something to
 * serve; so there is when it was just refused.
 */
function isBeingRenewed(state: KeyState | undefined, nowMs: number): boolean {
  if (state === undefined) return false
  if (state.recent !== undefined && nowMs < state.recent.untilMs) return true
  return state.phase !== 'idle' && (state.warm || state.failures > 0)
}

/** Whether a value that is still good is from later, by the provider's own clock. */
function isNewer(
  kept: Entry,
  { nowMs, than }: { readonly than: Entry; readonly nowMs: number },
): boolean {
  const keptAt = kept.value.at
  const at = than.value.at
  if (keptAt === undefined || at === undefined || at >= keptAt) return false
  return nowMs - kept.storedAtMs <= kept.ttlMs && keptAt <= nowMs + aheadMsMax
}
