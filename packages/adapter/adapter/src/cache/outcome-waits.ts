import type { Clock } from '@kivuko/clock'
import type { SharedOutcome } from './entry.ts'

/** Those of this process who wait for what becomes of a key. */
export interface OutcomeWaits {
  wait(key: string, waitMs: number): Promise<SharedOutcome | undefined>
  /** What a replica told; `read` is called only if somebody waits for it. */
  tell(key: string, read: () => SharedOutcome | undefined): void
  /** Ends every wait without an outcome. */
  giveUp(): void
}

/** What waiting needs. */
export interface OutcomeWaitsOptions {
  readonly clock: Clock
  /** Looks what is known of a key; `undefined` when nobody is at it. */
  look(key: string): Promise<'open' | SharedOutcome | undefined>
}

/** How often is looked, in case that a message or the claim's holder was lost. */
const LOOK_MS = 250

type End = (outcome: SharedOutcome | undefined) => void

/**
 * Each wait looks at once, since the outcome may have been told between the refused claim and now,
 * and listens already while it does.
 */
export function createOutcomeWaits({ clock, look }: OutcomeWaitsOptions): OutcomeWaits {
  const waiting = new Map<string, Set<End>>()

  const wait = (key: string, waitMs: number): Promise<SharedOutcome | undefined> =>
    new Promise((resolve) => {
      const ends = waiting.get(key) ?? new Set()
      waiting.set(key, ends)
      const end: End = (outcome) => {
        if (!ends.delete(end)) return
        if (ends.size === 0 && waiting.get(key) === ends) waiting.delete(key)
        deadline.cancel()
        nextLook.cancel()
        resolve(outcome)
      }
      const lookNow = (): void => {
        look(key).then(
          (found) => (found === 'open' ? lookLater() : end(found)),
          // A Redis that is lost ends all waits; a single failure is no reason to.
          lookLater,
        )
      }
      const lookLater = (): void => {
        if (ends.has(end)) nextLook = clock.after(LOOK_MS, lookNow)
      }
      const deadline = clock.after(waitMs, () => end(undefined))
      let nextLook = clock.after(waitMs, () => undefined)
      ends.add(end)
      lookNow()
    })

  return {
    wait,
    tell: (key, read) => {
      const ends = waiting.get(key)
      const outcome = ends === undefined ? undefined : read()
      if (ends === undefined || outcome === undefined) return
      for (const end of ends) end(outcome)
    },
    giveUp: () => {
      for (const ends of waiting.values()) for (const end of ends) end(undefined)
    },
  }
}
