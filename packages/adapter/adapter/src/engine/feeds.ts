import type { Clock } from '@kivuko/clock'
import type { FeedStatus } from './engine.ts'
import type { EndpointState, Feed, KeyState } from './key-state.ts'
import type { PushSource, UpstreamResult } from './source.ts'

/** Tells push sources what is wanted. */
export interface Feeds {
  /** The keys of an endpoint are others now. */
  want(endpoint: EndpointState): void
}

/** Wishes that change within this are told together, but the first one is told at once. */
const settleMs = 20

/** Nothing is wanted yet. */
export function createFeeds(clock: Clock): Feeds {
  const pending = new Set<EndpointState>()
  const toldAtMs = new WeakMap<EndpointState, number>()

  const tell = (endpoint: EndpointState): void => {
    pending.delete(endpoint)
    toldAtMs.set(endpoint, clock.now())
    for (const feed of allFeeds(endpoint)) feed.push.setWanted(paramsFor(endpoint, feed))
  }

  return {
    want(endpoint) {
      if (pending.has(endpoint) || allFeeds(endpoint).length === 0) return
      pending.add(endpoint)
      const sinceMs = clock.now() - (toldAtMs.get(endpoint) ?? 0)
      if (sinceMs >= settleMs || sinceMs < 0) queueMicrotask(() => tell(endpoint))
      else clock.after(settleMs - sinceMs, () => tell(endpoint))
    },
  }
}

/** The first route goes through all sources of an endpoint. */
export function allFeeds({ routes }: EndpointState): readonly Feed[] {
  return routes[0]?.feeds ?? []
}

function paramsFor(endpoint: EndpointState, feed: Feed): readonly KeyState['params'][] {
  const states = [...endpoint.states]
  return states.filter(({ wantedOf }) => wantedOf.includes(feed)).map(({ params }) => params)
}

/** What a started source reports to. */
export interface FeedListener {
  onHeard(feed: Feed, result: UpstreamResult): void
  onChanged(feed: Feed): void
}

/** Starts a push source, unconnected. */
export function startFeed(source: PushSource, listener: FeedListener): Feed {
  const { name, subscriptionMs, ttlMs } = source
  const feed: Feed = {
    name,
    subscriptionMs,
    ttlMs,
    push: source.start(
      (result) => listener.onHeard(feed, result),
      () => listener.onChanged(feed),
    ),
  }
  return feed
}

/** How the push sources of an endpoint are doing. */
export function feedStatus(endpoint: EndpointState): readonly FeedStatus[] {
  return allFeeds(endpoint).map(({ name, push }) => ({
    endpoint: endpoint.name,
    name,
    failure: push.failure(),
  }))
}
