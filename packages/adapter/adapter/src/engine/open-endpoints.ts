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
