import { createLayer } from './layer.ts'
import type { Layer, RouteEdit } from './layer.ts'
import { isPrefix } from './route.ts'
import type { NewRoute, Route, RouteSource, RoutingPeer } from './route.ts'
import { createSnapshot } from './snapshot.ts'
import type { PrefixMap, RoutingSnapshot } from './snapshot.ts'

/** Routes of one source that a peer may have. */
export const routesPerPeerMax = 10_000

/** Another route is the best for a prefix now. */
export interface RouteChange {
  /** The view whose routes these are; `undefined` for the shared ones. */
  readonly view: string | undefined
  readonly prefix: string
  /** `undefined` when no usable one is left. */
  readonly best: Route | undefined
}

/** Why routes were not taken. */
export interface RoutesRefusal {
  readonly refusal: 'UnknownPeer' | 'TooManyRoutes' | 'InvalidPrefix'
}

/** All routes that a peer has from one source. */
export interface PeerRoutes {
  readonly peerId: string
  readonly source: RouteSource
  /** Of two with one prefix the last counts. */
  readonly routes: readonly NewRoute[]
}

/**
 * Routes of all sources and peers, and the best of them. What each peer told is kept apart from
 * what is chosen, so a route that goes uncovers the next best without asking anyone. Knows
 * addresses only as segments joined by dots.
 */
export interface Routes {
  /** Adds a peer, or changes its relation, weight or view; its routes and health stay. */
  setPeer(peer: RoutingPeer): void
  /** Forgets a peer with its routes and its health. */
  removePeer(peerId: string): void
  /** Replaces what the peer has from the source. On a refusal nothing changes. */
  setRoutes(change: PeerRoutes): RoutesRefusal | undefined
  /** A peer that is down keeps its routes, out of use. New peers are up. */
  setHealth(peerId: string, up: boolean): void
  /** The routes as they are now. What is handed out never changes: ask again for each packet. */
  snapshot(): RoutingSnapshot
  /** Calls back after each change of best routes: to another peer, another path, or none. */
  onChange(call: (changes: readonly RouteChange[]) => void): Disposable
}

/** Makes an empty set of routes. */
export function createRoutes(): Routes {
  const state = createState()
  const listeners = new Set<(changes: readonly RouteChange[]) => void>()
  let snapshot: RoutingSnapshot | undefined
  const select = (view: string | undefined, prefixes: Iterable<string>): void => {
    const changes: RouteChange[] = []
    for (const prefix of prefixes) {
      const change = layerOf(state, view).select(prefix)
      if (change !== undefined) changes.push({ view, prefix, best: change.best })
    }
    snapshot = undefined
    if (changes.length > 0) for (const call of listeners) call(changes)
  }
  return {
    setPeer: (record) => setPeer(state, record, select),
    removePeer: (peerId) => {
      const peer = state.peers.get(peerId)
      if (peer === undefined) return
      state.peers.delete(peerId)
      select(peer.view, withdraw(state, peer))
    },
    setRoutes: (change) => {
      const peer = state.peers.get(change.peerId)
      const refusal = refuse(change, peer)
      if (refusal !== undefined || peer === undefined) return refusal
      select(peer.view, replaceRoutes(state, peer, change))
      return undefined
    },
    setHealth: (peerId, up) => {
      const peer = state.peers.get(peerId)
      if (peer === undefined || peer.up === up) return
      peer.up = up
      select(peer.view, new Set(routesOf(peer).map((route) => route.prefix)))
    },
    snapshot: () => {
      snapshot ??= createSnapshot(state.shared.entries(), viewEntries(state))
      return snapshot
    },
    onChange: (call) => {
      listeners.add(call)
      return { [Symbol.dispose]: () => void listeners.delete(call) }
    },
  }
}

interface KnownPeer {
  readonly record: RoutingPeer
  /** The view whose layer holds its routes; `undefined` for the shared one. */
  readonly view: string | undefined
  readonly told: Map<RouteSource, ReadonlyMap<string, Route>>
  up: boolean
}

interface State {
  readonly peers: Map<string, KnownPeer>
  readonly shared: Layer
  readonly views: Map<string, Layer>
  readonly isDown: (peerId: string) => boolean
}

type Select = (view: string | undefined, prefixes: Iterable<string>) => void

function createState(): State {
  const peers = new Map<string, KnownPeer>()
  const isDown = (peerId: string): boolean => peers.get(peerId)?.up === false
  return { peers, shared: createLayer(isDown), views: new Map(), isDown }
}

function layerOf(state: State, view: string | undefined): Layer {
  if (view === undefined) return state.shared
  const known = state.views.get(view)
  if (known !== undefined) return known
  const layer = createLayer(state.isDown)
  state.views.set(view, layer)
  return layer
}

function viewEntries(state: State): ReadonlyMap<string, PrefixMap> {
  return new Map([...state.views].map(([view, layer]) => [view, layer.entries()]))
}

function setPeer(state: State, record: RoutingPeer, select: Select): void {
  const before = state.peers.get(record.id)
  if (before !== undefined && isSamePeer(before.record, record)) return
  const peer: KnownPeer = {
    record,
    view: record.shared === true ? undefined : record.view,
    told: new Map(),
    up: before?.up ?? true,
  }
  state.peers.set(record.id, peer)
  if (before === undefined) return
  const withdrawn = withdraw(state, before)
  for (const [source, routes] of before.told) {
    replaceRoutes(state, peer, { peerId: record.id, source, routes: [...routes.values()] })
  }
  select(before.view, withdrawn)
  if (peer.view !== before.view) select(peer.view, withdrawn)
}

function isSamePeer(left: RoutingPeer, right: RoutingPeer): boolean {
  return (
    left.relation === right.relation &&
    left.view === right.view &&
    (left.weight ?? 0) === (right.weight ?? 0) &&
    (left.shared ?? false) === (right.shared ?? false)
  )
}

function refuse(change: PeerRoutes, peer: KnownPeer | undefined): RoutesRefusal | undefined {
  if (peer === undefined) return { refusal: 'UnknownPeer' }
  if (change.routes.length > routesPerPeerMax) return { refusal: 'TooManyRoutes' }
  if (!change.routes.every((route) => isPrefix(route.prefix))) return { refusal: 'InvalidPrefix' }
  return undefined
}

/** Takes all of a peer's routes out of its layer; gives their prefixes. */
function withdraw(state: State, peer: KnownPeer): ReadonlySet<string> {
  const layer = layerOf(state, peer.view)
  const prefixes = new Set<string>()
  for (const route of routesOf(peer)) {
    layer.edit({ prefix: route.prefix, remove: route, add: undefined })
    prefixes.add(route.prefix)
  }
  return prefixes
}

/**
 * Puts routes in the place of what the source told before; gives the prefixes where they differ.
 */
function replaceRoutes(state: State, peer: KnownPeer, change: PeerRoutes): ReadonlySet<string> {
  const before = peer.told.get(change.source) ?? new Map<string, Route>()
  const after = new Map<string, Route>()
  for (const route of change.routes) {
    const known = before.get(route.prefix)
    const same = known !== undefined && isSameRoute(known, route)
    after.set(route.prefix, same ? known : makeRoute(peer.record, change.source, route))
  }
  peer.told.set(change.source, after)
  const layer = layerOf(state, peer.view)
  const edits = differences(before, after)
  for (const edit of edits) layer.edit(edit)
  return new Set(edits.map((edit) => edit.prefix))
}

function differences(
  before: ReadonlyMap<string, Route>,
  after: ReadonlyMap<string, Route>,
): readonly RouteEdit[] {
  const prefixes = new Set([...before.keys(), ...after.keys()])
  return [...prefixes]
    .map((prefix) => ({ prefix, remove: before.get(prefix), add: after.get(prefix) }))
    .filter(({ remove, add }) => remove !== add)
}

function isSameRoute(known: Route, route: NewRoute): boolean {
  return (
    known.path.join() === (route.path ?? []).join() &&
    Buffer.compare(known.auth ?? none, route.auth ?? none) === 0
  )
}

const none = new Uint8Array(0)

function makeRoute(peer: RoutingPeer, source: RouteSource, route: NewRoute): Route {
  const { id: peerId, relation, weight = 0 } = peer
  const { prefix, path = [], auth } = route
  return { prefix, peerId, source, relation, weight, path: [...path], auth }
}

function routesOf(peer: KnownPeer): readonly Route[] {
  return [...peer.told.values()].flatMap((routes) => [...routes.values()])
}
