import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import fc from 'fast-check'
import { createTimerWheel, offWheel, wheelTickMs } from './timer-wheel.ts'
import type { WheelEntry } from './timer-wheel.ts'

interface Named extends WheelEntry {
  readonly name: number
}

function entry(name: number): Named {
  return { name, dueTick: offWheel, bucketIndex: 0 }
}

test('calls each entry once, never early and hardly late, unless cleared or set anew', async () => {
  const operation = fc.record({
    name: fc.nat(5),
    kind: fc.constantFrom('set', 'set', 'clear'),
    delayMs: fc.oneof(fc.nat(100), fc.nat(100_000)),
    waitMs: fc.oneof(fc.nat(50), fc.nat(90_000)),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { maxLength: 12 }), async (operations) => {
      const clock = createFakeClock()
      const expected = new Map<number, number>()
      const entries = Array.from({ length: 6 }, (_, name) => entry(name))
      const wheel = createTimerWheel<Named>(clock, ({ name }) => {
        const dueMs = expected.get(name)
        assert.ok(dueMs !== undefined, 'called though nothing was set')
        const lateMs = clock.monotonicMs() - dueMs
        assert.ok(lateMs > 0 && lateMs <= 2 * wheelTickMs, `${lateMs} ms late`)
        expected.delete(name)
      })
      for (const { name, kind, delayMs, waitMs } of operations) {
        const target = entries[name]
        assert.ok(target)
        if (kind === 'clear') {
          wheel.clear(target)
          expected.delete(name)
        } else {
          wheel.set(target, delayMs)
          expected.set(name, clock.monotonicMs() + delayMs)
        }
        assert.equal(wheel.size(), expected.size)
        await clock.advance(waitMs)
      }
      await clock.advance(100_000 + 2 * wheelTickMs)
      assert.equal(expected.size, 0)
      assert.equal(clock.pendingTimers(), 0)
    }),
    { numRuns: 10 },
  )
})

test('an entry that another one clears when both are due is not called', async () => {
  const clock = createFakeClock()
  const [first, second] = [entry(1), entry(2)]
  const called: number[] = []
  const wheel = createTimerWheel<Named>(clock, ({ name }) => {
    called.push(name)
    wheel.clear(first)
    wheel.clear(second)
  })
  wheel.set(first, 5)
  wheel.set(second, 5)
  await clock.advance(50)
  assert.deepEqual(called, [1])
})

test('a call may set its entry again', async () => {
  const clock = createFakeClock()
  const only = entry(1)
  let calls = 0
  const wheel = createTimerWheel<Named>(clock, (due) => {
    calls += 1
    if (calls < 3) wheel.set(due, 100)
  })
  wheel.set(only, 100)
  await clock.advance(1_000)
  assert.equal(calls, 3)
  assert.equal(wheel.size(), 0)
})

test('runs no timer while nothing is set', async () => {
  const clock = createFakeClock()
  const only = entry(1)
  const wheel = createTimerWheel<Named>(clock, () => undefined)
  assert.equal(clock.pendingTimers(), 0)
  wheel.set(only, 1_000)
  assert.equal(clock.pendingTimers(), 1)
  wheel.clear(only)
  await clock.advance(wheelTickMs)
  assert.equal(clock.pendingTimers(), 0)
})
