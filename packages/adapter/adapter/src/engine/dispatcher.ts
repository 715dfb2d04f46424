import type { Clock } from '@kivuko/clock'
import type { Log } from '@kivuko/log'
import type { Limiter } from '../limits/limiter.ts'
import type { ProviderFailure } from '../outcome.ts'
import { createAdmissionBlock } from './admission-block.ts'
import type { EngineEvents } from './engine-events.ts'
import type { EngineLimits } from './engine-limits.ts'
import { type CallResult, flyCall } from './fly-call.ts'
import { goesBefore } from './goes-before.ts'
import type { EndpointState, KeyState, Lane, Queued } from './key-state.ts'
import { isValid, type PlannedCall, planCall } from './plan-call.ts'
import { createSpacing } from './space-refreshes.ts'
import type { Params } from './source.ts'

/** Asks providers for the keys that wait, in their order and as the limiter admits. */
export interface Dispatcher extends Disposable {
  /** Puts a key into the queue of the lane that its `rank` says. */
  enqueue(state: KeyState): void
  /** Lets a key that somebody waits for now go before those that nobody does. */
  raise(state: KeyState): void
  /** Goes on: harmless at any time. */
  pump(): void
  /** Until when nothing is admitted that somebody waits for, in ms since the epoch; or 0. */
  blockedUntilMs(): number
}

/** What a dispatcher is made of. */
export interface DispatcherOptions {
  readonly clock: Clock
  readonly log: Log
  readonly limiter: Limiter
  readonly limits: EngineLimits
  readonly events: EngineEvents
  readonly lanes: readonly Lane[]
  /** Whether refreshes that nobody waits for keep an even distance from each other. */
  readonly isSpaced: boolean
  /** The keys that somebody asked for with these parameters. */
  readonly find: (endpoint: EndpointState, params: Params) => Iterable<KeyState>
  /** Whether a key in the queue still needs to be asked for; if not it is let go. */
  readonly isNeeded: (state: KeyState) => boolean
  readonly onReleased: (state: KeyState) => void
  /** What came of a call, for each key that it was made for, and for others that it answered. */
  readonly onResult: (state: KeyState, result: CallResult) => void
  /** Nothing that somebody waits for is admitted for that long. */
  readonly onBlocked: (retryInMs: number) => void
}

/** The pause when the limiter itself fails. */
const limiterPauseMs = 250

/** A dispatcher with empty queues. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { clock } = options
  const flights = new Set<AbortController>()
  const spacing = createSpacing(options)
  const blocked = createAdmissionBlock(clock, () => pump())
  let phase: 'resting' | 'pumping' | 'called-again' | 'stopped' = 'resting'

  const pump = (): void => {
    if (phase === 'pumping') phase = 'called-again'
    if (phase !== 'resting') return
    phase = 'pumping'
    void admitAll().finally(() => {
      const calledAgain = phase === 'called-again'
      if (phase !== 'stopped') phase = 'resting'
      if (calledAgain) pump()
    })
  }

  const admitAll = async (): Promise<void> => {
    while (phase !== 'stopped' && !blocked.isSet()) {
      const next = nextCall(options)
      if (next === undefined) return
      const restMs = next.isRefresh ? spacing.restMs() : 0
      if (restMs > 0) return blocked.set(restMs, true)
      const { admitted, retryInMs } = await admitSome(options, next)
      if (retryInMs === Number.POSITIVE_INFINITY) {
        refuse(options, { ...admitted, failure: tooCostly })
      } else if (retryInMs > 0) block(retryInMs, next.isRefresh)
      else if (isRunning()) {
        if (next.isRefresh) spacing.note(admitted.planned.call.cost)
        void flyCall({ ...options, flights }, admitted).then(pump)
      }
    }
  }

  options.limiter.onRoom?.(() => {
    blocked.end()
    pump()
  })

  const isRunning = (): boolean => phase !== 'stopped'

  const block = (retryInMs: number, isRefresh: boolean): void => {
    blocked.set(retryInMs, isRefresh)
    if (!isRefresh) options.onBlocked(retryInMs)
  }

  const queue = (state: KeyState): void => {
    put(state)
    if (state.waiters.length > 0) blocked.endForRefresh()
  }

  return {
    pump,
    blockedUntilMs: () => blocked.untilMs(),
    enqueue(state) {
      state.phase = 'queued'
      state.ticket += 1
      queue(state)
    },
    raise: queue,
    [Symbol.dispose]() {
      phase = 'stopped'
      blocked[Symbol.dispose]()
      for (const flight of flights) flight.abort(new Error('The adapter stops'))
    },
  }
}

function put(state: KeyState): void {
  const [first] = state.waiters
  const place = { state, ticket: state.ticket, waiting: first !== undefined }
  const order = first?.sinceMs ?? state.dueAtMs
  state.route.lanes[state.rank]?.queue.push({ ...place, order })
}

interface Admitted {
  readonly admitted: NextCall
  readonly retryInMs: number
}

/** When there is no room for a call, there may be for one that answers for fewer keys. */
async function admitSome(options: DispatcherOptions, next: NextCall): Promise<Admitted> {
  const retryInMs = await admit(options, next.planned.call.cost)
  if (retryInMs === 0) return { admitted: next, retryInMs }
  const smaller = planSmaller(options, next)
  return smaller === undefined ? { admitted: next, retryInMs } : admitSome(options, smaller)
}

function planSmaller(options: DispatcherOptions, next: NextCall): NextCall | undefined {
  const { lane, planned } = next
  if (planned.states.length < 2 || planned.call.cost <= 1) return undefined
  const place = firstPlace(lane, options)
  if (place === undefined) return undefined
  const keysMax = Math.ceil(planned.states.length / 2)
  const smaller = plan(options, { lane, place, keysMax })
  const isCheaper = smaller !== undefined && smaller.call.cost < planned.call.cost
  return isCheaper ? { ...next, planned: smaller } : undefined
}

/** In how many ms the plan has room, 0 when it has taken the cost, infinity when it never will. */
async function admit({ limiter, log }: DispatcherOptions, cost: number): Promise<number> {
  if (limiter.costMax !== undefined && cost > limiter.costMax) return Number.POSITIVE_INFINITY
  try {
    const taken = await limiter.take(cost)
    return taken.ok ? 0 : Math.max(1, taken.retryInMs)
  } catch (error) {
    log.error('The limiter failed', { err: error })
    return limiterPauseMs
  }
}

interface NextCall {
  readonly lane: Lane
  /** Whether nobody waits for it. */
  readonly isRefresh: boolean
  readonly planned: PlannedCall
}

function nextCall(options: DispatcherOptions): NextCall | undefined {
  for (;;) {
    const next = bestPlace(options)
    if (next === undefined) return undefined
    const planned = plan(options, next)
    if (planned !== undefined) return { lane: next.lane, planned, isRefresh: !next.place.waiting }
  }
}

interface BestPlace {
  readonly lane: Lane
  readonly place: Queued
}

/** The lanes are few: as many as the adapter has sources. */
function bestPlace(options: DispatcherOptions): BestPlace | undefined {
  let best: BestPlace | undefined
  for (const lane of options.lanes) {
    if (lane.flying >= options.limits.callsFlyingMax) continue
    const place = firstPlace(lane, options)
    if (place === undefined) continue
    if (best === undefined || goesBefore(place, best.place)) best = { lane, place }
  }
  return best
}

function firstPlace(lane: Lane, { isNeeded, onReleased }: DispatcherOptions): Queued | undefined {
  for (let place = lane.queue.items[0]; place !== undefined; place = lane.queue.items[0]) {
    if (isValid(place)) {
      if (isNeeded(place.state)) return place
      place.state.ticket += 1
      place.state.phase = 'idle'
      onReleased(place.state)
    }
    lane.queue.pop()
  }
  return undefined
}

function plan(
  options: DispatcherOptions,
  { keysMax, lane, place }: BestPlace & { readonly keysMax?: number },
): PlannedCall | undefined {
  const { state } = place
  const { clock, find } = options
  const nowMs = clock.now()
  try {
    const few = keysMax === undefined ? {} : { keysMax }
    const planned = planCall(lane, { first: state, nowMs, find, ...few })
    if (planned !== undefined) return planned
    options.log.error('A source planned no call for a key', { source: lane.source.name })
  } catch (error) {
    options.log.error('A source could not plan', { source: lane.source.name, err: error })
  }
  const call = { covers: [state.params], cost: 0, run: () => Promise.resolve([]) }
  refuse(options, { lane, planned: { call, states: [state] }, failure: unplanned })
  return undefined
}

interface Refused extends Pick<NextCall, 'lane' | 'planned'> {
  readonly failure: ProviderFailure
}

/** Tells keys a failure without a call. */
function refuse(options: DispatcherOptions, { lane, planned, failure }: Refused): void {
  const timestamps = { providerDataReceivedUnixMs: options.clock.now() }
  for (const state of planned.states) {
    if (state.phase !== 'queued') continue
    state.phase = 'flying'
    state.ticket += 1
    const result = { params: state.params, outcome: { failure }, timestamps }
    options.onResult(state, { lane, result, own: true })
  }
}

const unplanned: ProviderFailure = { statusCode: 500, message: 'The source failed' }

const tooCostly: ProviderFailure = {
  statusCode: 429,
  message: 'The call costs more than the plan ever allows at a time',
}
