import type { Clock } from '@kivuko/clock'

/** How the first level is kept. */
export interface LocalCacheOptions {
  readonly clock: Clock
  /** CACHE_MAX_ITEMS: beyond this the least recently used one goes. */
  readonly itemsMax: number
  /** CACHE_UPDATE_AGE_ON_GET: every use lets it live for its whole time again. */
  readonly updateAgeOnGet?: boolean
  /** An item had to make room, though its time may not have been over. */
  readonly onOverflow?: () => void
}

/** The first level: values in memory, each until its own time. Every step is O(1). */
export interface LocalCache<V> {
  /** The value, while its time is not over; it becomes the most recently used one. */
  get(key: string): V | undefined
  /** Keeps a value until `untilMs` of the epoch, excluded. */
  set(key: string, value: V, untilMs: number): void
  delete(key: string): void
  /** Values held, those included whose time is over and that nobody asked for since. */
  readonly size: number
}

/** A value in the ring of uses. */
interface Item<V> {
  readonly key: string
  value: V
  untilMs: number
  /** For how long it was set. */
  ttlMs: number
  /** Used more recently; of the most recent one, the end of the ring. */
  newer: Item<V>
  older: Item<V>
}

/**
 * An empty cache. Expiry is lazy: an item goes when it is asked for, or when others need its place.
 */
export function createLocalCache<V>(options: LocalCacheOptions): LocalCache<V> {
  const { clock, itemsMax, onOverflow, updateAgeOnGet = false } = options
  const items = new Map<string, Item<V>>()
  const end = ringEnd<V>()

  const drop = (item: Item<V>): void => {
    items.delete(item.key)
    unlink(item)
  }

  const get = (key: string): V | undefined => {
    const item = items.get(key)
    if (item === undefined) return undefined
    const nowMs = clock.now()
    if (nowMs >= item.untilMs) {
      drop(item)
      return undefined
    }
    if (updateAgeOnGet) item.untilMs = nowMs + item.ttlMs
    touch(item, end)
    return item.value
  }

  const set = (key: string, value: V, untilMs: number): void => {
    const ttlMs = untilMs - clock.now()
    const known = items.get(key)
    if (known !== undefined) {
      Object.assign(known, { value, untilMs, ttlMs })
      touch(known, end)
      return
    }
    const item: Item<V> = { key, value, untilMs, ttlMs, newer: end, older: end }
    items.set(key, item)
    linkNewest(item, end)
    if (items.size <= itemsMax) return
    drop(end.newer)
    onOverflow?.()
  }

  return {
    get,
    set,
    delete: (key) => {
      const item = items.get(key)
      if (item !== undefined) drop(item)
    },
    get size() {
      return items.size
    },
  }
}

/** The end stands between the newest (its `older`) and the oldest (its `newer`), and is no item. */
function ringEnd<V>(): Item<V> {
  const end = { key: '', untilMs: 0, ttlMs: 0 } as Item<V> // the rest is set below, but the value
  end.newer = end
  end.older = end
  return end
}

function touch<V>(item: Item<V>, end: Item<V>): void {
  if (end.older === item) return
  unlink(item)
  linkNewest(item, end)
}

function unlink<V>({ newer, older }: Item<V>): void {
  newer.older = older
  older.newer = newer
}

function linkNewest<V>(item: Item<V>, end: Item<V>): void {
  item.newer = end
  item.older = end.older
  end.older.newer = item
  end.older = item
}
