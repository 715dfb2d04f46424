import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createMetrics } from './create-metrics.ts'
import { observeProcess } from './observe-process.ts'

const help = 'What it counts.'

test('renders counters and gauges, HELP and TYPE once for each name', () => {
  const metrics = createMetrics()
  const name = 'kivuko_packets_total'
  metrics.counter({ name, help, labels: { peer: 'a', kind: 'prepare' } }).add()
  metrics.counter({ name, help, labels: { peer: 'b', kind: 'prepare' } }).add(41)
  metrics.gauge({ name: 'kivuko_open_holds', help: 'Holds now open.' }).set(-2.5)
  assert.equal(
    metrics.render(),
    [
      '# HELP kivuko_packets_total What it counts.',
      '# TYPE kivuko_packets_total counter',
      'kivuko_packets_total{kind="prepare",peer="a"} 1',
      'kivuko_packets_total{kind="prepare",peer="b"} 41',
      '# HELP kivuko_open_holds Holds now open.',
      '# TYPE kivuko_open_holds gauge',
      'kivuko_open_holds -2.5',
      '',
    ].join('\n'),
  )
})

test('an empty registry renders nothing', () => {
  assert.equal(createMetrics().render(), '')
})

test('a series is rendered from the start, as zero', () => {
  const metrics = createMetrics()
  metrics.counter({ name: 'kivuko_a_total', help })
  assert.match(metrics.render(), /^kivuko_a_total 0$/m)
})

test('renders a histogram with cumulative buckets, sum and count', () => {
  const metrics = createMetrics()
  const histogram = metrics.histogram({
    name: 'kivuko_reply_seconds',
    help,
    labels: { peer: 'a' },
    buckets: [0.1, 0.5, 1],
  })
  for (const seconds of [0.05, 0.1, 0.3, 2, 4]) histogram.observe(seconds)
  const lines = metrics.render().split('\n').slice(2)
  assert.deepEqual(lines, [
    'kivuko_reply_seconds_bucket{peer="a",le="0.1"} 2',
    'kivuko_reply_seconds_bucket{peer="a",le="0.5"} 3',
    'kivuko_reply_seconds_bucket{peer="a",le="1"} 3',
    'kivuko_reply_seconds_bucket{peer="a",le="+Inf"} 5',
    'kivuko_reply_seconds_sum{peer="a"} 6.45',
    'kivuko_reply_seconds_count{peer="a"} 5',
    '',
  ])
})

test('every observation is in exactly the buckets at or above it', () => {
  const buckets = [-1, 0, 2, 10]
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -20, max: 20 })), (values) => {
      const metrics = createMetrics()
      const histogram = metrics.histogram({ name: 'kivuko_x', help, buckets })
      for (const value of values) histogram.observe(value)
      const text = metrics.render()
      for (const bound of buckets) {
        const count = values.filter((value) => value <= bound).length
        assert.ok(text.includes(`kivuko_x_bucket{le="${bound}"} ${count}\n`), text)
      }
      assert.ok(text.includes(`kivuko_x_bucket{le="+Inf"} ${values.length}\n`))
    }),
  )
})

test('asking again for the same name and labels gives the same series', () => {
  const metrics = createMetrics()
  const name = 'kivuko_a_total'
  metrics.counter({ name, help, labels: { a: '1', b: '2' } }).add()
  metrics.counter({ name, help, labels: { b: '2', a: '1' } }).add()
  assert.match(metrics.render(), /^kivuko_a_total\{a="1",b="2"\} 2$/m)
})

test('an observed gauge is read when it is rendered, by its last reader', () => {
  const metrics = createMetrics()
  let value = 1
  metrics.observed({ name: 'kivuko_pool', help }, () => 99)
  metrics.observed({ name: 'kivuko_pool', help }, () => value)
  assert.match(metrics.render(), /^kivuko_pool 1$/m)
  value = 2
  assert.match(metrics.render(), /^kivuko_pool 2$/m)
})

test('collected series are as many as there are when they are rendered, of each collector', () => {
  const metrics = createMetrics()
  const rows = [{ labels: { row: 'a' }, value: 1 }]
  const options = { name: 'kivuko_rows_total', help }
  metrics.counter({ ...options, labels: { table: 'none' } }).add(5)
  metrics.collected({ ...options, labels: { table: 't' } }, () => [])
  metrics.collected({ ...options, labels: { table: 't' } }, () => rows)
  metrics.collected({ ...options, labels: { table: 'u' } }, () => rows)
  rows.push({ labels: { row: 'b' }, value: 2 })
  const text = metrics.render().trimEnd().split('\n').slice(1)
  assert.deepEqual(text, [
    '# TYPE kivuko_rows_total counter',
    'kivuko_rows_total{table="none"} 5',
    'kivuko_rows_total{table="t",row="a"} 1',
    'kivuko_rows_total{table="t",row="b"} 2',
    'kivuko_rows_total{table="u",row="a"} 1',
    'kivuko_rows_total{table="u",row="b"} 2',
  ])
})

test('what is observed is a counter where its name says so', () => {
  const metrics = createMetrics()
  metrics.observed({ name: 'kivuko_turns_total', help }, () => 7)
  assert.match(metrics.render(), /^# TYPE kivuko_turns_total counter\nkivuko_turns_total 7$/m)
})

test('shows the memory, the work and the age of the process', () => {
  const metrics = createMetrics()
  observeProcess(metrics)
  const read = (name: string): number =>
    Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(metrics.render())?.[1])
  assert.ok(read('process_resident_memory_bytes') > read('nodejs_heap_size_used_bytes'))
  assert.ok(read('nodejs_heap_size_used_bytes') > 1_000_000)
  const before = read('process_cpu_seconds_total')
  assert.ok(before > 0)
  while (read('process_cpu_seconds_total') <= before) JSON.stringify(Array.from({ length: 1_000 }))
  const startedMs = read('process_start_time_seconds') * 1_000
  assert.ok(startedMs < Date.now() && startedMs > Date.now() - 3_600_000)
})

test('a reader that throws does not take the other series with it', () => {
  const metrics = createMetrics()
  metrics.observed({ name: 'kivuko_pool', help }, () => {
    throw new Error('closed')
  })
  metrics.counter({ name: 'kivuko_a_total', help }).add(3)
  assert.match(metrics.render(), /^kivuko_pool NaN\n[^]*^kivuko_a_total 3$/m)
})

test('escapes help texts and labels', () => {
  const metrics = createMetrics()
  metrics.gauge({ name: 'kivuko_x', help: 'a\\b\nc "d"', labels: { l: 'a\\b\nc "d"' } }).set(1)
  assert.equal(
    metrics.render(),
    '# HELP kivuko_x a\\\\b\\nc "d"\n# TYPE kivuko_x gauge\nkivuko_x{l="a\\\\b\\nc \\"d\\""} 1\n',
  )
})

test('renders values beyond the finite as Prometheus writes them', () => {
  const metrics = createMetrics()
  metrics.gauge({ name: 'kivuko_up', help }).set(Number.POSITIVE_INFINITY)
  metrics.gauge({ name: 'kivuko_down', help }).set(Number.NEGATIVE_INFINITY)
  assert.match(metrics.render(), /^kivuko_up \+Inf\n[^]*^kivuko_down -Inf$/m)
})

test('refuses the same name with another kind, help or buckets', () => {
  const metrics = createMetrics()
  metrics.gauge({ name: 'kivuko_x_total', help })
  assert.throws(() => metrics.counter({ name: 'kivuko_x_total', help }), /is a gauge/)
  assert.throws(() => metrics.gauge({ name: 'kivuko_x_total', help: 'else' }), /another help/)
  metrics.histogram({ name: 'kivuko_h', help, buckets: [1, 2] })
  assert.throws(
    () => metrics.histogram({ name: 'kivuko_h', help, buckets: [1, 3] }),
    /other buckets/,
  )
})

test('refuses names, labels and buckets that Prometheus would not take', () => {
  const metrics = createMetrics()
  const labels = { 'a-b': '1' }
  assert.throws(() => metrics.gauge({ name: 'kivuko-x', help }), /name/)
  assert.throws(() => metrics.counter({ name: 'kivuko_x', help }), /_total/)
  assert.throws(() => metrics.gauge({ name: 'kivuko_x', help, labels }), /label/)
  for (const buckets of [[], [2, 1], [1, 1], [1, Number.NaN]]) {
    assert.throws(() => metrics.histogram({ name: 'kivuko_h', help, buckets }), /ascending/)
  }
  const le = { le: '1' }
  assert.throws(() => metrics.histogram({ name: 'kivuko_h', help, buckets: [1], labels: le }), /le/)
})

test('a counter refuses to shrink', () => {
  const counter = createMetrics().counter({ name: 'kivuko_a_total', help })
  assert.throws(() => counter.add(-1), RangeError)
  assert.throws(() => counter.add(Number.NaN), RangeError)
})
