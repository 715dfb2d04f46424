import type { Clock } from '@kivuko/clock'
import type { Entry } from '../cache/entry.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Answer, Demand, Wanted } from './answer.ts'
import type { EngineEvents } from './engine-events.ts'
import { type EngineLimits, failingPatienceMs } from './engine-limits.ts'
import type { KeyState, Waiter } from './key-state.ts'
import type { AnswerMaker } from './make-answer.ts'

/** Who waits for which key; each is answered exactly once. */
export interface Waiting {
  /** Lets somebody wait, or says why not. */
  add(state: KeyState, asker: Asker): ProviderFailure | undefined
  /** Answers all whom the entry is fresh enough for. */
  give(state: KeyState, entry: Entry): void
  /** Answers all, since it came after they had begun to wait. */
  giveAll(state: KeyState, entry: Entry): void
  /** Answers all the failure, but for those who may be given what is kept. */
  fail(state: KeyState, failure: ProviderFailure, kept: Entry | undefined): void
  /** Keys that somebody waits for. */
  readonly keys: number
}

/** Somebody who asks. */
export interface Asker {
  readonly wanted: Wanted
  readonly demand: Demand
  readonly answer: (answer: Answer) => void
}

/** What is needed to let requests wait. */
export interface WaitingOptions {
  readonly clock: Clock
  readonly limits: EngineLimits
  readonly events: EngineEvents
  readonly maker: AnswerMaker
  /** What somebody is told who has waited long enough. */
  readonly onImpatient: (state: KeyState) => Impatience
}

/** Why there is no value yet, and what is kept for those who may be given that. */
export interface Impatience {
  readonly failure: ProviderFailure
  readonly kept: Entry | undefined
}

/** How often it is looked whether a call under way is over, for those who wait beyond patience. */
const lookAgainMs = 1_000

/** Nobody waits. */
export function createWaiting(options: WaitingOptions): Waiting {
  const { clock, events, limits, maker } = options
  let keys = 0

  /** Takes those out of the list for whom it is over. */
  const end = (state: KeyState, isOver: (waiter: Waiter) => boolean): readonly Waiter[] => {
    const over = state.waiters.filter(isOver)
    if (over.length === 0) return over
    const left = state.waiters.filter((waiter) => !isOver(waiter))
    state.waiters.splice(0, state.waiters.length, ...left)
    if (left.length > 0) return over
    keys -= 1
    state.patience?.cancel()
    state.patience = undefined
    return over
  }

  const watch = (state: KeyState, delayMs: number): void => {
    state.patience = clock.after(delayMs, () => {
      const impatience = options.onImpatient(state)
      const isFlying = state.phase === 'flying'
      const sinceMs = clock.now() - patienceMs(state, impatience.kept, limits)
      // A call under way ends by itself: who can be given nothing else waits for that.
      const over = end(state, (waiter) => {
        const canWait = isFlying && (impatience.kept === undefined || isDemanding(waiter))
        return waiter.sinceMs <= sinceMs && !canWait
      })
      if (over.length > 0) {
        events.onRefused('patience')
        tellFailure(over, impatience, options)
      }
      const [first] = state.waiters
      if (first !== undefined) {
        watch(state, Math.max(isFlying ? lookAgainMs : 1, first.sinceMs - sinceMs))
      }
    })
  }

  return {
    add(state, { answer, demand, wanted }) {
      const refused = refusal(state, { ...options, keys })
      if (refused !== undefined) return refused
      const inverse = wanted.inverse ?? false
      if (state.waiters.push({ sinceMs: clock.now(), demand, inverse, answer }) > 1)
        return undefined
      keys += 1
      watch(state, patienceMs(state, options.onImpatient(state).kept, limits))
      return undefined
    },
    give(state, entry) {
      const nowMs = clock.now()
      for (const waiter of end(state, (each) => storedAtMin(each, nowMs) <= entry.storedAtMs)) {
        waiter.answer(maker.answer(entry, { inverse: waiter.inverse, hit: false, nowMs }))
      }
    },
    giveAll(state, entry) {
      const nowMs = clock.now()
      for (const { answer, inverse } of end(state, () => true)) {
        answer(maker.answer(entry, { inverse, hit: false, nowMs }))
      }
    },
    fail(state, failure, kept) {
      const all = end(state, () => true)
      tellFailure(all, { failure, kept }, options)
    },
    get keys() {
      return keys
    },
  }
}

function tellFailure(
  over: readonly Waiter[],
  { failure, kept }: Impatience,
  { clock, maker }: Pick<WaitingOptions, 'clock' | 'maker'>,
): void {
  const nowMs = clock.now()
  for (const waiter of over) {
    const { answer, inverse } = waiter
    if (kept === undefined || isDemanding(waiter)) answer({ failure })
    else answer(maker.answer(kept, { inverse, hit: true, nowMs }))
  }
}

/** Whether what is kept is too old for somebody, whatever the provider says. */
function isDemanding({ demand }: Waiter): boolean {
  return demand.maxAgeMs !== undefined
}

/** Who can be given what is kept waits no longer than a moment for a key that failed last time. */
function patienceMs(state: KeyState, kept: Entry | undefined, limits: EngineLimits): number {
  const isShort = state.failures > 0 && kept !== undefined
  return isShort ? Math.min(failingPatienceMs, limits.patienceMsMax) : limits.patienceMsMax
}

function refusal(
  { waiters }: KeyState,
  { events, keys, limits }: WaitingOptions & { readonly keys: number },
): ProviderFailure | undefined {
  if (waiters.length >= limits.waitersPerKeyMax) {
    events.onRefused('waiters')
    return tooManyWaiters
  }
  if (waiters.length > 0 || keys < limits.waitingKeysMax) return undefined
  events.onRefused('waiting-keys')
  return tooManyKeys
}

/** When a value must have been stored at the least: what came since it was asked for is fresh. */
export function storedAtMin({ demand, sinceMs }: Waiter, nowMs: number): number {
  const { maxAgeMs } = demand
  return maxAgeMs === undefined ? 0 : Math.min(nowMs - maxAgeMs, sinceMs)
}

const tooManyWaiters: ProviderFailure = {
  statusCode: 503,
  message: 'Too many requests wait for this value',
}

const tooManyKeys: ProviderFailure = {
  statusCode: 429,
  message: 'Too many values are waited for',
}
