import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock, type FakeClock } from '@kivuko/clock'
import fc from 'fast-check'
import type { Answer } from './answer.ts'
import { type MadeCall, scriptedSource, type ScriptedSource, testEngine } from './test-engine.ts'
import { testSharedStore } from './test-shared-cache.ts'

/** A request of a run. */
interface Arrival {
  readonly atMs: number
  readonly key: number
  readonly replica: number
  readonly maxAgeMs: number | undefined
}

/** A whole run. */
interface Run {
  readonly arrivals: readonly Arrival[]
  readonly latencies: readonly number[]
  /** A call fails when its place in this list, taken again and again, says so. */
  readonly failures: readonly boolean[]
  readonly perCall: number
  readonly perSecond: number | undefined
  readonly perMinute: number | undefined
}

const keyCount = 6
const runMs = 30_000
/** Longer than the patience, the slowest call, and both pauses after failures. */
const settleMs = 60_000

const arrival = fc.record({
  atMs: fc.nat(runMs),
  key: fc.nat(keyCount - 1),
  replica: fc.nat(1),
  maxAgeMs: fc.constantFrom(undefined, undefined, -1, 200, 1_000, 5_000),
})

const run: fc.Arbitrary<Run> = fc.record({
  arrivals: fc.array(arrival, { minLength: 1, maxLength: 60 }),
  latencies: fc.array(fc.integer({ min: 1, max: 3_000 }), { minLength: 1, maxLength: 8 }),
  failures: fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }),
  perCall: fc.integer({ min: 1, max: 4 }),
  perSecond: fc.constantFrom(undefined, 1, 2, 5),
  perMinute: fc.constantFrom(undefined, 10, 40),
})

interface Answered extends Arrival {
  answers: number
  answer: Answer | undefined
  answeredAtMs: number
}

function source(clock: FakeClock, { failures, latencies, perCall }: Run): ScriptedSource {
  let told = 0
  let timed = 0
  return scriptedSource(clock, {
    perCall,
    latencyMs: () => latencies[timed++ % latencies.length] ?? 1,
    tell: (_params, nowMs) =>
      failures[told++ % failures.length] === true
        ? { failure: { statusCode: 502, message: 'It broke' } }
        : { value: { result: nowMs } },
  })
}

async function play(
  clock: FakeClock,
  { arrivals }: Run,
  ask: (arrival: Arrival) => Promise<Answer>,
): Promise<readonly Answered[]> {
  const startedMs = clock.now()
  const all: Answered[] = []
  for (const each of arrivals.toSorted((a, b) => a.atMs - b.atMs)) {
    await clock.advance(startedMs + each.atMs - clock.now())
    const asked: Answered = { ...each, answers: 0, answer: undefined, answeredAtMs: 0 }
    all.push(asked)
    void ask(each).then((answer) => {
      asked.answers += 1
      asked.answer = answer
      asked.answeredAtMs = clock.now() - startedMs
    })
  }
  await clock.advance(settleMs)
  return all
}

function assertAnswered(all: readonly Answered[]): void {
  for (const each of all) {
    assert.equal(each.answers, 1)
    const { answer, maxAgeMs } = each
    if (answer === undefined || 'failure' in answer) continue
    const bornMs = each.answeredAtMs - answer.ageMs
    // What came since it was asked for is fresh, whatever was demanded.
    if (maxAgeMs !== undefined) {
      assert.ok(bornMs >= Math.min(each.atMs, each.answeredAtMs - maxAgeMs), JSON.stringify(each))
    }
    assert.ok(answer.ageMs <= answer.ttlMs)
  }
}

function assertWithinPlan(calls: readonly MadeCall[], { perMinute, perSecond }: Run): void {
  for (const [windowMs, limit] of [
    [1_000, perSecond],
    [60_000, perMinute],
  ] as const) {
    if (limit === undefined) continue
    const times = calls.map(({ atMs }) => atMs).toSorted((a, b) => a - b)
    for (const [index, atMs] of times.entries()) {
      const later = times[index + limit]
      assert.ok(later === undefined || later - atMs >= windowMs, `${later} - ${atMs}`)
    }
  }
}

const demandOf = ({ maxAgeMs }: Arrival) => (maxAgeMs === undefined ? {} : { maxAgeMs })

function planOf({ perMinute, perSecond }: Run) {
  return {
    ...(perMinute === undefined ? {} : { perMinute }),
    ...(perSecond === undefined ? {} : { perSecond }),
  }
}

test('every request is answered once, none too old, and no plan is exceeded', async () => {
  await fc.assert(
    fc.asyncProperty(run, async (each) => {
      const clock = createFakeClock()
      const pull = source(clock, each)
      const { ask, engine } = testEngine(() => [pull], { clock, plan: planOf(each) })
      const all = await play(clock, each, (asked) => ask(`K${asked.key}`, demandOf(asked)))
      assertAnswered(all)
      assertWithinPlan(pull.calls, each)
      assert.equal(engine.status().waitingKeys, 0)
      await engine[Symbol.asyncDispose]()
      await clock.advance(10_000)
      assert.equal(clock.pendingTimers(), 0)
    }),
    { numRuns: 60 },
  )
})

test('the same with replicas that share a cache which comes and goes', async () => {
  const outages = fc.array(fc.nat(runMs), { maxLength: 4 })
  await fc.assert(
    fc.asyncProperty(run, outages, async (each, times) => {
      const clock = createFakeClock()
      const store = testSharedStore(clock)
      const engines = [0, 1].map(() =>
        testEngine(() => [source(clock, each)], { clock, shared: store.connect() }),
      )
      for (const atMs of times) {
        clock.after(atMs, () => {
          store.isUp = !store.isUp
        })
      }
      const all = await play(clock, each, (asked) => {
        return engines[asked.replica]!.ask(`K${asked.key}`, demandOf(asked))
      })
      assertAnswered(all)
    }),
    { numRuns: 40 },
  )
})

test('no key that is asked for starves, however short the plan and slow the others', async () => {
  const shortPlan = fc.record({
    perSecond: fc.integer({ min: 1, max: 3 }),
    keys: fc.integer({ min: 1, max: 30 }),
    slow: fc.integer({ min: 0, max: 5 }),
  })
  await fc.assert(
    fc.asyncProperty(shortPlan, async ({ keys, perSecond, slow }) => {
      const clock = createFakeClock()
      const pull = scriptedSource(clock, {
        latencyMs: ({ base }) => (Number(String(base).slice(1)) < slow ? 20_000 : 10),
      })
      const { engine, timed } = testEngine(() => [pull], { clock, plan: { perSecond } })
      const bases = Array.from({ length: keys }, (_, index) => `K${index}`)
      for (const base of bases) await timed(base)
      // Each key is refreshed within twice what an even share of the plan gives it.
      const shareMs = Math.max(2_000, (keys / (perSecond * 0.9)) * 1_000)
      await clock.advance(2 * shareMs)
      const fromMs = clock.now()
      await clock.advance(2 * shareMs + 25_000)
      for (const base of bases) {
        const calls = pull.calls.filter(({ atMs, covers }) => {
          return atMs >= fromMs && covers[0]?.['base'] === base
        })
        assert.ok(calls.length > 0, `${base} of ${keys} at ${perSecond}/s`)
      }
      await engine[Symbol.asyncDispose]()
    }),
    { numRuns: 20 },
  )
})
