import type { Clock, Timer } from '@kivuko/clock'
import { createHeap } from './heap.ts'
import type { KeyState } from './key-state.ts'

/** The keys in the order in which they fall due, with one timer for all. */
export interface DueQueue extends Disposable {
  /** Has the key looked at when its `dueAtMs` comes; a later time than the last costs nothing. */
  place(state: KeyState): void
}

/** What a queue of due keys is made of. */
export interface DueQueueOptions {
  readonly clock: Clock
  /** Is told each key that is due; it places it again, if it is to be looked at again. */
  readonly onDue: (state: KeyState, nowMs: number) => void
}

interface Place {
  readonly state: KeyState
  readonly atMs: number
}

/** Timers fire a little early or late; a key due within this is due. */
const graceMs = 1

/** An empty queue. */
export function createDueQueue({ clock, onDue }: DueQueueOptions): DueQueue {
  const heap = createHeap<Place>((a, b) => a.atMs < b.atMs)
  let timer: Timer | undefined
  let timerAtMs = Number.POSITIVE_INFINITY
  let isStopped = false

  const arm = (): void => {
    const next = heap.items[0]?.atMs ?? Number.POSITIVE_INFINITY
    if (next === timerAtMs || isStopped) return
    timer?.cancel()
    timerAtMs = next
    timer = next === Number.POSITIVE_INFINITY ? undefined : clock.after(next - clock.now(), run)
  }

  const run = (): void => {
    const now = clock.now()
    timerAtMs = Number.POSITIVE_INFINITY
    for (
      let first = heap.items[0];
      first !== undefined && isDue(first, now);
      first = heap.items[0]
    ) {
      heap.pop()
      look(first, now)
    }
    arm()
  }

  const look = ({ state, atMs }: Place, now: number): void => {
    if (state.lookedAtMs !== atMs || state.phase === 'gone') return
    state.lookedAtMs = Number.POSITIVE_INFINITY
    if (state.dueAtMs > now + graceMs) place(state)
    else onDue(state, now)
  }

  const place = (state: KeyState): void => {
    if (state.dueAtMs >= state.lookedAtMs) return
    state.lookedAtMs = state.dueAtMs
    if (state.dueAtMs === Number.POSITIVE_INFINITY) return
    heap.push({ state, atMs: state.dueAtMs })
    arm()
  }

  return {
    place,
    [Symbol.dispose]() {
      isStopped = true
      timer?.cancel()
    },
  }
}

function isDue({ atMs }: Place, now: number): boolean {
  return atMs <= now + graceMs
}
