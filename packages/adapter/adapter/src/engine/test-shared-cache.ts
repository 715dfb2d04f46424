import type { FakeClock } from '@kivuko/clock'
import type { Entry, HearOutcome, SharedCache, SharedOutcome } from '../cache/entry.ts'

/** What replicas share, in the memory of a test. */
export interface TestSharedStore {
  readonly entries: Map<string, Entry>
  isUp: boolean
  /** The way of one replica to it; `kill` leaves its claims to end by themselves. */
  connect(): SharedCache & { kill(): void }
}

interface Claim {
  untilMs: number
}

interface Wait {
  readonly key: string
  readonly tell: (outcome: SharedOutcome | undefined) => void
}

/** Each command takes this long. */
const commandMs = 1
/** For so long a failure is told to those who come late. */
const failureMs = 1_000

/** A store that keeps the contract of `SharedCache`, under the clock. */
export function testSharedStore(clock: FakeClock): TestSharedStore {
  const inner = new SharedMemory(clock)
  const store: TestSharedStore = {
    entries: inner.entries,
    isUp: true,
    connect: () => connect(inner, { clock, isStoreUp: () => store.isUp }),
  }
  return store
}

/** What the store holds. */
class SharedMemory {
  readonly entries = new Map<string, Entry>()
  readonly waits = new Set<Wait>()
  readonly listeners: HearOutcome[] = []
  readonly #clock: FakeClock
  readonly #claims = new Map<string, Claim>()
  readonly #told = new Map<string, { outcome: SharedOutcome; untilMs: number }>()

  constructor(clock: FakeClock) {
    this.#clock = clock
  }

  good(key: string): Entry | undefined {
    const entry = this.entries.get(key)
    if (entry === undefined) return undefined
    return this.#clock.now() < entry.storedAtMs + entry.ttlMs ? entry : undefined
  }

  recent(key: string): SharedOutcome | undefined {
    const last = this.#told.get(key)
    return last !== undefined && this.#clock.now() < last.untilMs ? last.outcome : undefined
  }

  isHeld(key: string): boolean {
    return this.#clock.now() < (this.#claims.get(key)?.untilMs ?? 0)
  }

  claim(key: string, ttlMs: number): Claim {
    const held = { untilMs: this.#clock.now() + ttlMs }
    this.#claims.set(key, held)
    return held
  }

  settle(key: string, { held, outcome }: { held: Claim; outcome: SharedOutcome }): void {
    if (this.#claims.get(key) === held) this.#claims.delete(key)
    if ('entry' in outcome) this.entries.set(key, outcome.entry)
    else this.#told.set(key, { outcome, untilMs: this.#clock.now() + failureMs })
    for (const wait of this.waits) if (wait.key === key) wait.tell(outcome)
    this.#publish(key, outcome)
  }

  tell(key: string, outcome: SharedOutcome): void {
    const isKept = 'entry' in outcome && (outcome.entry.value.statusCode ?? 200) === 200
    if (isKept) this.entries.set(key, outcome.entry)
    this.#publish(key, outcome)
  }

  #publish(key: string, outcome: SharedOutcome): void {
    for (const hear of this.listeners) hear(key, () => outcome)
  }
}

interface Connecting {
  readonly clock: FakeClock
  readonly isStoreUp: () => boolean
}

function connect(memory: SharedMemory, { clock, isStoreUp }: Connecting) {
  let isAlive = true
  const isUp = (): boolean => isStoreUp() && isAlive
  const command = async <Value>(run: () => Value): Promise<Value> => {
    await clock.sleep(commandMs)
    if (!isUp()) throw new Error('The store is down')
    return run()
  }
  const claim: SharedCache['claim'] = (key, ttlMs, seenAtMs) =>
    command(() => {
      const storedAtMs = memory.good(key)?.storedAtMs ?? -1
      const isKnown = seenAtMs !== undefined && storedAtMs > seenAtMs
      if (isKnown || memory.isHeld(key) || memory.recent(key) !== undefined) return undefined
      const held = memory.claim(key, ttlMs)
      return {
        extend: (byMs: number) =>
          command(() => {
            held.untilMs = clock.now() + byMs
          }),
        settle: (outcome: SharedOutcome) => command(() => memory.settle(key, { held, outcome })),
      }
    })
  const awaitOutcome: SharedCache['awaitOutcome'] = async (key, waitMs) => {
    const known = await command(() => memory.recent(key))
    const entry = memory.good(key)
    if (known !== undefined) return known
    if (memory.isHeld(key)) return waitFor(memory, { clock, key, waitMs })
    return entry === undefined ? undefined : { entry }
  }
  return {
    claim,
    awaitOutcome,
    isUp,
    get: (key: string) => command(() => memory.good(key)),
    tell: (key: string, outcome: SharedOutcome) => command(() => memory.tell(key, outcome)),
    listen: (hear: HearOutcome, _onHeard: () => void) => {
      memory.listeners.push((key, read) => {
        if (isUp()) hear(key, read)
      })
    },
    kill: () => {
      isAlive = false
    },
    [Symbol.asyncDispose]: async () => {},
  }
}

function waitFor(
  { waits }: SharedMemory,
  { clock, key, waitMs }: { clock: FakeClock; key: string; waitMs: number },
): Promise<SharedOutcome | undefined> {
  return new Promise((resolve) => {
    const wait: Wait = {
      key,
      tell: (outcome) => {
        waits.delete(wait)
        timer.cancel()
        resolve(outcome)
      },
    }
    const timer = clock.after(waitMs, () => wait.tell(undefined))
    waits.add(wait)
  })
}
