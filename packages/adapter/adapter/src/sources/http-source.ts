import type { Fields } from '../definition/field.ts'
import type { Params, PullSource, UpstreamCall, UpstreamResult } from '../engine/source.ts'
import type { ProviderFailure } from '../outcome.ts'
import { failureOfThrown } from './adapter-error.ts'
import { type Attempt, attemptHttp, type Reply } from './attempt-http.ts'
import { type HttpAsk, httpRequest, shownHost } from './http-ask.ts'
import { paramsKey } from './params-key.ts'
import { figure, type ResultGuard } from './result-guard.ts'
import { createScrub, type Scrub } from './scrub.ts'
import {
  type AuthorContext,
  authorContext,
  type InputOf,
  type SourceContext,
  type SourceDefinition,
} from './source-definition.ts'
import { createSourceMetrics, type SourceMetrics } from './source-metrics.ts'
import { createCollection, createTeller, failAll, type Out, type Teller } from './tell-outcomes.ts'

/** One call to the provider. */
export interface HttpCall<P> extends HttpAsk {
  /** Which of the wanted parameters its answer is about. */
  readonly covers: readonly P[]
  /** What it counts against the plan; 1 if left out. */
  readonly cost?: number
  /** `API_TIMEOUT` if left out. */
  readonly timeoutMs?: number
}

/** How a provider is asked over HTTP. */
export interface HttpSpec<P extends Params, Told, E extends Fields> {
  /** `rest` if left out. */
  readonly name?: string
  /** The settings that it reads: `{ PRICE_KEY: secret() }`. */
  readonly env?: E
  /**
   * The calls for what is wanted now: one for all where the provider answers batches, otherwise
   * one for each. Must not wait.
   */
  ask(wanted: readonly P[], context: AuthorContext<E>): readonly HttpCall<P>[]
  /**
   * Tells what an answer says. Anything that it throws means that the answer is not what it should
   * be: a failure with 502, or an `AdapterError`'s own. When it throws over several, it is given
   * each of them alone, so that a good one does not fail with a bad one.
   */
  read(told: Told, covers: readonly P[], out: Out<P>, reply: Reply): void
  /** How the body is given to `read`: parsed as JSON if left out. */
  readonly format?: 'json' | 'text' | 'bytes'
  /** What a result must be; any finite number if left out. */
  readonly result?: ResultGuard
  /** Which status codes are given to `read`; 200 to 299 if left out. */
  accepts?(status: number): boolean
}

/** A source that asks a provider over HTTP. */
export function http<P extends Params, Told = unknown, const E extends Fields = Fields>(
  _input: InputOf<P>,
  spec: HttpSpec<P, Told, E>,
): SourceDefinition<P> {
  const name = spec.name ?? 'rest'
  return {
    kind: 'pull',
    name,
    env: spec.env ?? {},
    bind: (context) => bindHttp(spec, name, context),
  }
}

/** What the calls of one bound source share. */
interface Bound<P extends Params, Told, E extends Fields> {
  readonly spec: HttpSpec<P, Told, E>
  readonly context: SourceContext
  readonly teller: Teller
  readonly scrub: Scrub
  readonly metrics: SourceMetrics
}

function bindHttp<P extends Params, Told, E extends Fields>(
  spec: HttpSpec<P, Told, E>,
  name: string,
  context: SourceContext,
): PullSource {
  const { clock } = context
  const scrub = createScrub(context.settings)
  const teller = createTeller({ clock, guard: spec.result ?? figure(), scrub })
  const metrics = createSourceMetrics(context)
  const bound: Bound<P, Told, E> = { spec, context, teller, scrub, metrics }
  const author = authorContext<E>(context)
  return {
    kind: 'pull',
    name,
    plan: (wanted) => {
      // The input that the endpoint normalises by is the one that this source was made for.
      const typed = wanted as readonly P[]
      try {
        return plannedCalls(bound, typed, spec.ask(typed, author))
      } catch (error) {
        return [failingCall(bound, typed, failureOfThrown(error, 500))]
      }
    },
  }
}

/** Each of what is wanted in one call, the first that covers it. */
function plannedCalls<P extends Params, Told, E extends Fields>(
  bound: Bound<P, Told, E>,
  wanted: readonly P[],
  calls: readonly HttpCall<P>[],
): UpstreamCall[] {
  const open = new Map(wanted.map((params) => [paramsKey(params), params]))
  const planned: UpstreamCall[] = []
  for (const call of calls) {
    const covers: P[] = []
    for (const params of call.covers) {
      const key = paramsKey(params)
      const own = open.get(key)
      if (own === undefined) continue
      open.delete(key)
      covers.push(own)
    }
    if (covers.length > 0) planned.push(httpCall(bound, { ...call, covers }))
  }
  if (open.size > 0) {
    const message = 'The provider cannot be asked for these parameters'
    planned.push(failingCall(bound, [...open.values()], { statusCode: 502, message }))
  }
  return planned
}

/** A call that fails without asking anybody. */
function failingCall<P extends Params, Told, E extends Fields>(
  { context, scrub }: Bound<P, Told, E>,
  covers: readonly P[],
  failure: ProviderFailure,
): UpstreamCall {
  const shown = { ...failure, message: scrub(failure.message) }
  return {
    covers,
    cost: 0,
    run: async () => failAll(covers, shown, { providerDataReceivedUnixMs: context.clock.now() }),
  }
}

function httpCall<P extends Params, Told, E extends Fields>(
  bound: Bound<P, Told, E>,
  call: HttpCall<P>,
): UpstreamCall {
  const cost = call.cost ?? 1
  return { covers: call.covers, cost, run: (signal) => runCall(bound, call, signal) }
}

async function runCall<P extends Params, Told, E extends Fields>(
  bound: Bound<P, Told, E>,
  call: HttpCall<P>,
  signal: AbortSignal,
): Promise<UpstreamResult[]> {
  const { clock, terms, mayRepeat } = bound.context
  for (let attempt = 1; ; attempt += 1) {
    const tried = await tryCall(bound, call, signal)
    if (!tried.repeatable || attempt >= terms.attempts) return tried.results
    try {
      await clock.sleep(terms.retryPauseMs, signal)
      if (!(await mayRepeat(call.cost ?? 1))) return tried.results
    } catch {
      // Aborted while it waited: what was found out is still true.
      return tried.results
    }
  }
}

interface Tried {
  readonly results: UpstreamResult[]
  /** Whether another attempt may do better. */
  readonly repeatable: boolean
}

async function tryCall<P extends Params, Told, E extends Fields>(
  bound: Bound<P, Told, E>,
  call: HttpCall<P>,
  signal: AbortSignal,
): Promise<Tried> {
  const { context, metrics, scrub, spec } = bound
  const providerDataRequestedUnixMs = context.clock.now()
  const failed = (failure: ProviderFailure, repeatable: boolean): Tried => {
    const shown = { ...failure, message: scrub(failure.message) }
    const times = { providerDataRequestedUnixMs, providerDataReceivedUnixMs: context.clock.now() }
    return { results: failAll(call.covers, shown, times), repeatable }
  }
  let attempt: Attempt
  try {
    const request = { ...httpRequest(call), signal }
    const timeoutMs = call.timeoutMs ?? context.terms.timeoutMs
    attempt = await attemptHttp({ ...context, metrics }, { ...request, timeoutMs }, spec)
  } catch (error) {
    return failed(failureOfThrown(error, 500), false)
  }
  if ('failure' in attempt) return failed(attempt.failure, attempt.repeatable)
  return readReply(bound, call, { reply: attempt.reply, providerDataRequestedUnixMs })
}

interface Got {
  readonly reply: Reply
  readonly providerDataRequestedUnixMs: number
}

function readReply<P extends Params, Told, E extends Fields>(
  bound: Bound<P, Told, E>,
  call: HttpCall<P>,
  got: Got,
): Tried {
  const whole = readMembers(bound, call, got)
  if (!whole.threw) return { results: whole.results, repeatable: false }
  // One member that cannot be read takes no other one with it.
  const results =
    call.covers.length === 1
      ? whole.results
      : call.covers.flatMap((one) => readMembers(bound, { ...call, covers: [one] }, got).results)
  return { results, repeatable: !results.some(({ outcome }) => 'value' in outcome) }
}

function readMembers<P extends Params, Told, E extends Fields>(
  { context, scrub, spec, teller }: Bound<P, Told, E>,
  call: HttpCall<P>,
  { reply, providerDataRequestedUnixMs }: Got,
): { readonly results: UpstreamResult[]; readonly threw: boolean } {
  const times = { providerDataRequestedUnixMs, providerDataReceivedUnixMs: context.clock.now() }
  const collection = createCollection(call.covers, withData(teller, reply.body, context))
  try {
    // The author says what the provider answers; whatever else comes is caught here or by `result`.
    spec.read(reply.body as Told, call.covers, collection.out, reply)
    return { results: collection.results(times), threw: false }
  } catch (error) {
    const host = shownHost(call.url)
    const { message, ...failure } = failureOfThrown(error, 502)
    const shown = scrub(`The answer of ${host} cannot be read: ${message}`)
    return { results: collection.results(times, { ...failure, message: shown }), threw: true }
  }
}

/** `API_VERBOSE`: what the provider told is the data, where the author does not give more. */
function withData(teller: Teller, body: unknown, { terms }: SourceContext): Teller {
  if (!terms.verbose || typeof body !== 'object' || body === null) return teller
  const all = { ...body }
  return { ...teller, value: (result, more = {}) => teller.value(result, { data: all, ...more }) }
}
