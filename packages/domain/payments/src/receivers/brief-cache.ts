import type { Clock } from '@kivuko/clock'

/** A few answers, kept for a while. */
export interface BriefCache<T> {
  get(key: string): T | undefined
  set(key: string, value: T): void
}

/** Makes an empty cache; when it is full, what was put in first goes first. */
export function createBriefCache<T>(options: {
  readonly clock: Clock
  readonly lifetimeMs: number
  readonly entriesMax: number
}): BriefCache<T> {
  const { clock, lifetimeMs, entriesMax } = options
  const entries = new Map<string, { readonly value: T; readonly untilMs: number }>()
  return {
    get(key) {
      const entry = entries.get(key)
      if (entry === undefined) return undefined
      if (clock.monotonicMs() < entry.untilMs) return entry.value
      entries.delete(key)
      return undefined
    },
    set(key, value) {
      entries.delete(key)
      const [oldest] = entries.keys()
      if (entries.size >= entriesMax && oldest !== undefined) entries.delete(oldest)
      entries.set(key, { value, untilMs: clock.monotonicMs() + lifetimeMs })
    },
  }
}
