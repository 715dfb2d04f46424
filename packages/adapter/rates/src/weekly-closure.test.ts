import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAlwaysClosed, joinClosures, readClosure, staleAt } from './weekly-closure.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const weekMs = 7 * dayMs

function closuresOf(...texts: readonly string[]) {
  return joinClosures(
    texts.flatMap((text) => {
      const read = readClosure(text)
      assert.ok(read, text)
      return read
    }),
  )
}

const weekend = closuresOf('Fri 21:00 - Sun 22:00')
const at = (text: string) => Date.parse(text)
const staleAtText = (from: string, maxAgeMs: number, closures = weekend) =>
  new Date(staleAt(at(from), maxAgeMs, closures)).toISOString()

test('the time in which a market is closed makes no price older', () => {
  // 20 November 2026 is a Friday.
  assert.equal(staleAtText('2026-11-20T20:58:00Z', 60_000), '2026-11-20T20:59:00.000Z')
  assert.equal(staleAtText('2026-11-20T20:59:30Z', 60_000), '2026-11-22T22:00:30.000Z')
  assert.equal(staleAtText('2026-11-21T12:00:00Z', 60_000), '2026-11-22T22:01:00.000Z')
  assert.equal(staleAtText('2026-11-22T22:00:00Z', 60_000), '2026-11-22T22:01:00.000Z')
})

test('what was too old when the market closed is not fresh again', () => {
  const staleAtMs = staleAt(at('2026-11-20T20:00:00Z'), 60_000, weekend)
  assert.ok(staleAtMs < at('2026-11-20T21:00:00Z'))
  assert.equal(staleAtText('2026-11-20T20:59:00Z', 60_000), '2026-11-20T21:00:00.000Z')
})

test('ages of several weeks jump over all their weekends', () => {
  const threeOpenWeeks = 3 * (weekMs - 49 * hourMs)
  assert.equal(staleAtText('2026-11-18T00:00:00Z', threeOpenWeeks), '2026-12-09T00:00:00.000Z')
  assert.equal(staleAtText('2026-11-22T22:00:00Z', threeOpenWeeks), '2026-12-11T21:00:00.000Z')
})

test('without closures, time is time', () => {
  assert.equal(staleAt(5, 60_000, []), 60_005)
  assert.equal(staleAt(5, 10 * weekMs, []), 10 * weekMs + 5)
})

test('a closure may go over the end of the week', () => {
  const closures = closuresOf('Sat 12:00 - Mon 06:00')
  assert.equal(
    staleAtText('2026-11-21T11:00:00Z', 2 * hourMs, closures),
    '2026-11-23T07:00:00.000Z',
  )
  assert.equal(staleAtText('2026-11-23T01:00:00Z', hourMs, closures), '2026-11-23T07:00:00.000Z')
  assert.deepEqual(closuresOf('Sat 00:00 - Sun 24:00'), closuresOf('Sat 00:00 – Mon 00:00'))
})

test('reads no other form', () => {
  const wrong = [
    '',
    'Fri 21:00',
    'fri 21:00 - Sun 22:00',
    'Fri 21:60 - Sun 22:00',
    'Fri 21 - Sun 22',
  ]
  const none = ['Fri 25:00 - Sun 22:00', 'Fre 21:00 - Sun 22:00', 'Fri 21:00 - Fri 21:00', 'x']
  for (const text of [...wrong, ...none]) assert.equal(readClosure(text), undefined, text)
})

test('sees that a week has no time left', () => {
  assert.ok(isAlwaysClosed(closuresOf('Mon 00:00 - Fri 00:00', 'Thu 00:00 - Mon 00:00')))
  assert.ok(!isAlwaysClosed(closuresOf('Mon 00:00 - Fri 00:00', 'Fri 00:01 - Mon 00:00')))
  assert.ok(!isAlwaysClosed([]))
})

test('agrees with counting hour by hour', () => {
  const hour = fc.integer({ min: 0, max: 167 })
  const someClosures = fc.array(fc.tuple(hour, fc.integer({ min: 1, max: 40 })), { maxLength: 3 })
  const monday = Date.parse('2026-11-16T00:00:00Z')
  fc.assert(
    fc.property(someClosures, hour, fc.integer({ min: 1, max: 400 }), (some, from, age) => {
      const closed = new Set(some.flatMap(([start, length]) => hoursFrom(start, length)))
      const closures = joinClosures(
        Array.from(closed, (start) => ({ fromMs: start * hourMs, toMs: (start + 1) * hourMs })),
      )
      let [now, left] = [from, age]
      for (; left > 0; now += 1) if (!closed.has(now % 168)) left -= 1
      const found = staleAt(monday + from * hourMs, age * hourMs, closures)
      assert.equal((found - monday) / hourMs, now)
    }),
    { numRuns: 500 },
  )
})

function hoursFrom(start: number, length: number): readonly number[] {
  return Array.from({ length }, (_, index) => (start + index) % 168)
}
