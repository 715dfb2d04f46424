import type { ProviderFailure } from '../outcome.ts'
import type { KeyState } from './key-state.ts'

/** All places for keys are taken by keys that somebody waits for. */
export const noRoomForKey: ProviderFailure = {
  statusCode: 503,
  message: 'Too many values are asked for',
}

/** The adapter stops. */
export const stopping: ProviderFailure = { statusCode: 503, message: 'The adapter stops' }

/** Nothing was there to be told in time. */
export const notInTime: ProviderFailure = {
  statusCode: 504,
  message: 'There was no value in time',
}

/** A reader cannot fetch, and has nobody who does. */
export const noWriter: ProviderFailure = {
  statusCode: 504,
  message: 'There was no value in time: no writer (EA_MODE) is there to fetch it',
}

/** A reader has no other way to values than the cache that it shares. */
export const cacheLost: ProviderFailure = {
  statusCode: 503,
  message: 'The cache that values are read from cannot be reached',
}

/** The plan has no room in the time that a request waits. */
export function planSpent(retryAtMs: number): ProviderFailure {
  const message = "The provider's plan is spent for the moment"
  return { statusCode: 429, message, retryAtMs }
}

/** Why the push sources of a key bring nothing; undefined when one is alive, or on its way. */
export function failureOfFeeds({ params, route }: KeyState): ProviderFailure | undefined {
  if (route.feeds.some(({ push }) => push.isLive(params))) return undefined
  return route.feeds
    .map(({ push }) => push.failure(params))
    .find((failure) => failure !== undefined)
}
