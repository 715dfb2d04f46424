/** Entries of one cache before the oldest goes. */
const cacheEntriesMax = 10_000

/** Answers kept in memory until the truth changes. Concurrent misses of a key share one read. */
export interface ReadCache<Key, Value> {
  get(key: Key): Promise<Value | undefined>
  /** Forgets everything; reads that are under way are not kept. */
  clear(): void
}

/** Makes a cache over `read`. That something is missing is not kept: it may come at any time. */
export function createReadCache<Key, Value>(
  read: (key: Key) => Promise<Value | undefined>,
  entriesMax = cacheEntriesMax,
): ReadCache<Key, Value> {
  let entries = new Map<Key, Promise<Value | undefined>>()
  return {
    get(key) {
      const kept = entries.get(key)
      if (kept) return kept
      const generation = entries
      const reading = read(key).then(
        (value) => {
          if (value === undefined) generation.delete(key)
          return value
        },
        (error: unknown) => {
          generation.delete(key)
          throw error
        },
      )
      if (entries.size >= entriesMax) {
        const oldest = entries.keys().next()
        if (!oldest.done) entries.delete(oldest.value)
      }
      entries.set(key, reading)
      return reading
    },
    clear() {
      entries = new Map()
    },
  }
}
