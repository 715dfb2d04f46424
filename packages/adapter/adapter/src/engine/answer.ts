import type { Entry } from '../cache/entry.ts'
import type { ProviderFailure, ProviderValue, Timestamps } from '../outcome.ts'
import type { Params } from './source.ts'

/** What a request is about, once it is understood: aliases resolved, arrays split. */
export interface Wanted {
  /** Canonical name. */
  readonly endpoint: string
  /** The key of `params` in the caches. */
  readonly key: string
  readonly params: Params
  /** The only source that may be used. */
  readonly transport?: string
  /** The answer is 1 divided by the value: `params` are those of the pair the other way round. */
  readonly inverse?: boolean
}

/** How fresh an answer has to be. Empty: whatever the caches hold is good. */
export interface Demand {
  /** Not older than this; negative: asked of the provider now. */
  readonly maxAgeMs?: number
  /** For how long to keep what is fetched for it, instead of the endpoint's own time. */
  readonly ttlMs?: number
}

/** A value, with what is known of its age. */
export interface ValueAnswer {
  readonly value: ProviderValue
  readonly timestamps: Timestamps
  /** Which source it came from. */
  readonly source: string
  readonly ageMs: number
  /** For how long it was stored. */
  readonly ttlMs: number
  /** Whether it was kept already when it was asked for. */
  readonly hit: boolean
  /** The same object for as long as the value is: what is made of it can be kept by it. */
  readonly entry: Entry
}

/** Why there is no value. */
export interface FailureAnswer {
  readonly failure: ProviderFailure
}

/** What is answered to one request. */
export type Answer = ValueAnswer | FailureAnswer

/** Requests that another replica has had. */
export interface AskedElsewhere {
  /** How long ago the last one was. */
  readonly agoMs: number
  /** How many there were. */
  readonly asked: number
}
