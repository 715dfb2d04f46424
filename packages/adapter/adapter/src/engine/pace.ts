import type { Clock } from '@kivuko/clock'
import type { Limiter } from '../limits/limiter.ts'
import { leadMs, refreshMsMin } from './engine-limits.ts'
import { isPushLive, type KeyState, type Lane, pushTtlMs } from './key-state.ts'

/** What of the plan the refreshes may take; the rest is for keys that somebody waits for. */
export const refreshShare = 0.9
/** After this long a request counts half when keys share the plan by demand. */
const halfLifeMs = 60_000

/** How keys share a plan that is too short for all: alike, or as they are asked for. */
export type Sharing = 'evenly' | 'by-demand'

/** How often each key is asked for, so that the provider's plan is enough for all. */
export interface Pace {
  /** The time between two refreshes of a key, as things are now. */
  intervalMs(state: KeyState): number
  /** For how long a value that is fetched now is stored: longer when refreshes are far apart. */
  ttlMs(state: KeyState): number
  /** Takes a key that is not refreshed any more out of the account. */
  forget(state: KeyState): void
  /** By how much times are stretched: 1 while the plan is enough. */
  stretch(): number
}

/** What a pace is made of. */
export interface PaceOptions {
  readonly limiter: Pick<Limiter, 'perSecondSustained'>
  readonly lanes: readonly Lane[]
  readonly sharing: Sharing
  readonly clock: Clock
}

/** Keeps account of what the keys ask for, in constant time for each. */
export function createPace({ clock, lanes, limiter, sharing }: PaceOptions): Pace {
  const perSecond = limiter.perSecondSustained
  const total: Weight = { weight: 0, weighedAtMs: clock.now() }

  const stretch = (): number => {
    if (perSecond === undefined) return 1
    const asked = lanes.reduce((sum, { load, costPerKey }) => sum + load * costPerKey, 0)
    return Math.max(1, asked / (perSecond * refreshShare))
  }

  const pulledEveryMs = (state: KeyState): number => {
    const target = targetMs(state)
    setLoad(state, 1_000 / target)
    if (perSecond === undefined || sharing === 'evenly') return target * stretch()
    const share = weigh(state, { total, nowMs: clock.now() }) / total.weight
    const cost = state.route.lanes[0]?.costPerKey ?? 1
    const fairMs = (1_000 * cost) / (perSecond * refreshShare * share)
    return stretch() === 1 ? target : Math.max(target, fairMs)
  }

  const intervalMs = (state: KeyState): number => {
    const { storedFrom } = state
    if (storedFrom === undefined || !isPushLive(state)) return pulledEveryMs(state)
    // What tells by itself and is alive has nothing newer: it is asked for before its value ends.
    const target = beforeEnd(pushTtlMs(state, storedFrom))
    setLoad(state, 1_000 / target)
    return target
  }

  return {
    intervalMs,
    stretch,
    forget: (state) => setLoad(state, 0),
    ttlMs(state) {
      const { ttlMsMax } = state.endpoint.terms
      if (perSecond === undefined || !state.warm) return state.ttlMs
      const everyMs = pulledEveryMs(state)
      // While the plan is enough, a value is kept for as long as was said, and no longer.
      if (everyMs <= targetMs(state)) return state.ttlMs
      return Math.max(state.ttlMs, Math.min(Math.ceil(everyMs + leadMs), ttlMsMax))
    },
  }
}

/** The age at which a value is asked for anew while the plan is enough. */
function targetMs({ endpoint: { terms }, ttlMs }: KeyState): number {
  const own = terms.warmIntervalMs ?? Number.POSITIVE_INFINITY
  const target = Math.min(terms.freshForMs ?? beforeEnd(own), beforeEnd(ttlMs))
  return Math.max(refreshMsMin, target)
}

function beforeEnd(timeMs: number): number {
  return Math.max(timeMs - leadMs, timeMs / 2)
}

function setLoad(state: KeyState, load: number): void {
  const lane = state.route.lanes[0]
  if (lane === undefined || load === state.load) return
  lane.load = Math.max(0, lane.load + load - state.load)
  state.load = load
}

interface Weight {
  weight: number
  weighedAtMs: number
}

/** Adds a key's requests since the last time; all weights fall alike, so their sum does. */
function weigh(state: KeyState, at: { readonly total: Weight; readonly nowMs: number }): number {
  const { total, nowMs } = at
  fade(total, nowMs)
  fade(state, nowMs)
  // A key that nobody asked for of late keeps a small share, so that it does not stand still.
  const added = state.asked + (state.weight + state.asked < 1 ? 1 : 0)
  state.weight += added
  total.weight += added
  state.asked = 0
  return state.weight
}

function fade(weight: Weight, nowMs: number): void {
  weight.weight *= 0.5 ** ((nowMs - weight.weighedAtMs) / halfLifeMs)
  weight.weighedAtMs = nowMs
}
