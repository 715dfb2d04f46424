export type { NewRoute, Relation, Route, RouteSource, RoutingPeer } from './route.ts'
export {
  createRoutes,
  type PeerRoutes,
  type RouteChange,
  type Routes,
  type RoutesRefusal,
  routesPerPeerMax,
} from './routes.ts'
export type { NoRoute, RouteQuery, RoutingSnapshot } from './snapshot.ts'
