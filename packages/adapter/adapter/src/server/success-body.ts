import type { ValueAnswer } from '../engine/answer.ts'
import type { Timestamps } from '../outcome.ts'

/**
 * The body of a good answer, which clients of both older frameworks and Chainlink nodes take:
 *
 * | member       | what                                                                        |
 * |--------------|-----------------------------------------------------------------------------|
 * | jobRunID     | the request's `id`, "1" without one                                         |
 * | statusCode   | 200, or what the adapter chose                                              |
 * | result       | the value; not there for a batch                                            |
 * | data         | `result`, and what the provider told beside it; for a batch `results` too   |
 * | maxAge       | of what was kept: for how long, in ms                                       |
 * | timestamps   | when the provider was asked, answered, and said it is from                  |
 * | meta         | with metrics: adapterName, transportName, metrics.feedId                    |
 * | metricsMeta  | with metrics: feedId                                                        |
 * | debug        | with DEBUG: staleness and performance in seconds, providerCost, cacheHit    |
 */
export interface SuccessBody {
  readonly statusCode: number
  readonly result?: unknown
  readonly data: Readonly<Record<string, unknown>>
  readonly maxAge?: number
  readonly timestamps: Timestamps
  readonly meta?: AnswerMeta | undefined
  readonly metricsMeta?: FeedMeta | undefined
  readonly debug?: DebugFacts | undefined
}

/** Where an answer comes from; nodes send it on as telemetry. */
export interface AnswerMeta {
  readonly adapterName: string
  readonly transportName: string
  readonly metrics: FeedMeta
}

/** Which feed an answer belongs to. */
export interface FeedMeta {
  readonly feedId: string
}

/** How an answer was come by. Times in seconds. */
export interface DebugFacts {
  readonly cacheHit?: true
  readonly staleness: number
  readonly performance: number
  readonly providerCost: number
  readonly batchablePropertyPath?: readonly { readonly name: string }[]
}

/** A Chainlink node reads no more of an answer, and fails the task. */
export const NODE_BYTES_MAX = 32_768

/** What the `id` in front may take of it. */
const ID_BYTES = 256

/** Everything after the `jobRunID`, which is the same for everybody who asks. */
export function tailOf(body: SuccessBody): string {
  return JSON.stringify(body).slice(1)
}

/** A whole answer. */
export function joinBody(id: unknown, tail: string): string {
  return `{"jobRunID":${id === undefined ? '"1"' : (JSON.stringify(id) ?? '"1"')},${tail}`
}

/** Whether nodes can take an answer that ends like this. */
export function fitsNodes(tail: string): boolean {
  return Buffer.byteLength(tail) <= NODE_BYTES_MAX - ID_BYTES
}

/** The part that every good answer for one set of parameters has. */
export function bodyOf(
  answer: ValueAnswer,
  meta: AnswerMeta | undefined,
  result: unknown = answer.value.result,
): SuccessBody {
  const { value, timestamps, hit, ttlMs } = answer
  return {
    result,
    statusCode: value.statusCode ?? 200,
    data: dataOf(value.data, { result, statusCode: value.statusCode }),
    ...(hit ? { maxAge: ttlMs } : {}),
    timestamps,
    ...(meta === undefined ? {} : { meta, metricsMeta: meta.metrics }),
  }
}

/** A provider's own `statusCode` inside of the data must not contradict the answer's. */
function dataOf(
  told: Readonly<Record<string, unknown>> | undefined,
  { result, statusCode }: { readonly result: unknown; readonly statusCode: number | undefined },
): Readonly<Record<string, unknown>> {
  if (told === undefined) return { result }
  const own = told['statusCode'] === undefined ? {} : { statusCode: statusCode ?? 200 }
  return { ...told, ...own, result }
}
