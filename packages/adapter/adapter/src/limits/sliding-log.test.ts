import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createSlidingLog, slotMsOf, type Spending } from './sliding-log.ts'

test('a full window opens again call by call, each a window after it was made', () => {
  const log = createSlidingLog({ windowMs: 1_000, limit: 2 })
  log.record({ atMs: 0, cost: 1 })
  log.record({ atMs: 400, cost: 1 })
  assert.equal(log.waitMs({ atMs: 500, cost: 1 }), 501)
  assert.equal(log.waitMs({ atMs: 500, cost: 2 }), 901)
  assert.equal(log.waitMs({ atMs: 1_000, cost: 1 }), 1)
  assert.equal(log.waitMs({ atMs: 1_001, cost: 1 }), 0)
})

test('does not lock out after a burst', () => {
  const log = createSlidingLog({ windowMs: 60_000, limit: 10 })
  for (let call = 0; call < 10; call += 1) log.record({ atMs: call, cost: 1 })
  assert.ok(log.waitMs({ atMs: 10, cost: 1 }) > 0)
  assert.equal(log.waitMs({ atMs: 130_000, cost: 10 }), 0)
})

test('what is larger than the limit never fits, and free of charge always does', () => {
  const log = createSlidingLog({ windowMs: 1_000, limit: 2 })
  assert.equal(log.waitMs({ atMs: 0, cost: 3 }), Number.POSITIVE_INFINITY)
  log.record({ atMs: 0, cost: 2 })
  assert.equal(log.waitMs({ atMs: 0, cost: 0 }), 0)
})

test('the limit may change; what was spent counts on', () => {
  const log = createSlidingLog({ windowMs: 1_000, limit: 4 })
  log.record({ atMs: 0, cost: 3 })
  log.limit = 2
  assert.equal(log.waitMs({ atMs: 1, cost: 1 }), 1_000)
  log.limit = 4
  assert.equal(log.waitMs({ atMs: 1, cost: 1 }), 0)
  assert.equal(log.spentAt(1_000), 3)
  assert.equal(log.spentAt(1_001), 0)
})

interface Plan {
  readonly windowMs: number
  readonly limit: number
  readonly tries: readonly { readonly afterMs: number; readonly cost: number }[]
}

/** Limits below and above a thousand, where admissions close to each other share a slot. */
const plan: fc.Arbitrary<Plan> = fc
  .tuple(fc.integer({ min: 1, max: 5_000 }), fc.constantFrom(7, 1_000, 60_000))
  .chain(([limit, windowMs]) => {
    const afterMs = fc.oneof(
      { weight: 5, arbitrary: fc.integer({ min: 0, max: Math.ceil(windowMs / 20) }) },
      { weight: 1, arbitrary: fc.double({ min: 0, max: windowMs * 1.5, noNaN: true }) },
    )
    const cost = fc.integer({ min: 1, max: Math.ceil(limit / 3) })
    const tries = fc.array(fc.record({ afterMs, cost }), { maxLength: 120, size: 'max' })
    return fc.record({ windowMs: fc.constant(windowMs), limit: fc.constant(limit), tries })
  })

test('no window is ever exceeded, and nothing that fits is refused', () => {
  fc.assert(fc.property(plan, checkPlan), { numRuns: 200 })
})

/** Differences of doubles are rounded: a nanosecond either way. */
const ROUNDING_MS = 1e-6

function checkPlan({ windowMs, limit, tries }: Plan): void {
  const log = createSlidingLog({ windowMs, limit })
  const slotMs = slotMsOf({ windowMs, limit })
  const admitted: Spending[] = []
  let atMs = 0
  for (const { afterMs, cost } of tries) {
    atMs += afterMs
    const waitMs = log.waitMs({ atMs, cost })
    if (waitMs > 0) {
      const held = sumFrom(admitted, atMs - windowMs - slotMs - ROUNDING_MS)
      assert.ok(held + cost > limit, `idle: ${held} and ${cost} would have fitted into ${limit}`)
      const later = { atMs: atMs + waitMs, cost }
      assert.ok(
        sumFrom(admitted, later.atMs - windowMs + ROUNDING_MS) + cost <= limit,
        'hint comes too early',
      )
      continue
    }
    admitted.push({ atMs, cost })
    log.record({ atMs, cost })
    const held = sumFrom(admitted, atMs - windowMs + ROUNDING_MS)
    assert.ok(held <= limit, `${held} in a window of ${limit}`)
  }
}

/** It is enough to look at the windows that end with an admission, both ends included. */
function sumFrom(admitted: readonly Spending[], fromMs: number): number {
  return admitted.reduce((sum, { atMs, cost }) => (atMs >= fromMs ? sum + cost : sum), 0)
}

test('a log of any length stays short', () => {
  const log = createSlidingLog({ windowMs: 1_000, limit: 1_000_000 })
  const startMs = performance.now()
  for (let call = 0; call < 300_000; call += 1) {
    log.waitMs({ atMs: call / 100, cost: 1 })
    log.record({ atMs: call / 100, cost: 1 })
  }
  assert.ok(performance.now() - startMs < 2_000)
  const spent = log.spentAt(2_999.99)
  assert.ok(spent >= 100_001 && spent <= 100_001 + 101, `${spent}, a slot of 101 calls too many`)
})
