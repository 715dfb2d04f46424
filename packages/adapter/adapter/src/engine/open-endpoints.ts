import type { Wanted } from './answer.ts'
import type { EngineEndpoint } from './engine.ts'
import { type FeedListener, startFeed } from './feeds.ts'
import { goesBefore } from './goes-before.ts'
import { createHeap } from './heap.ts'
import { createLane, type EndpointState, type Feed, type Lane, type Route } from './key-state.ts'

/** Endpoints at work, with all the lanes of their sources. */
export interface OpenEndpoints {
  readonly byName: ReadonlyMap<string, EndpointState>
  readonly lanes: readonly Lane[]
}

/** Opens endpoints; their push sources are started, and not yet told that anything is wanted. */
export function openEndpoints(
  endpoints: readonly EngineEndpoint[],
  listen: (endpoint: EndpointState) => FeedListener,
): OpenEndpoints {
  const opened = endpoints.map((endpoint) => openEndpoint(endpoint, listen))
  return {
    byName: new Map(opened.map((endpoint) => [endpoint.name, endpoint])),
    lanes: opened.flatMap(({ routes }) => routes[0]?.lanes ?? []),
  }
}

/** The way by which a key is asked for; undefined for what this adapter does not have. */
export function routeOf(
  endpoints: ReadonlyMap<string, EndpointState>,
  { endpoint, transport }: Pick<Wanted, 'endpoint' | 'transport'>,
): Route | undefined {
  return endpoints.get(endpoint)?.routes.find((route) => route.transport === transport)
}

function openEndpoint(
  { name, sources, terms }: EngineEndpoint,
  listen: (endpoint: EndpointState) => FeedListener,
): EndpointState {
  const routes: Route[] = []
  const endpoint: EndpointState = { name, terms, routes, states: new Set(), byParams: new Map() }
  const listener = listen(endpoint)
  const lanes: Lane[] = []
  const feeds: Feed[] = []
  for (const source of sources) {
    if (source.kind === 'pull') {
      const lane = createLane(source, createHeap(goesBefore))
      lanes.push(lane)
      routes.push({ transport: source.name, lanes: [lane], feeds: [] })
    } else {
      const feed = startFeed(source, listener)
      feeds.push(feed)
      routes.push({ transport: source.name, lanes: [], feeds: [feed] })
    }
  }
  routes.unshift({ transport: undefined, lanes, feeds })
  return endpoint
}
