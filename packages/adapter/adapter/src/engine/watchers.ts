import type { Entry } from '../cache/entry.ts'

/** Who is told of each value that is kept of a key, the moment that it is. */
export interface Watchers {
  /** The returned function ends it. */
  add(key: string, hear: (entry: Entry) => void): () => void
  tell(key: string, entry: Entry): void
}

/** Nobody watches. */
export function createWatchers(): Watchers {
  const byKey = new Map<string, Set<(entry: Entry) => void>>()
  return {
    add: (key, hear) => {
      const those = byKey.get(key) ?? new Set()
      byKey.set(key, those)
      those.add(hear)
      return () => {
        those.delete(hear)
        if (those.size === 0 && byKey.get(key) === those) byKey.delete(key)
      }
    },
    tell: (key, entry) => {
      const those = byKey.get(key)
      if (those === undefined) return
      for (const hear of those) hear(entry)
    },
  }
}
