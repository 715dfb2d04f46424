import type { Timer } from '@kivuko/clock'
import type { Entry, SharedOutcome } from '../cache/entry.ts'
import type { ProviderFailure } from '../outcome.ts'
import type { Answer, Demand, ValueAnswer, Wanted } from './answer.ts'
import type { Engine, EngineStatus } from './engine.ts'
import type { KeyState } from './key-state.ts'
import { notedKey } from './note-asked.ts'
import { createReaderParts, type ReaderOptions, type ReaderParts } from './reader-parts.ts'
import { cacheLost, noRoomForKey, notInTime, noWriter, stopping } from './refusals.ts'
import { leaveAtMs, noteFailure, noteSuccess, seenAtMs } from './schedule-key.ts'
import type { Impatience } from './waiting.ts'

/** What somebody waits for is looked for, and asked for, again after this: messages can be lost. */
const againMs = 1_000
/** Keys that are looked at together. */
const lookedAtMax = 200
/** How often it is found out whether anybody fetches. */
const presenceMs = 3_000

/**
 * Starts an engine that asks no provider: what is not in the shared cache is written down for those
 * who do (`EA_MODE=writer`), and handed over as soon as they know.
 */
export function createReaderEngine(options: ReaderOptions): Engine {
  return new ReadingEngine(options)
}

/** Owns the timers, and who waits. */
class ReadingEngine implements Engine {
  readonly #options: ReaderOptions
  readonly #parts: ReaderParts
  /** Keys that somebody waits for. */
  readonly #asking = new Set<KeyState>()
  #gathered = new Set<KeyState>()
  #again: Timer | undefined
  #presence: Timer | undefined
  #isFollowed = true
  #isStopped = false

  constructor(options: ReaderOptions) {
    this.#options = options
    this.#parts = createReaderParts(options, {
      onImpatient: (state) => this.#whyNotYet(state),
      onDue: (state) => this.#onDue(state),
      onNoted: (states) => void this.#look(states),
    })
    options.shared.listen(
      (key, read) => this.#onTold(key, read),
      () => void this.#lookAtAll(),
    )
    this.#findPresence()
  }

  getNow(wanted: Wanted, demand: Demand): ValueAnswer | undefined {
    const { keeper, keys, maker, notes } = this.#parts
    const { inverse = false, key } = wanted
    const entry = keeper.good({ key, demand, state: keys.find(key) }) ?? this.#last(key, demand)
    if (entry === undefined) return undefined
    const answer = maker.answer(entry, { inverse, hit: true, nowMs: this.#options.clock.now() })
    if ('failure' in answer) return undefined
    const state = keys.ask(wanted)
    if (state !== undefined) notes.note(state)
    return answer
  }

  get(wanted: Wanted, demand: Demand): Promise<Answer> {
    const now = this.getNow(wanted, demand)
    if (now !== undefined) return Promise.resolve(now)
    return new Promise((answer) => {
      const failure = this.#wait(wanted, demand, answer)
      if (failure !== undefined) answer({ failure })
    })
  }

  keep(): boolean {
    return false
  }

  watch(wanted: Wanted, hear: (answer: ValueAnswer) => void): () => void {
    return this.#parts.watch(wanted, hear)
  }

  status(): EngineStatus {
    const { keys, waiting } = this.#parts
    const idle = { callsFlying: 0, stretch: 1, blockedUntilMs: 0, feeds: [] }
    return { ...idle, keys: keys.size, waitingKeys: waiting.keys, isFollowed: this.#isFollowed }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { due, keys, notes, waiting } = this.#parts
    this.#isStopped = true
    for (const timer of [this.#again, this.#presence]) timer?.cancel()
    due[Symbol.dispose]()
    notes[Symbol.dispose]()
    for (const state of keys.all()) {
      waiting.fail(state, stopping, undefined)
      state.phase = 'gone'
    }
  }

  /** With nobody to fetch a newer one, what is kept is answered for as long as it may be. */
  #last(key: string, demand: Demand): Entry | undefined {
    const isPlain = demand.maxAgeMs === undefined
    return isPlain && !this.#isFollowed ? this.#parts.keeper.kept(key) : undefined
  }

  #wait(
    wanted: Wanted,
    demand: Demand,
    answer: (answer: Answer) => void,
  ): ProviderFailure | undefined {
    const { events, keys, waiting } = this.#parts
    if (this.#isStopped) return stopping
    const state = keys.ask(wanted)
    if (state === undefined) {
      events.onRefused('keys')
      return noRoomForKey
    }
    const { recent } = state
    if (recent !== undefined && this.#options.clock.now() < recent.untilMs) return recent.failure
    const refused = waiting.add(state, { wanted, demand, answer })
    if (refused !== undefined) return refused
    // Who demands more than those who wait already has it asked for anew.
    if (state.phase === 'idle' || demand.maxAgeMs !== undefined) this.#seek(state)
    return undefined
  }

  #seek(state: KeyState): void {
    state.phase = 'asking'
    this.#asking.add(state)
    this.#gathered.add(state)
    if (this.#gathered.size > 1) return
    queueMicrotask(() => {
      const states = [...this.#gathered]
      this.#gathered = new Set()
      void this.#seekAll(states)
    })
    this.#again ??= this.#options.clock.after(againMs, () => this.#seekAgain())
  }

  /** Looks first; what is not there is asked for. */
  async #seekAll(states: readonly KeyState[]): Promise<void> {
    const isReached = await this.#look(states)
    const missing = states.filter(({ waiters }) => waiters.length > 0)
    if (missing.length === 0) return
    if (isReached && (await this.#askFor(missing))) return
    for (const state of missing) this.#settleFailure(state, cacheLost)
  }

  #seekAgain(): void {
    this.#again = undefined
    for (const state of this.#asking) if (state.waiters.length === 0) this.#rest(state)
    if (this.#asking.size === 0 || this.#isStopped) return
    void this.#seekAll([...this.#asking])
    this.#again = this.#options.clock.after(againMs, () => this.#seekAgain())
  }

  /** What was told while nothing could be heard. */
  async #lookAtAll(): Promise<void> {
    const states = [...this.#parts.keys.all()]
    for (let at = 0; at < states.length && !this.#isStopped; at += lookedAtMax) {
      if (await this.#look(states.slice(at, at + lookedAtMax))) continue
      // It is heard over another connection than it is looked at.
      this.#options.clock.after(againMs, () => void this.#lookAtAll())
      return
    }
  }

  /** Takes what the shared cache has. False when it cannot be reached. */
  async #look(states: readonly KeyState[]): Promise<boolean> {
    const { log, shared } = this.#options
    if (!shared.isUp()) return false
    try {
      const entries = await Promise.all(states.map(({ key }) => shared.get(key)))
      for (const [at, state] of states.entries()) {
        const entry = entries[at]
        if (entry !== undefined) this.#onFound(state, entry)
      }
      return true
    } catch (error) {
      log.debug('The shared cache could not be read', { err: error })
      return false
    }
  }

  async #askFor(states: readonly KeyState[]): Promise<boolean> {
    const { clock, list, log } = this.#options
    try {
      const noted = states.map((state) => ({ ...notedKey(state), waiting: demandOf(state) }))
      for (const state of states) state.notedAtMs = clock.now()
      this.#isFollowed = await list.note(noted)
      return true
    } catch (error) {
      log.debug('What is waited for could not be written down', { err: error })
      return false
    }
  }

  #onFound(state: KeyState, entry: Entry): void {
    const { keeper, waiting } = this.#parts
    if (state.phase === 'gone') return
    const keptAtMs = keeper.kept(state.key)?.storedAtMs ?? 0
    if (entry.storedAtMs <= seenAtMs(state, { keptAtMs, nowMs: this.#options.clock.now() })) return
    this.#take(state, entry)
    waiting.give(state, entry)
    if (state.waiters.length === 0) this.#rest(state)
  }

  /** What a writer tells came of what it was asked, or has found by itself. */
  #onTold(key: string, read: () => SharedOutcome | undefined): void {
    const state = this.#parts.keys.find(key)
    const outcome = state === undefined ? undefined : read()
    if (state === undefined || outcome === undefined || this.#isStopped) return
    if ('entry' in outcome) {
      const { entry } = outcome
      if ((entry.value.statusCode ?? 200) === 200) this.#take(state, entry)
      this.#parts.waiting.giveAll(state, entry)
      this.#rest(state)
    } else if (state.waiters.length > 0) this.#settleFailure(state, outcome.failure)
  }

  #take(state: KeyState, entry: Entry): void {
    this.#parts.keeper.adopt(state, entry)
    noteSuccess(state, { nowMs: entry.storedAtMs, warm: true })
  }

  #settleFailure(state: KeyState, failure: ProviderFailure): void {
    const { keeper, waiting } = this.#parts
    noteFailure(state, { failure, nowMs: this.#options.clock.now() })
    waiting.fail(state, failure, keeper.kept(state.key))
    this.#rest(state)
  }

  #rest(state: KeyState): void {
    this.#asking.delete(state)
    if (state.phase === 'gone') return
    state.phase = 'idle'
    this.#schedule(state)
  }

  #whyNotYet({ key }: KeyState): Impatience {
    const failure = this.#isFollowed ? notInTime : noWriter
    return { failure, kept: this.#parts.keeper.kept(key) }
  }

  #onDue(state: KeyState): void {
    const isOver = this.#options.clock.now() + 1 >= leaveAtMs(state)
    if (isOver && state.waiters.length === 0) this.#parts.keys.remove(state)
    else this.#schedule(state)
  }

  #schedule(state: KeyState): void {
    state.dueAtMs = Math.max(this.#options.clock.now() + againMs, leaveAtMs(state))
    this.#parts.due.place(state)
  }

  #findPresence(): void {
    const { clock, list } = this.#options
    this.#presence = clock.after(presenceMs, () => {
      list.note([]).then(
        (isFollowed) => {
          this.#isFollowed = isFollowed
        },
        // Without the cache nobody can be heard of.
        () => undefined,
      )
      this.#findPresence()
    })
  }
}

/** What those who wait demand, all in one. */
function demandOf({ waiters }: KeyState): Demand {
  const least = (figures: readonly (number | undefined)[]): number | undefined => {
    const given = figures.filter((figure) => figure !== undefined)
    return given.length === 0 ? undefined : Math.min(...given)
  }
  const maxAgeMs = least(waiters.map(({ demand }) => demand.maxAgeMs))
  const ttlMs = least(waiters.map(({ demand }) => demand.ttlMs))
  return {
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(ttlMs === undefined ? {} : { ttlMs }),
  }
}
