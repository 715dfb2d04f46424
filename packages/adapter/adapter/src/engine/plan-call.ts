import { planKeysMax } from './engine-limits.ts'
import { goesBefore } from './goes-before.ts'
import type { EndpointState, KeyState, Lane, Queued } from './key-state.ts'
import type { Params, UpstreamCall } from './source.ts'

/** The part of its time that a key may be early, when a call is made anyway. */
const earlyShare = 0.25
/** A source whose calls answer for one key each is not asked to plan all keys for each of them. */
const plansAloneMax = 15

/** A call that is to be made next, with the keys it answers for. */
export interface PlannedCall {
  readonly call: UpstreamCall
  readonly states: readonly KeyState[]
}

/** Whether a place in a queue is still one. */
export function isValid({ state, ticket }: Queued): boolean {
  return state.phase === 'queued' && state.ticket === ticket
}

/** What a call is planned for. */
export interface PlanFor {
  readonly first: KeyState
  readonly nowMs: number
  /** Fewer keys than the lane would take, so that the call costs less. */
  readonly keysMax?: number
  /** The keys that somebody asked for with these parameters. */
  readonly find: (endpoint: EndpointState, params: Params) => Iterable<KeyState>
}

/**
 * The call that answers for the first key of a queue, and for as many more that are due as its
 * source puts into one. Throws what the source throws; `undefined` when it planned no call for that
 * key.
 */
export function planCall(lane: Lane, options: PlanFor): PlannedCall | undefined {
  const { first, keysMax } = options
  if (keysMax !== undefined) {
    return callFor(lane, { ...options, states: queuedStates(lane, { first, keysMax }) })
  }
  if (lane.plansAlone > 0) {
    lane.plansAlone -= 1
    return callFor(lane, { ...options, states: [first] })
  }
  const due = queuedStates(lane, { first, keysMax: planKeysMax })
  const early = earlyStates(lane, options).slice(0, planKeysMax - due.length)
  const planned = planTogether(lane, { ...options, due, early })
  const isAlone = due.length + early.length > 1 && planned?.states.length === 1
  if (isAlone) lane.plansAlone = plansAloneMax
  return planned
}

interface Together extends PlanFor {
  readonly due: readonly KeyState[]
  readonly early: readonly KeyState[]
}

/**
 * Takes keys along that are due soon, where that costs nothing: keys asked for together stay so.
 */
function planTogether(lane: Lane, options: Together): PlannedCall | undefined {
  const { due, early } = options
  const planned = callFor(lane, { ...options, states: due })
  if (planned === undefined || early.length === 0) return planned
  const more = callFor(lane, { ...options, states: [...due, ...early] })
  return more === undefined || more.call.cost > planned.call.cost ? planned : more
}

function earlyStates(
  lane: Lane,
  { first, nowMs }: Pick<PlanFor, 'first' | 'nowMs'>,
): readonly KeyState[] {
  return [...first.endpoint.states].filter((state) => isEarly(state, { lane, nowMs }))
}

function isEarly(
  state: KeyState,
  { lane, nowMs }: { readonly lane: Lane; readonly nowMs: number },
): boolean {
  const { dueAtMs, refreshedAtMs, route } = state
  if (state.phase !== 'idle' || !state.warm || state.failures > 0) return false
  if (route.lanes[0] !== lane || state.storedFrom !== undefined) return false
  return nowMs - refreshedAtMs >= (1 - earlyShare) * (dueAtMs - refreshedAtMs)
}

function inOrder(a: Queued, b: Queued): number {
  if (goesBefore(a, b)) return -1
  return goesBefore(b, a) ? 1 : 0
}

function queuedStates(
  lane: Lane,
  { first, keysMax }: { readonly first: KeyState; readonly keysMax: number },
): readonly KeyState[] {
  const states = new Set([first])
  const { items } = lane.queue
  const places = items.length > keysMax ? items.toSorted(inOrder) : items
  for (const place of places) {
    if (states.size >= keysMax) break
    if (isValid(place)) states.add(place.state)
  }
  return [...states]
}

interface CallFor extends PlanFor {
  readonly states: readonly KeyState[]
}

function callFor(lane: Lane, { find, first, states }: CallFor): PlannedCall | undefined {
  const byParams = new Map<Params, KeyState>(states.map((state) => [state.params, state]))
  for (const call of lane.source.plan(states.map(({ params }) => params))) {
    const covered = new Set<KeyState>()
    for (const params of call.covers) {
      const state = byParams.get(params)
      if (state !== undefined) covered.add(state)
      else for (const other of find(first.endpoint, params)) covered.add(other)
    }
    if (covered.has(first)) return { call, states: [...covered] }
  }
  return undefined
}
