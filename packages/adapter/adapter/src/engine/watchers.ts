import type { Clock } from '@kivuko/clock'
import type { Entry } from '../cache/entry.ts'
import type { Engine } from './engine.ts'
import type { AnswerMaker } from './make-answer.ts'

/** Who is told of each value that is kept of a key, the moment that it is. */
export interface Watchers {
  /** The returned function ends it. */
  add(key: string, hear: (entry: Entry) => void): () => void
  tell(key: string, entry: Entry): void
}

/** What is told to those who watch an engine. */
export function watchAnswers(options: {
  readonly clock: Clock
  readonly maker: AnswerMaker
  readonly watchers: Watchers
}): Engine['watch'] {
  const { clock, maker, watchers } = options
  return ({ inverse = false, key }, hear) =>
    watchers.add(key, (entry) => {
      const answer = maker.answer(entry, { inverse, hit: true, nowMs: clock.now() })
      if ('value' in answer) hear(answer)
    })
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
