import type { KeyState } from './key-state.ts'

/** The keys that were asked for not long ago, never more than so many. */
export interface KeyTable {
  get(key: string): KeyState | undefined
  /** Adds a key; false when all places are taken by keys that somebody waits for. */
  add(state: KeyState): boolean
  delete(state: KeyState): void
  values(): Iterable<KeyState>
  readonly size: number
}

/** What a table is made of. */
export interface KeyTableOptions {
  readonly keysMax: number
  /** Is told a key that had to make room, before it is gone. */
  readonly onEvicted: (state: KeyState) => void
}

/**
 * An empty table. Room is made by a second chance for all: the oldest place is given up unless its
 * key was asked for since the last look, in which case it goes to the end; so a request costs no
 * reordering.
 */
export function createKeyTable({ keysMax, onEvicted }: KeyTableOptions): KeyTable {
  const states = new Map<string, KeyState>()
  const chances = new WeakMap<KeyState, number>()

  const makeRoom = (): boolean => {
    // Two rounds: after the first every key has used its chance.
    for (let looks = 2 * states.size; looks > 0; looks -= 1) {
      const [state] = states.values()
      if (state === undefined) return true
      states.delete(state.key)
      const isFree = state.waiters.length === 0 && state.phase === 'idle'
      if (isFree && chances.get(state) === state.lastAskedMs) {
        onEvicted(state)
        return true
      }
      chances.set(state, state.lastAskedMs)
      states.set(state.key, state)
    }
    return false
  }

  return {
    get: (key) => states.get(key),
    add(state) {
      if (states.size >= keysMax && !makeRoom()) return false
      states.set(state.key, state)
      chances.set(state, state.lastAskedMs)
      return true
    },
    delete: (state) => {
      if (states.get(state.key) === state) states.delete(state.key)
    },
    values: () => states.values(),
    get size() {
      return states.size
    },
  }
}
