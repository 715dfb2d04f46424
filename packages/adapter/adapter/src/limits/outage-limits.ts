import type { LimitWindow } from './limit-windows.ts'
import { createSlidingLog, type Spending } from './sliding-log.ts'
import { fillEvenly } from './spent-before.ts'

/** What holds a replica back when the shared log cannot be asked, or does not know everything. */
export interface OutageLimits {
  /** How long to wait until it fits; `Infinity` never. */
  waitMs(spending: Spending): number
  /** Counts what this replica was admitted. `isTold`: the shared log counts it already. */
  record(spending: Spending, isTold: boolean): void
  /** What the shared log said. */
  hear(heard: Heard): void
  /** The shared log cannot be asked. */
  lose(): void
  /** For how long the bounds hold beside the shared log, if it is there from now on. */
  boundForMs(nowMs: number): number
  /** All that this replica was admitted without the shared log since its start. */
  readonly alone: number
  /** All that this replica was admitted, by window. */
  ownAt(nowMs: number): readonly number[]
}

/** The shared log's state, as of a reply. */
export interface Heard extends Members {
  readonly atMs: number
  /** What each window held. */
  readonly spent: readonly number[]
}

/** How many share the plan, and how many of them come before this one. */
interface Members {
  readonly replicas: number
  readonly rank: number
}

/** What bounds are made of. */
export interface OutageLimitsOptions {
  readonly windows: readonly LimitWindow[]
  /** Since when this replica is there, on the monotonic clock. */
  readonly nowMs: number
  /** In this time after the first replica has the shared log again, all others have it too. */
  readonly rejoinMs: number
}

/**
 * While the shared log is away, a replica keeps to its part of every window (equal parts, what is
 * left over goes to the first ones), and to the same part of what the window had free when it last
 * heard, until that has left the window. It keeps to both until all others are back as well, since
 * the log does not know of their spending before.
 *
 * So no window after the loss holds more than the plan, if all had heard of each other and none was
 * started since. A window over the loss holds more by what was admitted by the shared log after the
 * one that heard from it the longest ago, at most; what a replica spends that alone has lost it
 * comes on top, within its part.
 *
 * A replica that was started meanwhile knows of no other: it takes windows up to an hour for
 * empty, longer ones for spent as `fillEvenly` has it, and the plan for its own.
 */
export function createOutageLimits(options: OutageLimitsOptions): OutageLimits {
  const { windows, nowMs: startedMs, rejoinMs } = options
  const own = windows.map(createSlidingLog)
  let whole = windows.map(createSlidingLog)
  for (const [index, log] of whole.entries()) {
    fillEvenly(log, { window: windows[index]!, nowMs: startedMs })
  }
  let members: Members = { replicas: 1, rank: 0 }
  let state: 'together' | 'alone' | 'returning' = 'together'
  let togetherAtMs = 0
  let alone = 0

  const renew = ({ atMs, rank, replicas, spent }: Heard): void => {
    members = { replicas, rank }
    whole = windows.map((window, index) => {
      const held = spent[index] ?? 0
      const log = createSlidingLog(window)
      log.record({ atMs, cost: held })
      log.limit = held + partOf(Math.max(0, window.limit - held), members)
      return log
    })
  }

  return {
    waitMs: (spending) => {
      let longest = 0
      for (const [index, { limit }] of windows.entries()) {
        const part = own[index]!
        part.limit = partOf(limit, members)
        longest = Math.max(longest, part.waitMs(spending), whole[index]!.waitMs(spending))
      }
      return longest
    },
    record: (spending, isTold) => {
      if (!isTold) alone += spending.cost
      // Together, the reply that admitted it has told all that the windows hold.
      for (const log of state === 'together' ? own : [...own, ...whole]) log.record(spending)
    },
    hear: (heard) => {
      if (state === 'alone') {
        state = 'returning'
        togetherAtMs = heard.atMs + rejoinMs
      }
      if (state === 'returning' && heard.atMs >= togetherAtMs) state = 'together'
      if (state === 'together') renew(heard)
      else if (heard.replicas > members.replicas) members = heard
    },
    lose: () => {
      state = 'alone'
    },
    boundForMs: (nowMs) => {
      if (state === 'alone') return rejoinMs
      return state === 'returning' ? Math.max(0, togetherAtMs - nowMs) : 0
    },
    get alone() {
      return alone
    },
    ownAt: (nowMs) => own.map((log) => log.spentAt(nowMs)),
  }
}

/** Equal whole parts; those that come first have one more, where that does not work out. */
function partOf(limit: number, { rank, replicas }: Members): number {
  return Math.floor(limit / replicas) + (rank < limit % replicas ? 1 : 0)
}
