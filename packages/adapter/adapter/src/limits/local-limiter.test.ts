import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock, type FakeClock } from '@kivuko/clock'
import fc from 'fast-check'
import type { Limiter, LimitTerms } from './limiter.ts'
import { createLocalLimiter } from './local-limiter.ts'
import { planLedger } from './test-plan-ledger.ts'

const DAY_MS = 86_400_000

async function takeAll(limiter: Limiter, triesMax: number): Promise<number> {
  let taken = 0
  while (taken < triesMax && (await limiter.take(1)).ok) taken += 1
  return taken
}

test('admits what the plan allows and says when to come again', async () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: { perSecond: 2, perMinute: 3 } })
  assert.deepEqual(await limiter.take(2), { ok: true })
  assert.deepEqual(await limiter.take(1), { ok: false, retryInMs: 1_001 })
  await clock.advance(1_001)
  assert.deepEqual(await limiter.take(1), { ok: true })
  assert.deepEqual(await limiter.take(1), { ok: false, retryInMs: 60_001 - 1_001 })
  await clock.advance(59_000)
  assert.deepEqual(await limiter.take(2), { ok: true })
})

test('of two windows of one length, the tighter one holds', async () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: { perSecond: 1 / 60, perMinute: 5 } })
  assert.deepEqual([limiter.costMax, limiter.perSecondSustained], [1, 1 / 60])
  assert.equal(await takeAll(limiter, 9), 1)
  const never = createLocalLimiter({ clock, terms: { perMonth: 1e-300 } })
  assert.equal(await takeAll(never, 9), 1)
})

test('without terms everything is admitted', async () => {
  const limiter = createLocalLimiter({ clock: createFakeClock(), terms: {} })
  assert.equal(await takeAll(limiter, 1_000), 1_000)
  assert.equal(limiter.perSecondSustained, undefined)
  assert.equal(limiter.costMax, undefined)
})

test('tells what is sustained and the largest cost, whichever window sets them', () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: { perSecond: 10, perHour: 3_600 } })
  assert.equal(limiter.perSecondSustained, 1)
  assert.equal(limiter.costMax, 10)
  const slow = createLocalLimiter({ clock, terms: { perSecond: 0.5 } })
  assert.equal(slow.perSecondSustained, 0.5)
  assert.equal(slow.costMax, 1)
})

test('fractions of a cost count whole, and of a limit not at all', async () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: { perSecond: 2.9 } })
  assert.equal((await limiter.take(0)).ok, true)
  assert.equal((await limiter.take(1.1)).ok, true)
  assert.equal((await limiter.take(0.1)).ok, false)
})

test('what never fits is asked about again within the hour', async () => {
  const limiter = createLocalLimiter({ clock: createFakeClock(), terms: { perSecond: 2 } })
  assert.deepEqual(await limiter.take(3), { ok: false, retryInMs: 3_600_000 })
})

test('refuses costs and figures that are none', async () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: { perSecond: 2 } })
  for (const cost of [-1, Number.NaN, Number.POSITIVE_INFINITY]) {
    await assert.rejects(limiter.take(cost), RangeError)
  }
  for (const perMinute of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
    assert.throws(() => createLocalLimiter({ clock, terms: { perMinute } }), RangeError)
  }
})

test('waits as the provider says, and no longer than an hour', async () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: { perSecond: 2 } })
  limiter.pauseUntil(clock.now() + 5_000)
  limiter.pauseUntil(clock.now() + 1_000)
  limiter.pauseUntil(clock.now() - 1_000)
  assert.deepEqual(await limiter.take(1), { ok: false, retryInMs: 5_000 })
  clock.set(clock.now() + DAY_MS)
  await clock.advance(4_999)
  assert.equal((await limiter.take(1)).ok, false)
  await clock.advance(1)
  assert.equal((await limiter.take(1)).ok, true)
  limiter.pauseUntil(clock.now() + 365 * DAY_MS)
  await clock.advance(3_600_000)
  assert.equal((await limiter.take(1)).ok, true)
})

test('a pause holds without a plan too', async () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: {} })
  limiter.pauseUntil(clock.now() + 1_000)
  assert.equal((await limiter.take(1)).ok, false)
  await clock.advance(1_000)
  assert.equal((await limiter.take(1)).ok, true)
})

test('a fresh process does not spend a month at once', async () => {
  const clock = createFakeClock()
  const limiter = createLocalLimiter({ clock, terms: { perMonth: 3_100 } })
  const first = await takeAll(limiter, 5_000)
  assert.ok(first >= 300 && first <= 310, String(first))
  await clock.advance(DAY_MS)
  const next = await takeAll(limiter, 5_000)
  assert.ok(next >= 85 && next <= 95, String(next))
})

test('a fresh process spends a minute at once, or all when it may', async () => {
  const clock = createFakeClock()
  assert.equal(await takeAll(createLocalLimiter({ clock, terms: { perMinute: 30 } }), 99), 30)
  const terms = { perDay: 50 }
  assert.equal(await takeAll(createLocalLimiter({ clock, terms, spentBefore: 'nothing' }), 99), 50)
})

test('restarts exceed a long window by a tenth each, at most', async () => {
  const restarts = fc.array(fc.integer({ min: 0, max: DAY_MS / 4 }), { maxLength: 8 })
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 10, max: 3_000 }), restarts, async (perDay, gaps) => {
      const clock = createFakeClock()
      const admitted: number[] = []
      for (const gapMs of gaps) {
        const limiter = createLocalLimiter({ clock, terms: { perDay } })
        for (let quarter = 0; quarter < 4; quarter += 1) {
          const taken = await takeAll(limiter, 5_000)
          for (let call = 0; call < taken; call += 1) admitted.push(clock.monotonicMs())
          await clock.advance(gapMs / 4)
        }
      }
      const bound = perDay + gaps.length * (Math.max(1, Math.floor(perDay / 10)) + 4)
      for (const fromMs of new Set(admitted)) {
        const held = admitted.filter((atMs) => atMs >= fromMs && atMs <= fromMs + DAY_MS).length
        assert.ok(held <= bound, `${held} of ${perDay} a day in ${gaps.length} processes`)
      }
    }),
    { numRuns: 30 },
  )
})

const figure = fc.oneof(
  fc.integer({ min: 1, max: 60 }),
  fc.double({ min: 0.02, max: 1, noNaN: true }),
)
const terms: fc.Arbitrary<LimitTerms> = fc.record(
  {
    perSecond: figure,
    perMinute: figure,
    perHour: figure,
    perDay: figure,
    perMonth: figure,
  },
  { requiredKeys: [] },
)
const tries = fc.array(
  fc.record({
    cost: fc.integer({ min: 1, max: 8 }),
    afterMs: fc.oneof(fc.nat(300), fc.nat(40_000), fc.nat(5_000_000), fc.nat(20 * DAY_MS)),
    setMs: fc.option(fc.integer({ min: -DAY_MS, max: DAY_MS }), { nil: undefined, freq: 10 }),
    comesBack: fc.boolean(),
  }),
  { maxLength: 100, size: 'max' },
)

test('no window is ever exceeded, and who waits as told is admitted then, not before', async () => {
  await fc.assert(
    fc.asyncProperty(terms, tries, async (plan, steps) => {
      const clock = createFakeClock()
      const limiter = createLocalLimiter({ clock, terms: plan, spentBefore: 'nothing' })
      const model = planLedger(plan)
      const take = async (cost: number): Promise<number> => {
        const spending = { atMs: clock.monotonicMs(), cost }
        const waitMs = model.waitMs(spending)
        const taken = await limiter.take(cost)
        const told = taken.ok ? 0 : taken.retryInMs
        assert.equal(told, Math.min(waitMs, 3_600_000), 'the earliest time, up to an hour')
        if (taken.ok) model.admit(spending)
        return told
      }
      for (const { cost, afterMs, comesBack, setMs } of steps) {
        await step(clock, { afterMs, setMs })
        const waitMs = await take(cost)
        if (!comesBack || waitMs === 0) continue
        await clock.advance(waitMs)
        await take(cost)
      }
    }),
    { numRuns: 150 },
  )
})

interface Step {
  readonly afterMs: number
  readonly setMs: number | undefined
}

/** Somebody may set the machine's clock at any time: that changes nothing. */
async function step(clock: FakeClock, { afterMs, setMs }: Step): Promise<void> {
  if (setMs !== undefined) clock.set(clock.now() + setMs)
  await clock.advance(afterMs)
}
