import type { Clock } from '@kivuko/clock'
import { paramsKey } from '../sources/params-key.ts'
import type { AskedElsewhere, Wanted } from './answer.ts'
import type { Feeds } from './feeds.ts'
import { createKeyState, type EndpointState, type KeyState } from './key-state.ts'
import { createKeyTable } from './key-table.ts'
import type { Pace } from './pace.ts'
import { routeOf } from './open-endpoints.ts'
import { isStillWanted } from './schedule-key.ts'
import type { Params } from './source.ts'

/** Which keys there are: those that were asked for not long ago. */
export interface KeyLife {
  find(key: string): KeyState | undefined
  /** Notes that somebody asks for a key; undefined when there is no room for one more. */
  ask(wanted: Wanted): KeyState | undefined
  /** Notes that somebody has asked another replica for it. */
  askedElsewhere(wanted: Wanted, when: AskedElsewhere): KeyState | undefined
  /** The keys of an endpoint with these parameters. */
  withParams(endpoint: EndpointState, params: Params): Iterable<KeyState>
  /** Ends what is over of the times for which push sources are told to bring a key. */
  unwantPush(state: KeyState, nowMs: number): void
  remove(state: KeyState): void
  all(): Iterable<KeyState>
  readonly size: number
}

/** What is needed to know which keys there are. */
export interface KeyLifeOptions {
  readonly clock: Clock
  readonly keysMax: number
  readonly endpoints: ReadonlyMap<string, EndpointState>
  readonly feeds: Feeds
  readonly pace: Pace
}

/** No key yet. */
export function createKeyLife(options: KeyLifeOptions): KeyLife {
  const { clock, endpoints, feeds, keysMax, pace } = options

  const leave = (state: KeyState): void => {
    const { endpoint, params } = state
    state.phase = 'gone'
    endpoint.states.delete(state)
    const alike = endpoint.byParams.get(paramsKey(params))
    alike?.delete(state)
    if (alike?.size === 0) endpoint.byParams.delete(paramsKey(params))
    pace.forget(state)
    if (state.wantedOf.length > 0) feeds.want(endpoint)
  }

  const table = createKeyTable({ keysMax, onEvicted: leave })

  const enter = (wanted: Wanted): KeyState | undefined => {
    const endpoint = endpoints.get(wanted.endpoint)
    const route = routeOf(endpoints, wanted)
    if (endpoint === undefined || route === undefined) throw noWay(wanted)
    const state = createKeyState(wanted, { endpoint, route, nowMs: clock.now() })
    if (!table.add(state)) return undefined
    endpoint.states.add(state)
    const text = paramsKey(wanted.params)
    const alike = endpoint.byParams.get(text)
    if (alike === undefined) endpoint.byParams.set(text, new Set([state]))
    else alike.add(state)
    if (state.wantedOf.length > 0) feeds.want(endpoint)
    return state
  }

  return {
    find: table.get,
    ask(wanted) {
      const state = table.get(wanted.key)
      if (state === undefined) return enter(wanted)
      state.lastAskedMs = clock.now()
      state.asked += 1
      state.unnoted += 1
      wantPush(state, feeds)
      return state
    },
    askedElsewhere(wanted, when) {
      const known = table.get(wanted.key)
      const state = known ?? enter(wanted)
      if (state === undefined) return undefined
      if (noteElsewhere(state, { ...when, isNew: known === undefined, nowMs: clock.now() })) {
        wantPush(state, feeds)
      }
      return state
    },
    withParams: ({ byParams }, params) => byParams.get(paramsKey(params)) ?? [],
    unwantPush(state, nowMs) {
      const wantedOf = state.wantedOf.filter((feed) => isStillWanted(state, feed, nowMs))
      if (wantedOf.length === state.wantedOf.length) return
      state.wantedOf = wantedOf
      feeds.want(state.endpoint)
    },
    remove(state) {
      table.delete(state)
      leave(state)
    },
    all: table.values,
    get size() {
      return table.size
    },
  }
}

/** Has all push sources of a key's way told to bring it. */
function wantPush(state: KeyState, feeds: Feeds): void {
  if (state.wantedOf === state.route.feeds) return
  state.wantedOf = state.route.feeds
  feeds.want(state.endpoint)
}

/** Whether it was asked for later there than it was here. */
function noteElsewhere(
  state: KeyState,
  { agoMs, asked, isNew, nowMs }: AskedElsewhere & { readonly isNew: boolean; nowMs: number },
): boolean {
  const lastAskedMs = nowMs - agoMs
  if (isNew) Object.assign(state, { lastAskedMs, asked, unnoted: 0 })
  else if (lastAskedMs > state.lastAskedMs) {
    state.lastAskedMs = lastAskedMs
    state.asked += asked
    return true
  }
  return false
}

function noWay({ endpoint, transport = 'any source' }: Wanted): Error {
  return new Error(`There is no way to ${endpoint} by ${transport}`)
}
