import type { Clock } from '@kivuko/clock'
import type { Params, UpstreamResult } from '../engine/source.ts'
import type { Outcome, ProviderFailure, ProviderValue, Timestamps } from '../outcome.ts'
import type { GuardedResult, ResultGuard } from './result-guard.ts'
import { paramsKey } from './params-key.ts'
import type { Scrub } from './scrub.ts'

/** How an author tells what the provider said. What is told of other parameters is left out. */
export interface Out<P> {
  /** A value; checked by the source's `result`, and a failure when it does not pass. */
  value(params: P, result: unknown, more?: ToldMore): void
  /** The provider has none. */
  missing(params: P, message?: string): void
  /** The provider said no. */
  failed(params: P, message: string, more?: ToldFailure): void
}

/** What may be told beside a value. */
export interface ToldMore {
  /** When the provider says it is from: ms since the epoch (not seconds), a date, or its text. */
  readonly at?: number | Date | string | undefined
  /** More of the answer. */
  readonly data?: Readonly<Record<string, unknown>>
  /** What is answered instead of 200; a value with any other status is never kept. */
  readonly statusCode?: number
}

/** What may be told of a failure; the status code is 502 if left out. */
export type ToldFailure = Partial<Omit<ProviderFailure, 'message'>>

/**
 * Clocks differ; a time further ahead than this is wrong, and believing it would keep better values
 * out.
 */
const AHEAD_MS_MAX = 60_000

/**
 * Figures below this are seconds: nobody's prices are from before 1973, and taken for milliseconds
 * they would be half a century old.
 */
const EARLIEST_MS = 100_000_000_000

/** What makes outcomes of what is told. */
export interface Teller {
  value(result: unknown, more?: ToldMore): Outcome
  missing(message?: string): Outcome
  failed(message: string, more?: ToldFailure): Outcome
}

/** A teller that checks values and keeps secrets out of messages. */
export function createTeller(options: {
  readonly clock: Clock
  readonly guard: ResultGuard
  readonly scrub: Scrub
}): Teller {
  const { clock, guard, scrub } = options
  const failed: Teller['failed'] = (message, more = {}) => ({
    failure: { statusCode: 502, ...more, message: scrub(message) },
  })
  return {
    value: (told, more = {}) => {
      const guarded = guardedResult(guard, told)
      if ('problem' in guarded) return failed(`The provider's value ${guarded.problem}`)
      if (isInSeconds(more.at)) return failed(`The value's time is in seconds: ${String(more.at)}`)
      return { value: providerValue(guarded.result, more, clock.now()) }
    },
    missing: (message = 'The provider has no value for these parameters') => failed(message),
    failed,
  }
}

/** Collects what is told about the parameters that one call covers. */
export interface Collection<P> {
  readonly out: Out<P>
  /** One result for each of what is covered; what nothing was told of is missing, or `untold`. */
  results(timestamps: Timestamps, untold?: ProviderFailure): UpstreamResult[]
}

/** An empty collection. The last that is told about parameters counts. */
export function createCollection<P extends Params>(
  covers: readonly P[],
  teller: Teller,
): Collection<P> {
  const outcomes = new Map<string, Outcome | undefined>()
  for (const params of covers) outcomes.set(paramsKey(params), undefined)
  const tell = (params: P, outcome: Outcome): void => {
    const key = paramsKey(params)
    if (outcomes.has(key)) outcomes.set(key, outcome)
  }
  return {
    out: {
      value: (params, result, more) => tell(params, teller.value(result, more)),
      missing: (params, message) => tell(params, teller.missing(message)),
      failed: (params, message, more) => tell(params, teller.failed(message, more)),
    },
    results: (timestamps, untold) =>
      covers.map((params) => {
        const nothing = untold === undefined ? teller.missing() : { failure: untold }
        const outcome = outcomes.get(paramsKey(params)) ?? nothing
        return { params, outcome, timestamps: withIndicated(timestamps, outcome) }
      }),
  }
}

/** The same failure for everything that a call covers. */
export function failAll(
  covers: readonly Params[],
  failure: ProviderFailure,
  timestamps: Timestamps,
): UpstreamResult[] {
  return covers.map((params) => ({ params, outcome: { failure }, timestamps }))
}

/** The timestamps with the time that the provider said. */
export function withIndicated(timestamps: Timestamps, outcome: Outcome): Timestamps {
  if (!('value' in outcome) || outcome.value.at === undefined) return timestamps
  return { ...timestamps, providerIndicatedTimeUnixMs: outcome.value.at }
}

function guardedResult(guard: ResultGuard, told: unknown): GuardedResult {
  if (told === undefined || told === null) return { problem: 'is missing' }
  return guard(told)
}

function providerValue(result: unknown, more: ToldMore, nowMs: number): ProviderValue {
  const at = indicatedMs(more.at, nowMs)
  return {
    result,
    ...(more.data === undefined ? {} : { data: more.data }),
    ...(at === undefined ? {} : { at }),
    ...(more.statusCode === undefined ? {} : { statusCode: more.statusCode }),
  }
}

function isInSeconds(at: ToldMore['at']): boolean {
  return typeof at === 'number' && at > 0 && at < EARLIEST_MS
}

/** A time that cannot be is as good as none. */
function indicatedMs(at: ToldMore['at'], nowMs: number): number | undefined {
  if (at === undefined || at === null) return undefined
  const ms = typeof at === 'number' ? at : new Date(at).getTime()
  return Number.isFinite(ms) && ms > 0 && ms <= nowMs + AHEAD_MS_MAX ? Math.trunc(ms) : undefined
}
