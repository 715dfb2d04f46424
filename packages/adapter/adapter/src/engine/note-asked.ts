import type { Clock, Timer } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { NotedKey, WantedList } from '../cache/wanted-list.ts'
import type { EngineEndpoint } from './engine.ts'
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
  /** A key that is asked for all the time is written down so often. */
  readonly everyMs: number
  /** These were written down. */
  readonly onNoted?: (states: readonly KeyState[]) => void
}

/** What is asked for within this is written down together. */
const gatherMs = 50
/** When the list cannot be reached, it is tried again after this. */
const againMs = 1_000

/** Nothing was asked for yet. */
export function createAskedNotes(options: AskedNotesOptions): AskedNotes {
  const { clock, everyMs, list, log, onNoted } = options
  let gathered: KeyState[] = []
  let timer: Timer | undefined

  const write = async (states: readonly KeyState[]): Promise<void> => {
    try {
      await list.note(states.map((state) => notedKey(state)))
      onNoted?.(states)
    } catch (error) {
      log.debug('What is asked for could not be written down', { err: error })
      for (const state of states) state.notedAtMs += againMs - everyMs
    }
  }

  return {
    note(state) {
      if (state.lastAskedMs - state.notedAtMs < everyMs) return
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

/** A key is written down several times before anybody would stop to keep it fresh. */
const notesPerSubscription = 4
/** However short subscriptions are. */
const everyMsMin = 250

/** How often keys are to be written down, and at least every `mostMs`. */
export function noteEveryMs(endpoints: readonly EngineEndpoint[], mostMs: number): number {
  const heldMs = endpoints.flatMap(({ sources, terms }) =>
    sources.map((each) => (each.kind === 'push' ? each.subscriptionMs : terms.subscriptionMs)),
  )
  return Math.max(everyMsMin, Math.min(mostMs, ...heldMs.map((ms) => ms / notesPerSubscription)))
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
