import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { ProviderFailure } from '../outcome.ts'
import type { EngineEvents } from './engine-events.ts'
import type { EngineLimits } from './engine-limits.ts'
import type { EndpointState, KeyState, Lane } from './key-state.ts'
import type { PlannedCall } from './plan-call.ts'
import type { Params, UpstreamCall, UpstreamResult } from './source.ts'

/** Weight of the newest call in what a key costs of late. */
const newestShare = 0.3

/** What came of a call for one key. */
export interface CallResult {
  readonly lane: Lane
  readonly result: UpstreamResult
  /** Whether the call was made for this key; other keys that it answered have their own way. */
  readonly own: boolean
}

/** What a call is made with. */
export interface FlyOptions {
  readonly clock: Clock
  readonly log: Log
  readonly limits: EngineLimits
  readonly events: EngineEvents
  readonly flights: Set<AbortController>
  readonly find: (endpoint: EndpointState, params: Params) => Iterable<KeyState>
  readonly onResult: (state: KeyState, result: CallResult) => void
}

/**
 * Makes a call that the limiter has admitted and hands each key its outcome. Resolves, never
 * rejects, when it is over: a call that its source neither ends nor gives up on the signal is left
 * behind.
 */
export async function flyCall(
  options: FlyOptions,
  { lane, planned }: { readonly lane: Lane; readonly planned: PlannedCall },
): Promise<void> {
  const { clock, events, flights } = options
  const own = takeOff(planned.states)
  const { call } = planned
  const abort = new AbortController()
  const startedMs = clock.monotonicMs()
  flights.add(abort)
  lane.flying += 1
  const keyCost = call.cost / Math.max(1, planned.states.length)
  lane.costPerKey += newestShare * (keyCost - lane.costPerKey)
  const results = await runCall(options, { call, abort })
  lane.flying -= 1
  flights.delete(abort)
  const failures = results.flatMap(({ outcome }) => ('failure' in outcome ? outcome.failure : []))
  events.onCall({
    endpoint: planned.states[0]?.endpoint.name ?? '',
    source: lane.source.name,
    cost: call.cost,
    keys: call.covers.length,
    failures: failures.length,
    failure: failures.length === results.length ? failures[0] : undefined,
    seconds: (clock.monotonicMs() - startedMs) / 1_000,
  })
  land(options, { lane, own, results, planned })
}

/** Keys that are on another way keep their phase; what is heard of them is welcome. */
function takeOff(states: readonly KeyState[]): ReadonlySet<KeyState> {
  const own = states.filter(({ phase }) => phase === 'idle' || phase === 'queued')
  for (const state of own) {
    state.phase = 'flying'
    state.ticket += 1
  }
  return new Set(own)
}

interface Running {
  readonly call: UpstreamCall
  readonly abort: AbortController
}

async function runCall(
  { clock, log, limits }: FlyOptions,
  { call, abort }: Running,
): Promise<readonly UpstreamResult[]> {
  const all = (failure: ProviderFailure): readonly UpstreamResult[] =>
    call.covers.map((params) => failed(params, { failure, nowMs: clock.now() }))
  const { promise: aborted, resolve } = Promise.withResolvers<readonly UpstreamResult[]>()
  abort.signal.addEventListener('abort', () => resolve(all(givenUp)), { once: true })
  const guard = clock.after(limits.callMsMax, () => abort.abort(new Error(givenUp.message)))
  try {
    return await Promise.race([call.run(abort.signal), aborted])
  } catch (error) {
    // Sources answer for their provider's faults by themselves: this is a fault of the source.
    log.error('A source failed', { err: error })
    return all(sourceFailed)
  } finally {
    guard.cancel()
  }
}

const givenUp: ProviderFailure = {
  statusCode: 504,
  message: 'The provider did not answer in time',
}

const sourceFailed: ProviderFailure = { statusCode: 500, message: 'The source failed' }

const unmentioned: ProviderFailure = {
  statusCode: 502,
  message: "The provider's answer says nothing of what was asked",
}

interface Landing {
  readonly lane: Lane
  readonly planned: PlannedCall
  readonly own: ReadonlySet<KeyState>
  readonly results: readonly UpstreamResult[]
}

function land({ clock, find, onResult }: FlyOptions, landing: Landing): void {
  const { lane, own, planned, results } = landing
  const byParams = new Map(planned.states.map((state) => [state.params, state]))
  const endpoint = planned.states[0]?.endpoint
  const open = new Set(own)
  const tell = (state: KeyState, result: UpstreamResult): void =>
    onResult(state, { lane, result, own: open.delete(state) })
  for (const result of results) {
    const state = byParams.get(result.params)
    if (state !== undefined) tell(state, result)
    else if (endpoint !== undefined) {
      for (const other of find(endpoint, result.params)) tell(other, result)
    }
  }
  for (const state of open) {
    tell(state, failed(state.params, { failure: unmentioned, nowMs: clock.now() }))
  }
}

function failed(
  params: Params,
  { failure, nowMs }: { readonly failure: ProviderFailure; readonly nowMs: number },
): UpstreamResult {
  return { params, outcome: { failure }, timestamps: { providerDataReceivedUnixMs: nowMs } }
}
