import { type Measurement, ratioOf } from './measurement.ts'

/** Takes measurements as they come. */
export interface Report {
  add(measurement: Measurement): void
  end(): void
}

/** JSON, an object a line as soon as it is known; or a table for people. */
export function createReport(options: { isJson: boolean; write: (line: string) => void }): Report {
  return options.isJson ? jsonReport(options.write) : tableReport(options.write)
}

function jsonReport(write: (line: string) => void): Report {
  return { add: (measurement) => write(JSON.stringify(plain(measurement))), end: () => {} }
}

function plain(measurement: Measurement) {
  const { name, concurrency, errors, firstError, bars = [] } = measurement
  return {
    name,
    concurrency,
    perSec: rounded(measurement.perSec, 1),
    p50Ms: rounded(measurement.p50Ms, 2),
    p99Ms: rounded(measurement.p99Ms, 2),
    limitPerSec: rounded(measurement.limitPerSec, 1),
    ratio: rounded(ratioOf(measurement), 3),
    rssMb: rounded(measurement.rssMb, 1),
    upstreamCalls: measurement.upstreamCalls,
    errors,
    firstError,
    bars: bars.map((bar) => ({ bar: bar.text, holds: bar.holds(measurement) })),
  }
}

function tableReport(write: (line: string) => void): Report {
  const errors: string[] = []
  write(row(columns.map(({ title }) => title)))
  return {
    add(measurement) {
      write(row(cells(measurement)))
      const { name, concurrency, firstError } = measurement
      if (firstError !== undefined) errors.push(`${name}, ${concurrency} at once: ${firstError}`)
    },
    end() {
      for (const error of errors) write(`\nfirst error of ${error}`)
    },
  }
}

const columns: readonly { readonly title: string; readonly width: number }[] = [
  { title: 'bench', width: 26 },
  { title: 'at once', width: 7 },
  { title: 'per s', width: 8 },
  { title: 'p50 ms', width: 8 },
  { title: 'p99 ms', width: 8 },
  { title: 'limit/s', width: 8 },
  { title: 'ratio', width: 6 },
  { title: 'RSS MB', width: 6 },
  { title: 'errors', width: 6 },
  { title: 'bar', width: 0 },
]

/** The first column and the last are words, those between are figures. */
function row(texts: readonly string[]): string {
  return columns
    .map(({ width }, at) => {
      const text = texts[at] ?? ''
      return at === 0 ? text.padEnd(width) : text.padStart(width)
    })
    .join('  ')
    .trimEnd()
}

function cells(measurement: Measurement): readonly string[] {
  const { name, concurrency, errors, bars = [] } = measurement
  const ratio = ratioOf(measurement)
  const held = bars.map((bar) => `${bar.text} ${bar.holds(measurement) ? '✓' : '✗ missed'}`)
  return [
    name,
    String(concurrency),
    figure(measurement.perSec),
    figure(measurement.p50Ms),
    figure(measurement.p99Ms),
    figure(measurement.limitPerSec),
    ratio === undefined ? '' : `${Math.round(ratio * 100)} %`,
    figure(measurement.rssMb),
    String(errors),
    held.join(', '),
  ]
}

/** Three digits tell all that a measurement is good for. */
function figure(value: number | undefined): string {
  if (value === undefined) return ''
  if (value >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value >= 10 ? 1 : 2)
}

function rounded(value: number | undefined, digits: number): number | undefined {
  return value === undefined ? undefined : Number(value.toFixed(digits))
}
