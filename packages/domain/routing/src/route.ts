/** How a neighbour stands to us. `local` is this node itself and what ends in it. */
export type Relation = 'local' | 'child' | 'peer' | 'parent'

/** Where a route comes from, in the order in which they are trusted. */
export type RouteSource = 'static' | 'local' | 'ccp' | 'default'

/** Someone whom addresses can be routed to. */
export interface RoutingPeer {
  readonly id: string
  readonly relation: Relation
  /** A local preference that outranks the relation; higher is better. 0 if left out. */
  readonly weight?: number
  /** The tenant whose traffic it takes. */
  readonly view: string
  /** Takes every tenant's traffic. */
  readonly shared?: boolean
}

/** A route as its source tells it. */
export interface NewRoute {
  /** Whole segments joined by dots, without a dot at the end; empty for everything. */
  readonly prefix: string
  /** The nodes on the way, nearest first; empty if left out. */
  readonly path?: readonly string[]
  /** What proves the route's origin, for protocols that carry it. */
  readonly auth?: Uint8Array | undefined
}

/**
 * A route in use: everything that its choice depends on. Never changes; a changed route is another
 * object.
 */
export interface Route {
  readonly prefix: string
  readonly peerId: string
  readonly source: RouteSource
  readonly relation: Relation
  readonly weight: number
  readonly path: readonly string[]
  readonly auth: Uint8Array | undefined
}

/**
 * The better of two routes for one prefix sorts first: by source, then the higher weight, then
 * child before peer before parent, then the shorter path. 0 when nothing but the peers' ids tells
 * them apart.
 */
export function compareRoutes(left: Route, right: Route): number {
  return (
    sourceRanks[left.source] - sourceRanks[right.source] ||
    right.weight - left.weight ||
    relationRanks[left.relation] - relationRanks[right.relation] ||
    left.path.length - right.path.length
  )
}

/** The order of routes for one prefix: the better first, equals by their peers' ids. */
export function compareWithIds(left: Route, right: Route): number {
  return compareRoutes(left, right) || (left.peerId < right.peerId ? -1 : 1)
}

/** Whether a table can hold the prefix: empty, or segments that are not. */
export function isPrefix(text: string): boolean {
  return text === '' || text.split('.').every((segment) => segment !== '')
}

const sourceRanks: Readonly<Record<RouteSource, number>> = {
  static: 0,
  local: 1,
  ccp: 2,
  default: 3,
}

const relationRanks: Readonly<Record<Relation, number>> = { local: 0, child: 1, peer: 2, parent: 3 }
