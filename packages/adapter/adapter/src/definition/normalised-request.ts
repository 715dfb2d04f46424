import type { Params } from '../engine/source.ts'

/** A request as it came, not yet looked at. */
export interface RawRequest {
  /** `data` of the body. What is not an object counts as an empty one. */
  readonly data: unknown
  /** `endpoint` beside `data`; it wins over the one inside. */
  readonly endpoint?: unknown
  /** The query string; it wins over `data`. */
  readonly query?: URLSearchParams | undefined
}

/** What is asked of sources for one set of parameters. */
export interface RequestItem {
  /** Canonical, in the client's own symbols: what an answer repeats. */
  readonly asked: Params
  /** After overrides, renaming and includes: what sources get and keys are made of. */
  readonly params: Params
  /** The answer is 1 divided by the value. */
  readonly inverse: boolean
}

/** A request that is understood. For a batch, `asked` and `params` hold the arrays, sorted. */
export interface NormalisedRequest extends RequestItem {
  readonly ok: true
  /** Canonical name. */
  readonly endpoint: string
  /** Not older than this, in whole ms; negative asks the provider now; undefined where not said. */
  readonly maxAgeMs: number | undefined
  /** The name of the only source to use, if the request says so; it belongs into the key. */
  readonly transport: string | undefined
  /** Set when a symbol is given as an array. */
  readonly batch: Batch | undefined
}

/** Every combination of the symbols that were asked for. */
export interface Batch {
  /** Sorted, each once: the same in whatever order the arrays were written. */
  readonly items: readonly RequestItem[]
  /** The parameters by which `data` of the answer nests, in the order of the definition. */
  readonly by: readonly string[]
}
