import type { Spending } from './sliding-log.ts'

/** The shared log as the script keeps it, in plain arrays: what the script is held against. */
export interface SharedLogModel {
  /** Runs the script's arguments at a time of the server's clock; gives the script's reply. */
  run(args: readonly (string | number)[], atMs: number): readonly number[]
  /** As a Redis that is started anew, without what it had. */
  forget(): void
}

/** What the script keeps between its runs. */
interface Kept {
  nowMs: number
  pausedUntilMs: number
  readonly replicas: Map<string, number>
  readonly told: Map<string, number>
  readonly logs: Map<number, Spending[]>
}

interface WindowArgs {
  readonly windowMs: number
  readonly limit: number
  readonly own: number
}

/** Clocks that were set back by more begin the logs anew. */
const SET_BACK_MS = 1_000

/** An empty log. For plans whose logs have a slot for every call. */
export function sharedLogModel(): SharedLogModel {
  let kept = emptyLog()
  return {
    run: (args, atMs) => run(kept, args, atMs),
    forget: () => {
      kept = emptyLog()
    },
  }
}

function emptyLog(): Kept {
  return { nowMs: 0, pausedUntilMs: 0, replicas: new Map(), told: new Map(), logs: new Map() }
}

function run(kept: Kept, args: readonly (string | number)[], atMs: number): readonly number[] {
  const replica = String(args[1])
  const figures = args.map(Number)
  const [cost = 0, , goneMs = 0, , pauseMs = 0, alone = 0, ...rest] = figures
  const isSetBack = kept.nowMs - atMs > SET_BACK_MS
  const nowMs = isSetBack ? atMs : Math.max(atMs, kept.nowMs)
  // The pause is a time to live, which knows nothing of the clock.
  if (isSetBack) kept.pausedUntilMs -= kept.nowMs - nowMs
  kept.nowMs = nowMs
  seeReplica(kept, { replica, goneMs, isSetBack })
  kept.pausedUntilMs = Math.max(kept.pausedUntilMs, nowMs + pauseMs)
  const told = kept.told.get(replica)
  kept.told.set(replica, Math.max(alone, told ?? 0))
  const windows = windowsOf(rest)
  let waitMs = Math.max(0, kept.pausedUntilMs - nowMs)
  for (const { windowMs, limit, own } of windows) {
    const log = logOf(kept, windowMs)
    if (isSetBack && log.length > 0) log.splice(0, log.length, { atMs: nowMs, cost: held(log) })
    while (log[0] !== undefined && nowMs - log[0].atMs > windowMs) log.shift()
    const untold = told === undefined ? own : Math.min(alone - told, own)
    if (untold > 0) log.push({ atMs: nowMs, cost: untold })
    if (cost > limit) waitMs = -1
    else if (waitMs >= 0) {
      const roomMs = waitFor(log, { windowMs, limit, cost, nowMs })
      waitMs = Math.max(waitMs, roomMs === 0 ? 0 : roomMs + nowMs - atMs)
    }
  }
  const isTaken = waitMs === 0
  if (isTaken && cost > 0) {
    for (const { windowMs } of windows) logOf(kept, windowMs).push({ atMs: nowMs, cost })
  }
  const names = [...kept.replicas.keys()]
  const rank = names.filter((name) => name < replica).length
  const pause = Math.max(0, kept.pausedUntilMs - nowMs)
  const spent = windows.map(({ windowMs }) => held(logOf(kept, windowMs)))
  return [isTaken ? 1 : 0, waitMs, pause, names.length, rank, ...spent]
}

interface Seen {
  readonly replica: string
  readonly goneMs: number
  readonly isSetBack: boolean
}

function seeReplica({ nowMs, replicas }: Kept, { replica, goneMs, isSetBack }: Seen): void {
  if (isSetBack) replicas.clear()
  replicas.set(replica, nowMs)
  for (const [name, seenMs] of replicas) if (nowMs - seenMs >= goneMs) replicas.delete(name)
}

/** After the first six arguments: length, limit, slot length and own spending of each window. */
function windowsOf(figures: readonly number[]): readonly WindowArgs[] {
  const windows: WindowArgs[] = []
  for (let at = 0; at < figures.length; at += 4) {
    const [windowMs = 0, limit = 0, , own = 0] = figures.slice(at, at + 4)
    windows.push({ windowMs, limit, own })
  }
  return windows
}

function logOf({ logs }: Kept, windowMs: number): Spending[] {
  const log = logs.get(windowMs) ?? []
  logs.set(windowMs, log)
  return log
}

function held(log: readonly Spending[]): number {
  return log.reduce((sum, { cost }) => sum + cost, 0)
}

interface Waiting {
  readonly windowMs: number
  readonly limit: number
  readonly cost: number
  readonly nowMs: number
}

function waitFor(log: readonly Spending[], { windowMs, limit, cost, nowMs }: Waiting): number {
  const free = (atMs: number): number =>
    limit - held(log.filter((each) => atMs - each.atMs <= windowMs))
  if (free(nowMs) >= cost) return 0
  const times = log.map((each) => each.atMs + windowMs + 1)
  return Math.min(...times.filter((atMs) => free(atMs) >= cost)) - nowMs
}
