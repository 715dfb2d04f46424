import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createEventParser, type ServerEvent } from './parse-events.ts'

function parser(changes: { lastEventId?: string; eventLengthMax?: number } = {}) {
  return createEventParser({ lastEventId: '', eventLengthMax: 10_000, ...changes })
}

function parsed(text: string): ServerEvent[] {
  return parser().push(Buffer.from(text))
}

test('reads the examples of the specification', () => {
  assert.deepEqual(parsed('data: YHOO\ndata: +2\ndata: 10\n\n'), [
    { type: 'message', data: 'YHOO\n+2\n10', id: '' },
  ])
  assert.deepEqual(
    parsed(
      ': test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third\n\n',
    ),
    [
      { type: 'message', data: 'first event', id: '1' },
      { type: 'message', data: 'second event', id: '' },
      { type: 'message', data: ' third', id: '' },
    ],
  )
  assert.deepEqual(parsed('data\n\ndata\ndata\n\ndata:'), [
    { type: 'message', data: '', id: '' },
    { type: 'message', data: '\n', id: '' },
  ])
})

test('takes the event type for one event, and the id until there is another', () => {
  assert.deepEqual(parsed('event: tick\nid: 7\ndata: 1\n\ndata: 2\n\nevent: none\n\ndata: 3\n\n'), [
    { type: 'tick', data: '1', id: '7' },
    { type: 'message', data: '2', id: '7' },
    { type: 'message', data: '3', id: '7' },
  ])
})

test('takes retry in digits only, and ignores what it does not know', () => {
  const reader = parser()
  reader.push(Buffer.from('retry: 1500\n\nretry: soon\n\nother: x\n\n'))
  assert.equal(reader.retryMs, 1_500)
})

test('goes on with the id of the stream before', () => {
  const reader = parser({ lastEventId: '41' })
  assert.equal(reader.lastEventId, '41')
  assert.deepEqual(reader.push(Buffer.from('data: x\n\n')), [
    { type: 'message', data: 'x', id: '41' },
  ])
})

test('refuses an event that is too long', () => {
  const reader = parser({ eventLengthMax: 100 })
  assert.throws(() => reader.push(Buffer.from(`data: ${'x'.repeat(200)}`)), RangeError)
  const lines = parser({ eventLengthMax: 100 })
  const many = `data: ${'x'.repeat(40)}\n`.repeat(3)
  assert.throws(() => lines.push(Buffer.from(many)), RangeError)
})

test('a line that comes byte by byte and never ends costs no more with each', () => {
  const reader = parser({ eventLengthMax: 1_048_576 })
  const byte = Buffer.from('a')
  const drip = (): void => {
    for (;;) reader.push(byte)
  }
  // To look through all of it each time would take minutes.
  assert.throws(drip, RangeError)
})

test('reads the same whatever the pieces and the line ends', () => {
  const text = '\uFEFFevent: e\ndata: ü€\ndata: two\nid: 9\n\n: c\ndata: last\n\n'
  const expected = [
    { type: 'e', data: 'ü€\ntwo', id: '9' },
    { type: 'message', data: 'last', id: '9' },
  ]
  const cuts = fc.array(fc.nat(60), { maxLength: 6 })
  fc.assert(
    fc.property(fc.constantFrom('\n', '\r\n', '\r'), cuts, (end, places) => {
      const bytes = Buffer.from(text.replaceAll('\n', end))
      const reader = parser()
      const sorted = [0, ...places.toSorted((a, b) => a - b), bytes.length]
      const got = sorted.slice(1).flatMap((to, at) => reader.push(bytes.subarray(sorted[at], to)))
      assert.deepEqual(got, expected)
    }),
    { numRuns: 200 },
  )
})
