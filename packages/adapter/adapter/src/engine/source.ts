import type { Outcome, ProviderFailure, ProviderValue, Timestamps } from '../outcome.ts'

/** Normalised parameters of a request: what is in its key, in canonical names. */
export type Params = Readonly<Record<string, unknown>>

/** One request to the provider, that answers for some of what is wanted. */
export interface UpstreamCall {
  readonly covers: readonly Params[]
  /** What it counts against the plan: 1 most often. */
  readonly cost: number
  /** Never rejects for the provider's faults: those are outcomes, one for each of `covers`. */
  run(signal: AbortSignal): Promise<readonly UpstreamResult[]>
}

/** What a call or a stream brought for one set of parameters. */
export interface UpstreamResult {
  readonly params: Params
  readonly outcome: Outcome
  readonly timestamps: Timestamps
}

/** A source that answers when it is asked. */
export interface PullSource {
  readonly kind: 'pull'
  readonly name: string
  /** Divides what is wanted into calls; each of `wanted` is in one of them. */
  plan(wanted: readonly Params[]): readonly UpstreamCall[]
}

/** A source that tells by itself, once it is told what is wanted. */
export interface PushSource {
  readonly kind: 'push'
  readonly name: string
  /** For how long it is told to bring what nobody has asked for since. */
  readonly subscriptionMs: number
  /** For how long what it tells is stored, unless the endpoint says less. */
  readonly ttlMs: number
  /**
   * Starts it, unconnected; it connects while something is wanted. `hear` takes what it tells.
   * `changed` says that `isLive` or `failure` may answer otherwise now, so that who waits for a
   * first value of a refused connection is told at once.
   */
  start(hear: (result: UpstreamResult) => void, changed: () => void): RunningPush
}

/** A push source at work. */
export interface RunningPush extends AsyncDisposable {
  /** What is wanted from now on; what is not in it any more is left. */
  setWanted(wanted: readonly Params[]): void
  /** Whether values for these parameters can be expected from it now: joined, and alive. */
  isLive(params: Params): boolean
  /**
   * Why it is not, where it knows: a refused connection, a full plan. Of all that is wanted, where
   * nothing is given.
   */
  failure(params?: Params): ProviderFailure | undefined
}

/** Where values come from, best first. */
export type Source = PullSource | PushSource

export type { Outcome, ProviderFailure, ProviderValue, Timestamps }
