import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { NotedKey, WantedList } from '../cache/wanted-list.ts'
import type { KeyState } from './key-state.ts'

/** Writes down what is asked for here, so that other replicas keep it fresh too. */
export interface AskedNotes extends Disposable {
  /** A key was asked for: harmless at any time, and quick. */
  note(state: KeyState): void
}

/** What is needed to write down what is asked for. */
export interface AskedNotesOptions {
  readonly clock: Clock
  readonly log: Log
  readonly list: Pick<WantedList, 'note'>
  /** These were written down. */
  readonly onNoted?: (states: readonly KeyState[]) => void
}

/** A key that is asked for all the time is written down so often. */
const noteEveryMs = 5_000
/** What is asked for within this is written down together. */
const gatherMs = 50
/** When the list cannot be reached, it is tried again after this. */
const againMs = 1_000

/** Nothing was asked for yet. */
export function createAskedNotes(options: AskedNotesOptions): AskedNotes {
  const { clock, list, log, onNoted } = options
  let gathered: KeyState[] = []
  let timer: Timer | undefined

  const write = async (states: readonly KeyState[]): Promise<void> => {
    try {
      await list.note(states.map((state) => notedKey(state)))
      onNoted?.(states)
    } catch (error) {
      log.debug('What is asked for could not be written down', { err: error })
      for (const state of states) state.notedAtMs += againMs - noteEveryMs
    }
  }

  return {
    note(state) {
      if (state.lastAskedMs - state.notedAtMs < noteEveryMs) return
      state.notedAtMs = state.lastAskedMs
      if (gathered.push(state) > 1) return
      timer = clock.after(gatherMs, () => {
        const states = gathered
        gathered = []
        void write(states)
      })
    },
    [Symbol.dispose]: () => timer?.cancel(),
  }
}

/** The key as it is written down: with what was asked since the last time. */
export function notedKey(state: KeyState): NotedKey {
  const { endpoint, key, params, route, unnoted } = state
  state.unnoted = 0
  const { transport } = route
  const wanted = { endpoint: endpoint.name, key, params }
  return { wanted: transport === undefined ? wanted : { ...wanted, transport }, asked: unnoted }
}

/** Without a list nothing is written down. */
export const unnoted: AskedNotes = { note: () => {}, [Symbol.dispose]: () => {} }
