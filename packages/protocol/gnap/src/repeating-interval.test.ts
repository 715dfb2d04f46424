import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import {
  boundary,
  type Occurrence,
  occurrenceAt,
  parseRepeatingInterval,
  type RepeatingInterval,
} from './repeating-interval.ts'

function parsed(text: string): RepeatingInterval {
  const interval = parseRepeatingInterval(text)
  assert.ok(!('refusal' in interval), text)
  return interval
}

/** The occurrence of an interval at a time, both as text. */
function at(interval: string, time: string): string | undefined {
  const occurrence = occurrenceAt(parsed(interval), Date.parse(time))
  return occurrence && show(occurrence)
}

function show({ startMs, endMs }: Occurrence): string {
  const [start, end] = [new Date(startMs).toISOString(), new Date(endMs).toISOString()]
  return `${start}/${end}`.replaceAll(':00.000Z', 'Z')
}

const july = 'R2/2026-07-01T00:00:00Z/P1M'

for (const [interval, time, occurrence] of [
  [july, '2026-06-30T23:59:59.999Z', undefined],
  [july, '2026-07-01T00:00:00Z', '2026-07-01T00:00Z/2026-08-01T00:00Z'],
  [july, '2026-07-31T23:59:59.999Z', '2026-07-01T00:00Z/2026-08-01T00:00Z'],
  [july, '2026-09-30T12:00:00Z', '2026-09-01T00:00Z/2026-10-01T00:00Z'],
  [july, '2026-10-01T00:00:00Z', undefined],
  ['R0/2026-07-01T00:00Z/P1D', '2026-07-01T23:59:00Z', '2026-07-01T00:00Z/2026-07-02T00:00Z'],
  ['R0/2026-07-01T00:00Z/P1D', '2026-07-02T00:00:00Z', undefined],
  ['R/2026-07-01/P1W', '2126-07-01T00:00:00Z', '2126-06-26T00:00Z/2126-07-03T00:00Z'],
  ['R-1/2026-07-01/P1Y', '2999-01-01T00:00:00Z', '2998-07-01T00:00Z/2999-07-01T00:00Z'],
  ['R/2026-01-31/P1M', '2026-03-01T00:00:00Z', '2026-02-28T00:00Z/2026-03-31T00:00Z'],
  ['R/2024-02-29/P1Y', '2027-02-28T00:00:00Z', '2027-02-28T00:00Z/2028-02-29T00:00Z'],
  ['R/2026-01-01/P1M1DT12H', '2026-03-05T00:00:00Z', '2026-03-04T00:00Z/2026-04-05T12:00Z'],
  ['R1/P1M/2026-07-01', '2026-04-30T00:00:00Z', undefined],
  ['R1/P1M/2026-07-01', '2026-05-01T00:00:00Z', '2026-05-01T00:00Z/2026-06-01T00:00Z'],
  ['R1/P1M/2026-07-01', '2026-06-30T00:00:00Z', '2026-06-01T00:00Z/2026-07-01T00:00Z'],
  ['R1/P1M/2026-07-01', '2026-07-01T00:00:00Z', undefined],
  ['R/P1D/2026-07-01', '1926-07-01T06:00:00Z', '1926-07-01T00:00Z/1926-07-02T00:00Z'],
  ['R/2026-01-01/2026-02-01', '2026-02-15T00:00:00Z', '2026-02-01T00:00Z/2026-03-04T00:00Z'],
  ['R/2026-07-01T00:00+02:00/P1D', '2026-06-30T22:00:00Z', '2026-06-30T22:00Z/2026-07-01T22:00Z'],
  [
    'R/1970-01-01T00:00:00Z/PT1S',
    '2026-01-01T00:00:00Z',
    '2026-01-01T00:00Z/2026-01-01T00:00:01.000Z',
  ],
] as const) {
  test(`${interval} at ${time} is in ${occurrence ?? 'no occurrence'}`, () => {
    assert.equal(at(interval, time), occurrence)
  })
}

test('the forms of a duration mean what they say', () => {
  const second = 1000
  const periods = {
    P1Y2M3W4D: { months: 14, ms: 25 * 86_400 * second },
    'P1YT1H2M3.5S': { months: 12, ms: 3_723_500 },
    'PT1,25S': { months: 0, ms: 1250 },
    P2W: { months: 0, ms: 14 * 86_400 * second },
  }
  for (const [text, period] of Object.entries(periods)) {
    assert.deepEqual(parsed(`R/2026-01-01/${text}`).period, period)
  }
})

for (const text of [
  '',
  'R',
  '2026-01-01/P1D',
  'R/2026-01-01',
  'R/P1D/P1D',
  'R/2026-01-01/P1D/P1D',
  'R1.5/2026-01-01/P1D',
  'Rx/2026-01-01/P1D',
  'R/2026-13-01/P1D',
  'R/2026-00-01/P1D',
  'R/2026-02-30/P1D',
  'R/2026-01-01T24:00/P1D',
  'R/2026-01-01T00:60/P1D',
  'R/2026-01-01T/P1D',
  'R/2026-1-1/P1D',
  'R/now/P1D',
  'R/2026-01-01/P',
  'R/2026-01-01/PT',
  'R/2026-01-01/P1DT',
  'R/2026-01-01/P0D',
  'R/2026-01-01/PT0.999S',
  'R/2026-01-01/P-1D',
  'R/2026-01-01/P1S',
  'R/2026-01-01/P101Y',
  'R/2026-01-01/2026-01-01',
  'R/2026-01-02/2026-01-01',
  `R/2026-01-01/P${'9'.repeat(100)}Y`,
  `R/2026-01-01/P1D${' '.repeat(200)}`,
]) {
  test(`${text.slice(0, 40) || 'nothing'} is no repeating interval`, () => {
    const interval = parseRepeatingInterval(text)
    assert.equal('refusal' in interval && interval.refusal, 'invalidInterval')
  })
}

/** Goes from occurrence to occurrence, as slow as it is plain. */
function walk(interval: RepeatingInterval, atMs: number): Occurrence | undefined {
  const step = interval.runs === 'forward' ? 1 : -1
  for (let nth = 0; nth < Math.min(interval.occurrences, 5000); nth++) {
    const ends = [boundary(interval, nth * step), boundary(interval, (nth + 1) * step)]
    const [startMs, endMs] = ends.sort((a, b) => a - b) as [number, number]
    if (startMs <= atMs && atMs < endMs) return { startMs, endMs }
  }
  return undefined
}

test('the occurrence found is the one that walking finds', () => {
  const dayMs = 86_400_000
  const intervals = fc.record({
    anchorMs: fc.integer({ min: -4e12, max: 4e12 }),
    runs: fc.constantFrom('forward' as const, 'backward' as const),
    period: fc.record({
      months: fc.nat({ max: 30 }),
      ms: fc.integer({ min: 1000, max: 40 * dayMs }),
    }),
    occurrences: fc.oneof(fc.integer({ min: 1, max: 60 }), fc.constant(Number.POSITIVE_INFINITY)),
  })
  const distances = fc.double({ min: -3, max: 1500, noNaN: true })
  fc.assert(
    fc.property(intervals, distances, (interval, distance) => {
      const { months, ms } = interval.period
      const sign = interval.runs === 'forward' ? 1 : -1
      const atMs = interval.anchorMs + sign * Math.round(distance * (months * 30 * dayMs + ms))
      assert.deepEqual(occurrenceAt(interval, atMs), walk(interval, atMs))
    }),
  )
})

test('boundaries are in order and every one begins an occurrence', () => {
  const periods = fc.record({ months: fc.nat({ max: 40 }), ms: fc.integer({ min: 1, max: 4e9 }) })
  fc.assert(
    fc.property(fc.integer({ min: -4e12, max: 4e12 }), periods, (anchorMs, period) => {
      const interval: RepeatingInterval = {
        anchorMs,
        runs: 'forward',
        period,
        occurrences: Number.POSITIVE_INFINITY,
      }
      for (let count = 0; count < 20; count++) {
        const startMs = boundary(interval, count)
        const endMs = boundary(interval, count + 1)
        assert.ok(startMs < endMs)
        assert.deepEqual(occurrenceAt(interval, startMs), { startMs, endMs })
        assert.deepEqual(occurrenceAt(interval, endMs - 1), { startMs, endMs })
      }
    }),
  )
})
