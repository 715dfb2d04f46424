import { createFakeClock, type FakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import type { Entry } from '../cache/entry.ts'
import { createLocalCache } from '../cache/local-cache.ts'
import { createLocalLimiter } from '../limits/local-limiter.ts'
import type { LimitTerms } from '../limits/limiter.ts'
import type { Outcome } from '../outcome.ts'
import { paramsKey } from '../sources/params-key.ts'
import type { Answer, Demand, Wanted } from './answer.ts'
import { createEngine } from './create-engine.ts'
import type { Engine, EngineOptions } from './engine.ts'
import type { EndpointTerms } from './key-state.ts'
import type { Params, PullSource, PushSource, UpstreamResult } from './source.ts'

/** Terms like those of an installation that sets nothing, but for times that tests can count. */
const testTerms: EndpointTerms = {
  ttlMs: 3_000,
  ttlMsMax: 90_000,
  serveStaleForMs: 0,
  warm: true,
  subscriptionMs: 3_600_000,
  failureMs: 1_000,
  unhealthyThreshold: 3,
}

/** A call that a scripted source has made. */
export interface MadeCall {
  readonly atMs: number
  readonly covers: readonly Params[]
  readonly cost: number
}

/** How a scripted source behaves; what is not given is plain. */
export interface Script {
  readonly name?: string
  readonly latencyMs?: number | ((params: Params) => number)
  /** Keys in a call. */
  readonly perCall?: number
  readonly costOf?: (covers: readonly Params[]) => number
  readonly tell?: (params: Params, nowMs: number) => Outcome
}

/** A source that does what its script says, and remembers its calls. */
export interface ScriptedSource extends PullSource {
  readonly calls: MadeCall[]
}

/** A source under the clock. By default the value is the time of the answer. */
export function scriptedSource(clock: FakeClock, script: Script = {}): ScriptedSource {
  const { costOf, latencyMs = 20, name = 'rest', perCall = 1 } = script
  const tell = script.tell ?? ((_params, nowMs) => ({ value: { result: nowMs } }))
  const calls: MadeCall[] = []
  const run = async (covers: readonly Params[], cost: number): Promise<UpstreamResult[]> => {
    calls.push({ atMs: clock.now(), covers, cost })
    const delays = covers.map((each) => {
      return typeof latencyMs === 'number' ? latencyMs : latencyMs(each)
    })
    await clock.sleep(Math.max(...delays))
    const timestamps = { providerDataReceivedUnixMs: clock.now() }
    return covers.map((params) => ({ params, outcome: tell(params, clock.now()), timestamps }))
  }
  return {
    kind: 'pull',
    name,
    calls,
    plan: (due) => {
      const count = Math.ceil(due.length / perCall)
      return Array.from({ length: count }, (_, index) => {
        const covers = due.slice(index * perCall, (index + 1) * perCall)
        const cost = costOf?.(covers) ?? 1
        return { covers, cost, run: () => run(covers, cost) }
      })
    },
  }
}

/** A push source in a test's hands. */
export interface HandSource extends PushSource {
  wanted: readonly Params[]
  live: boolean
  tell(params: Params, outcome: Outcome): void
  change(): void
}

/** A push source that tells what the test has it tell. */
export function handSource(clock: FakeClock, name = 'ws'): HandSource {
  let hear: (result: UpstreamResult) => void = () => {}
  let changed: () => void = () => {}
  const source: HandSource = {
    kind: 'push',
    name,
    subscriptionMs: 120_000,
    ttlMs: 120_000,
    wanted: [],
    live: false,
    start: (newHear, newChanged) => {
      hear = newHear
      changed = newChanged
      return {
        setWanted: (params) => {
          source.wanted = params
        },
        isLive: () => source.live,
        failure: () => undefined,
        [Symbol.asyncDispose]: async () => {},
      }
    },
    tell: (params, outcome) => {
      const timestamps = { providerDataReceivedUnixMs: clock.now() }
      hear({ params, outcome, timestamps })
    },
    change: () => changed(),
  }
  return source
}

/** An engine of one endpoint, `price`, under a fake clock. */
export interface TestEngine {
  readonly clock: FakeClock
  readonly engine: Engine
  ask(base: string, demand?: Demand): Promise<Answer>
  now(base: string, demand?: Demand): Answer | undefined
  /** Runs the clock until the answer is there; gives it with the time that it took. */
  timed(base: string, demand?: Demand): Promise<{ readonly answer: Answer; readonly ms: number }>
}

/** Starts an engine over the sources. */
export function testEngine(
  makeSources: (clock: FakeClock) => readonly (PullSource | PushSource)[],
  options: {
    readonly terms?: Partial<EndpointTerms>
    readonly plan?: LimitTerms
    readonly itemsMax?: number
    readonly clock?: FakeClock
  } & Partial<Omit<EngineOptions, 'clock'>> = {},
): TestEngine {
  const { clock = createFakeClock(), itemsMax = 1_000, plan = {}, terms, ...others } = options
  const engine = createEngine({
    clock,
    log: silentLog,
    limiter: createLocalLimiter({ clock, terms: plan }),
    cache: createLocalCache<Entry>({ clock, itemsMax }),
    shared: undefined,
    endpoints: [{ name: 'price', terms: { ...testTerms, ...terms }, sources: makeSources(clock) }],
    ...others,
  })
  const ask = (base: string, demand: Demand = {}): Promise<Answer> =>
    engine.get(wanted(base), demand)
  return {
    clock,
    engine,
    ask,
    now: (base, demand = {}) => engine.getNow(wanted(base), demand),
    timed: async (base, demand) => {
      const startedMs = clock.now()
      let ms: number | undefined
      const asked = ask(base, demand).then((answer) => {
        ms = clock.now() - startedMs
        return answer
      })
      while (ms === undefined) await clock.advance(1)
      return { answer: await asked, ms }
    },
  }
}

/** What is wanted of a base. */
export function wanted(base: string): Wanted {
  const params = { base, quote: 'USD' }
  return { endpoint: 'price', key: paramsKey(params), params }
}

/** The result of an answer, or the status code of its failure. */
export function resultOf(answer: Answer | undefined): unknown {
  if (answer === undefined) return undefined
  return 'failure' in answer ? { failed: answer.failure.statusCode } : answer.value.result
}
