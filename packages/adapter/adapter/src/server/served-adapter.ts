import type { InputRefusal } from '../definition/input-refusal.ts'
import type { RawRequest } from '../definition/normalised-request.ts'
import type { Answer, Demand, ValueAnswer, Wanted } from '../engine/answer.ts'
import type { Params } from '../engine/source.ts'

/** An adapter as a server sees it: it reads requests and has answers; HTTP is the server's. */
export interface ServedAdapter {
  readonly name: string
  readonly version?: string | undefined
  readonly terms: AnswerTerms
  /** Whether it fetches for others only, and refuses requests over HTTP (`EA_MODE=writer`). */
  readonly isSilent?: boolean
  /** `request` is the whole body, for what keys include of it. */
  read(raw: RawRequest, request: Readonly<Record<string, unknown>>): ReadRequest | InputRefusal
  /** At once, when the caches of the process hold what is wanted. */
  getNow(wanted: Wanted, demand: Demand): ValueAnswer | undefined
  get(wanted: Wanted, demand: Demand): Promise<Answer>
  /** Tells each value that is kept from now on; the returned function ends it. */
  watch(wanted: Wanted, hear: (answer: ValueAnswer) => void): () => void
  /** For `/ready`. */
  parts(): readonly AdapterPart[]
  /** For `/status`: plain JSON without secrets. */
  describe(): Readonly<Record<string, unknown>>
}

/** How answers of an adapter look. */
export interface AnswerTerms {
  /** `METRICS_ENABLED`: counts requests, and adds `meta` and `metricsMeta` to answers. */
  readonly metrics: boolean
  /** `METRICS_NAME`: the label `app_name`. */
  readonly metricsName: string
  /** `FEED_ID_JSON`: feeds are named by their parameters as JSON, instead of `ETH/USD`. */
  readonly feedIdJson: boolean
  /** `DEBUG`: adds `debug` to answers and `stack` to errors. */
  readonly debug: boolean
  /** `PROXY_STATUS`: the provider's own error status is the answer's; 502 otherwise. */
  readonly proxyStatus: boolean
}

/** A request that is understood. */
export interface ReadRequest {
  readonly ok: true
  readonly demand: Demand
  /** One, or all combinations of a batch. */
  readonly items: readonly [ReadItem, ...ReadItem[]]
  /** Of a batch: the names of the parameters by which `data` nests. */
  readonly by?: readonly string[] | undefined
}

/** One set of parameters of a request. */
export interface ReadItem {
  /** In the client's own symbols: what a batch's answer repeats. */
  readonly asked: Params
  readonly wanted: Wanted
}

/** Something that an adapter needs beside itself. */
export interface AdapterPart {
  /** `redis`, `price/ws`. */
  readonly name: string
  readonly up: boolean
  /** Why not, for people; without secrets. */
  readonly reason?: string
}
