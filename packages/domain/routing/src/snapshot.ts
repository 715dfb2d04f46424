import { compareRoutes, compareWithIds } from './route.ts'
import type { Route } from './route.ts'

/** What is known for one prefix. */
export interface PrefixEntry {
  /** Routes to peers that are up, best first. */
  readonly routes: readonly Route[]
  /** Whether there are more, to peers that are down. */
  readonly hasDown: boolean
}

/** Entries by prefix. */
export type PrefixMap = ReadonlyMap<string, PrefixEntry>

/** What a packet asks. */
export interface RouteQuery {
  /** The tenant of the sender. */
  readonly view: string
  /** The peer that the packet came from: it is not sent back. */
  readonly exclude?: string
  /** Among routes that are equally good, the first whose peer this accepts is taken. */
  readonly prefer?: (peerId: string) => boolean
}

/**
 * `unreachable`: no prefix of the address has a route that could be used. `down`: some have, but
 * all their peers are down.
 */
export type NoRoute = 'unreachable' | 'down'

/** All routes at one moment. */
export interface RoutingSnapshot {
  /**
   * The best route of the longest prefix that has a usable one; whole segments, case-sensitive.
   * Costs one look-up for each segment, whatever the number of routes.
   */
  lookup(address: string, query: RouteQuery): Route | NoRoute
}

/** Makes a snapshot of maps that nobody changes any more: the shared one and those of the views. */
export function createSnapshot(
  shared: PrefixMap,
  views: ReadonlyMap<string, PrefixMap>,
): RoutingSnapshot {
  return { lookup: (address, query) => lookup(address, query, [views.get(query.view), shared]) }
}

const empty: PrefixEntry = { routes: [], hasDown: false }

function lookup(
  address: string,
  query: RouteQuery,
  [view, shared]: readonly [PrefixMap | undefined, PrefixMap],
): Route | NoRoute {
  let down = false
  for (let prefix: string | undefined = address; prefix !== undefined; prefix = cut(prefix)) {
    const own = view?.get(prefix) ?? empty
    const common = shared.get(prefix) ?? empty
    const route = better(pick(own.routes, query), pick(common.routes, query), query)
    if (route !== undefined) return route
    down ||= own.hasDown || common.hasDown
  }
  return down ? 'down' : 'unreachable'
}

/** One segment less; the empty prefix is the last. */
function cut(prefix: string): string | undefined {
  if (prefix === '') return undefined
  const dot = prefix.lastIndexOf('.')
  return dot === -1 ? '' : prefix.slice(0, dot)
}

function pick(routes: readonly Route[], query: RouteQuery): Route | undefined {
  let best: Route | undefined
  for (const route of routes) {
    if (route.peerId === query.exclude) continue
    if (best !== undefined && compareRoutes(best, route) !== 0) break
    if (query.prefer === undefined || query.prefer(route.peerId)) return route
    best ??= route
  }
  return best
}

function better(
  own: Route | undefined,
  common: Route | undefined,
  query: RouteQuery,
): Route | undefined {
  if (own === undefined || common === undefined) return own ?? common
  const order = compareRoutes(own, common)
  if (order !== 0) return order < 0 ? own : common
  const [ownPreferred, commonPreferred] = [own, common].map((route) => query.prefer?.(route.peerId))
  if (ownPreferred !== commonPreferred) return ownPreferred ? own : common
  return compareWithIds(own, common) < 0 ? own : common
}
