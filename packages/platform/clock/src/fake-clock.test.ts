import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createFakeClock } from './fake-clock.ts'

test('stands still until it is moved', async () => {
  const clock = createFakeClock(1_000)
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.equal(clock.now(), 1_000)
  await clock.advance(250)
  assert.equal(clock.now(), 1_250)
  assert.equal(clock.monotonicMs(), 250)
})

test('runs due timers in the order of their times, each seeing its own time', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(1_000), { maxLength: 40 }), async (delays) => {
      const clock = createFakeClock(0)
      const seen: (readonly [number, number])[] = []
      delays.forEach((delay, index) => {
        clock.after(delay, () => seen.push([clock.now(), index]))
      })
      await clock.advance(500)
      const due = delays.map((delay, index) => [delay, index] as const).filter(([d]) => d <= 500)
      assert.deepEqual(
        seen,
        due.sort(([a, i], [b, j]) => a - b || i - j),
      )
      assert.equal(clock.pendingTimers(), delays.length - due.length)
    }),
    { numRuns: 50 },
  )
})

test('runs promise callbacks between timers, and the timers they make', async () => {
  const clock = createFakeClock(0)
  const seen: number[] = []
  const loop = async (): Promise<void> => {
    for (let turn = 0; turn < 3; turn += 1) {
      await clock.sleep(10)
      seen.push(clock.now())
    }
  }
  const done = loop()
  await clock.advance(30)
  await done
  assert.deepEqual(seen, [10, 20, 30])
})

test('does not run a timer that an earlier one cancelled', async () => {
  const clock = createFakeClock()
  let ran = false
  const second = clock.after(20, () => {
    ran = true
  })
  clock.after(10, () => second.cancel())
  await clock.advance(100)
  assert.equal(ran, false)
  second.cancel()
})

test('setting the clock moves neither timers nor the monotonic reading', async () => {
  const clock = createFakeClock(0)
  let ran = false
  clock.after(100, () => {
    ran = true
  })
  clock.set(1_000_000)
  await clock.advance(99)
  assert.equal(ran, false)
  assert.equal(clock.now(), 1_000_099)
  assert.equal(clock.monotonicMs(), 99)
  await clock.advance(1)
  assert.equal(ran, true)
})

test('an aborted sleep rejects with the reason and leaves no timer', async () => {
  const clock = createFakeClock()
  const abort = new AbortController()
  const sleeping = clock.sleep(1_000, abort.signal)
  abort.abort(new Error('stopped'))
  await assert.rejects(sleeping, { message: 'stopped' })
  await assert.rejects(clock.sleep(1_000, abort.signal), { message: 'stopped' })
  assert.equal(clock.pendingTimers(), 0)
})

test('rejects with what a timer throws', async () => {
  const clock = createFakeClock()
  clock.after(1, () => {
    throw new Error('timer failed')
  })
  await assert.rejects(clock.advance(1), { message: 'timer failed' })
})
