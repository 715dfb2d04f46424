import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nextSendMs, paceAnswered, paceCongested, paceSent, startPace } from './pacer.ts'

const repeat = <T>(times: number, value: T, change: (value: T) => T): T =>
  times === 0 ? value : repeat(times - 1, change(value), change)

const gapMs = (pace: typeof startPace) => nextSendMs(paceSent(pace, 1000)) - 1000

test('the first packet leaves at once, the next ones 40 a second', () => {
  assert.ok(nextSendMs(startPace) < 0)
  assert.equal(gapMs(startPace), 25)
})

test('answers speed it up by half a packet a second, to 200', () => {
  const fast = (pace: typeof startPace) => paceAnswered(pace, 1)
  assert.equal(repeat(20, startPace, fast).packetsPerSecond, 50)
  assert.equal(gapMs(repeat(1000, startPace, fast)), 5)
})

test('congestion halves it, down to one a second', () => {
  assert.equal(gapMs(paceCongested(startPace)), 50)
  assert.equal(gapMs(repeat(20, startPace, paceCongested)), 1000)
})

test('a long round trip spreads twenty packets over itself', () => {
  const slow = repeat(500, startPace, (pace) => paceAnswered(pace, 2000))
  assert.equal(gapMs(slow), 100)
})
