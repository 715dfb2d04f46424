import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Clock, createFakeClock, type FakeClock } from '@kivuko/clock'
import { silentLog } from '@kivuko/log'
import { createSeededRandom, type Random } from '@kivuko/random'
import fc from 'fast-check'
import { type LimitWindow, limitWindows } from './limit-windows.ts'
import type { LimitTerms } from './limiter.ts'
import { createRedisLimiter, type SharedLimiter } from './redis-limiter.ts'
import { sumOf } from './test-plan-ledger.ts'
import {
  type Admitted,
  type TestPlanLink,
  testSharedPlan,
  type TestSharedPlan,
} from './test-shared-plan.ts'

/** One outage, after a time in which all was well. */
interface Outage {
  readonly upMs: number
  readonly downMs: number
  /** `cut`: one replica alone has lost it. */
  readonly how: 'killed' | 'forgets' | 'hangs' | 'cut'
}

/** A whole run: replicas that always have work, and what happens to them and to Redis. */
interface Run {
  readonly terms: LimitTerms
  readonly replicas: number
  readonly costMax: number
  readonly gapMsMax: number
  /** Calls that a replica asks for at the same time. */
  readonly hands: number
  /** How often a replica has no work for a while, after a call. */
  readonly restShare: number
  readonly seed: number
  readonly outages: readonly Outage[]
  /** In the middle of each time in which all is well, this replica starts anew. */
  readonly restarts: readonly (number | undefined)[]
}

/** All have heard of each other in this time, and are back together in this one. */
const settledMs = 12_000

const figure = (max: number) =>
  fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max }))
const figures = {
  perSecond: figure(30),
  perMinute: figure(200),
  perHour: figure(1_000),
  perDay: figure(1_000),
  perMonth: figure(1_000),
}
/** Mostly short windows: they fill up again and again, and outages are longer. */
const terms: fc.Arbitrary<LimitTerms> = fc.oneof(
  fc.record({ perSecond: figures.perSecond }),
  fc.record({ perMinute: figures.perMinute }),
  fc.record({ perSecond: figures.perSecond, perMinute: figures.perMinute }),
  fc.record(figures, { requiredKeys: ['perSecond'] }),
)

/** Longer than any heartbeat. */
const restMsMax = 20_000

/** A Redis that hangs for so long is missed by all: each has asked it something meanwhile. */
const hangMsMin = 6_000

const outage = fc.record({
  upMs: fc.integer({ min: 2 * settledMs, max: 60_000 }),
  downMs: fc.oneof(fc.nat(2_000), fc.nat(60_000), fc.integer({ min: 60_000, max: 80_000 })),
  how: fc.constantFrom('killed', 'forgets', 'hangs', 'cut'),
})

const run: fc.Arbitrary<Run> = fc.record({
  terms,
  replicas: fc.integer({ min: 1, max: 4 }),
  costMax: fc.integer({ min: 1, max: 4 }),
  gapMsMax: fc.constantFrom(20, 200, 2_000),
  hands: fc.constantFrom(1, 1, 2),
  restShare: fc.constantFrom(0, 0.02, 0.2, 0.8),
  seed: fc.nat(),
  outages: fc.array(outage, { maxLength: 3 }),
  restarts: fc.array(fc.option(fc.nat(3), { nil: undefined }), { minLength: 4, maxLength: 4 }),
})

interface Loss {
  readonly atMs: number
  /** By replica: when what it heard last was said. */
  readonly heardMs: readonly number[]
}

interface Played {
  readonly admitted: readonly Admitted[]
  /** What a replica spent that alone had lost Redis. */
  readonly onTop: readonly Admitted[]
  readonly losses: readonly Loss[]
  /** Waits that were said while Redis was away, and did not hold although nothing had changed. */
  readonly idle: readonly string[]
}

test('no window holds too much, with Redis and without, and nobody waits in vain', async () => {
  await fc.assert(
    fc.asyncProperty(run, async (each) => {
      const { admitted, idle, losses, onTop } = await play(each)
      for (const window of limitWindows(each.terms)) {
        for (const { atMs } of admitted) assertHeld(window, { admitted, losses, atMs })
        const part = Math.ceil(window.limit / each.replicas)
        for (let replica = 0; replica < each.replicas; replica += 1) {
          const own = onTop.filter((one) => one.replica === replica)
          for (const { atMs } of own) {
            const limit = { ...window, limit: part }
            assertHeld(limit, { admitted: own, losses: [], atMs })
          }
        }
      }
      assert.deepEqual(idle, [])
    }),
    { numRuns: 100 },
  )
})

interface Held {
  readonly admitted: readonly Admitted[]
  readonly losses: readonly Loss[]
  readonly atMs: number
}

/** The window that ends then, and those parts of it that begin after a loss. */
function assertHeld({ limit, windowMs }: LimitWindow, { admitted, losses, atMs }: Held): void {
  const inside = losses.filter((loss) => loss.atMs >= atMs - windowMs && loss.atMs <= atMs)
  for (const fromMs of [atMs - windowMs, ...inside.map((loss) => loss.atMs + 1)]) {
    const held = sumOf(between(admitted, fromMs, atMs))
    const over = inside.filter((loss) => loss.atMs >= fromMs)
    const bound = over.reduce((sum, loss) => sum + unheard(loss, { admitted, fromMs }), limit)
    const what = `${held} of ${limit} (${bound}) in ${windowMs} ms, from ${fromMs} to ${atMs}`
    assert.ok(held <= bound, what)
  }
}

/** What was admitted after the replica had heard that heard the longest ago; or just then. */
function unheard(
  loss: Loss,
  { admitted, fromMs }: { readonly admitted: readonly Admitted[]; readonly fromMs: number },
): number {
  const heardMs = Math.min(...loss.heardMs)
  return sumOf(between(admitted, Math.max(fromMs, heardMs), loss.atMs))
}

function between(all: readonly Admitted[], fromMs: number, toMs: number): readonly Admitted[] {
  return all.filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
}

async function play(each: Run): Promise<Played> {
  const clock = createFakeClock()
  const random = createSeededRandom(each.seed)
  const plan = testSharedPlan({
    clock,
    wayMs: () => upTo(5, random),
    reconnectMs: () => upTo(3_000, random),
  })
  const admitted: Admitted[] = []
  const onTop: Admitted[] = []
  const losses: Loss[] = []
  const idle: string[] = []
  let cutUntilMs = 0
  const noteAlone = (one: Admitted): void => {
    if (one.atMs < cutUntilMs) onTop.push(one)
    else admitted.push(one)
  }
  const at = { ...each, clock, random, plan, noteAlone, idle, resting: new Set<() => void>() }
  const workers = Array.from({ length: each.replicas }, (_, index) => startWorker(index, at))
  const forgets = each.outages.some(({ how }) => how === 'forgets')
  const isWell = async (ms: number, restarted: number | undefined): Promise<void> => {
    await clock.advance(settledMs)
    // What a replica spent that is gone is lost with a Redis that forgets.
    if (restarted !== undefined && restarted < workers.length && !forgets) {
      workers[restarted]?.end()
      workers[restarted] = startWorker(restarted, at)
    }
    await clock.advance(ms - settledMs)
  }
  for (const [index, { downMs, how, upMs }] of each.outages.entries()) {
    await isWell(upMs, each.restarts[index])
    const lostAtMs = clock.monotonicMs()
    if (how === 'cut') {
      cutUntilMs = lostAtMs + downMs + settledMs
      workers[index % workers.length]?.link.cut(downMs)
      await clock.advance(downMs)
      continue
    }
    // Everybody has work all of a sudden.
    for (const wake of at.resting) wake()
    if (how === 'hangs') plan.hang()
    else plan.kill(how === 'forgets')
    await clock.advance(how === 'hangs' ? downMs + hangMsMin : downMs)
    losses.push({
      atMs: lostAtMs,
      heardMs: workers.map((_, replica) => plan.heardUntilMs(replica, lostAtMs)),
    })
    plan.goOn()
  }
  await isWell(3 * settledMs, each.restarts[3])
  for (const worker of workers) worker.end()
  return { admitted: [...admitted, ...plan.admitted], onTop, losses, idle }
}

interface World extends Run {
  readonly clock: FakeClock
  readonly random: Random
  readonly plan: TestSharedPlan
  /** Told what was admitted without Redis. */
  readonly noteAlone: (one: Admitted) => void
  readonly idle: string[]
  /** Ends the rest of those that have no work. */
  readonly resting: Set<() => void>
}

interface Worker {
  readonly link: TestPlanLink
  end(): void
}

/** A replica that asks again and again, as soon as it may. */
function startWorker(replica: number, world: World): Worker {
  const { clock, plan, random, terms: plans } = world
  const link = plan.connect(replica)
  const limiter = createRedisLimiter({
    link,
    clock: offClock(clock, random),
    random,
    log: silentLog,
    terms: plans,
    scope: 's',
  })
  let isOver = false
  let ups = 0
  link.onUp(() => {
    ups += 1
  })
  const at = { ...world, replica, link, limiter, isOver: () => isOver, ups: () => ups }
  const work = async (): Promise<void> => {
    while (!isOver) {
      await takeOne(at)
      const rests = link.isUp() && random.fraction() < world.restShare
      await (rests ? rest(at) : pause(at))
    }
  }
  for (let hand = 0; hand < world.hands; hand += 1) void work()
  return {
    link,
    end: () => {
      isOver = true
      // Every second one stops in good order; the others are killed.
      if (random.fraction() < 0.5) void limiter[Symbol.asyncDispose]()
      void link[Symbol.asyncDispose]()
    },
  }
}

interface AtWork extends World {
  readonly replica: number
  readonly link: TestPlanLink
  readonly limiter: SharedLimiter
  readonly isOver: () => boolean
  /** How often it has found Redis. */
  readonly ups: () => number
}

async function takeOne(world: AtWork): Promise<void> {
  const { clock, costMax, idle, limiter, link, random, replica } = world
  const cost = 1 + upTo(costMax - 1, random)
  for (let isPromised = false; ; ) {
    const before = world.plan.admitted.length
    const wasAway = !link.isUp()
    const taken = await limiter.take(cost)
    const atMs = clock.monotonicMs()
    if (world.isOver()) return
    if (taken.ok) {
      const byLog = world.plan.admitted.slice(before).some((each) => each.replica === replica)
      if (!byLog) world.noteAlone({ replica, atMs, cost })
      return
    }
    if (isPromised) idle.push(`${replica} was told to come at ${atMs}, and refused`)
    if (taken.retryInMs >= 3_600_000) return nap(world)
    const ups = world.ups()
    await clock.sleep(taken.retryInMs)
    // Nobody else spends a replica's share while Redis is away.
    isPromised = world.hands === 1 && wasAway && ups === world.ups() && !link.isUp()
  }
}

function nap({ clock }: World): Promise<void> {
  return clock.sleep(1_000)
}

function pause({ clock, gapMsMax, random }: World): Promise<void> {
  return clock.sleep(upTo(gapMsMax, random))
}

/** Until there is work again. */
function rest({ clock, random, resting }: World): Promise<void> {
  return new Promise((resolve) => {
    const wake = (): void => {
      resting.delete(wake)
      timer.cancel()
      resolve()
    }
    const timer = clock.after(upTo(restMsMax, random), wake)
    resting.add(wake)
  })
}

/** A whole number, so that the sums of the check are exact. */
function upTo(max: number, random: Random): number {
  return Math.floor(random.fraction() * (max + 1))
}

/** A machine whose clock is wrong by seconds, and jumps; only the monotonic one is right. */
function offClock(clock: FakeClock, random: Random): Clock {
  const offMs = (): number => upTo(20_000, random) - 10_000
  let nowOffMs = offMs()
  return {
    ...clock,
    now: () => {
      if (random.fraction() < 0.05) nowOffMs = offMs()
      return clock.now() + nowOffMs
    },
  }
}
