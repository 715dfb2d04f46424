import type { Clock } from '@kivuko/clock'

/** How exactly the wheel keeps time: an entry is due at its time or up to so much later. */
export const wheelTickMs = 10

/**
 * Ticks of one round: longer than packets are held, so an entry is rarely passed before it is due.
 */
const ticksPerRound = 4_096

/** What can be put on a wheel. */
export interface WheelEntry {
  /** The tick at which it is due; -1 when it is not on the wheel. Kept by the wheel. */
  dueTick: number
  /** Its index among those that share its bucket. Kept by the wheel. */
  bucketIndex: number
}

/**
 * Time-outs for the price of one timer: setting and clearing cost the same however many there are.
 */
export interface TimerWheel<E extends WheelEntry> {
  /** Makes the entry due after `delayMs`, instead of what was set before. */
  set(entry: E, delayMs: number): void
  /** Takes the entry off; harmless when it is not on the wheel. */
  clear(entry: E): void
  /** Entries on the wheel. */
  size(): number
}

/** Makes an empty wheel. `onDue` is called once for each entry that is not cleared in time. */
export function createTimerWheel<E extends WheelEntry>(
  clock: Clock,
  onDue: (entry: E) => void,
): TimerWheel<E> {
  const buckets: E[][] = Array.from({ length: ticksPerRound }, () => [])
  let size = 0
  let lastTick = 0
  let running = false

  const tickNow = (): number => Math.floor(clock.monotonicMs() / wheelTickMs)
  const bucketOf = (tick: number): E[] => buckets[tick % ticksPerRound]!
  const take = (entry: E): void => {
    const bucket = bucketOf(entry.dueTick)
    const last = bucket.pop()!
    if (last !== entry) {
      bucket[entry.bucketIndex] = last
      last.bucketIndex = entry.bucketIndex
    }
    entry.dueTick = offWheel
    size -= 1
  }
  const runBucket = (tick: number): void => {
    // Calls may set and clear others, so each turn looks at the bucket as it then is.
    for (;;) {
      const entry = bucketOf(tick).find(({ dueTick }) => dueTick <= tick)
      if (entry === undefined) return
      take(entry)
      onDue(entry)
    }
  }
  const run = (): void => {
    running = false
    const tick = tickNow()
    // After a pause of more than a round every bucket is looked at once.
    lastTick = Math.max(lastTick, tick - ticksPerRound)
    while (lastTick < tick) {
      lastTick += 1
      runBucket(lastTick)
    }
    start()
  }
  const start = (): void => {
    if (running || size === 0) return
    running = true
    clock.after(wheelTickMs, run)
  }
  return {
    set: (entry, delayMs) => {
      if (entry.dueTick !== offWheel) take(entry)
      if (size === 0 && !running) lastTick = tickNow()
      const dueMs = clock.monotonicMs() + Math.max(0, delayMs)
      entry.dueTick = Math.floor(dueMs / wheelTickMs) + 1
      entry.bucketIndex = bucketOf(entry.dueTick).push(entry) - 1
      size += 1
      start()
    },
    clear: (entry) => {
      if (entry.dueTick !== offWheel) take(entry)
    },
    size: () => size,
  }
}

/** The `dueTick` of entries that are not on the wheel. */
export const offWheel = -1
