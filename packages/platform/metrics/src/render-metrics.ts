import type { Family, Series } from './family.ts'

/** The content type that goes with the text. */
export const PROMETHEUS_CONTENT_TYPE = 'text/plain; version=0.0.4; charset=utf-8'

/** The families in the Prometheus text format 0.0.4. */
export function renderFamilies(families: Iterable<Family>): string {
  let text = ''
  for (const family of families) {
    text += `# HELP ${family.name} ${escapeHelp(family.help)}\n`
    text += `# TYPE ${family.name} ${family.kind}\n`
    for (const series of family.series.values()) {
      text += family.kind === 'histogram' ? histogramLines(family, series) : line(family, series)
    }
    for (const collect of family.collectors.values()) {
      for (const { labels, value } of collect()) text += sample(family.name, labels, value)
    }
  }
  return text
}

function line({ name }: Family, series: Series): string {
  const value = series.read === undefined ? series.cells[0]! : readOrNaN(series.read)
  return sample(name, series.labels, value)
}

/** One reader that fails must not take every other metric with it. */
function readOrNaN(read: () => number): number {
  try {
    return read()
  } catch {
    return Number.NaN
  }
}

function histogramLines({ name, buckets }: Family, { labels, cells }: Series): string {
  let text = ''
  let count = 0
  for (const [index, bound] of [...buckets, Number.POSITIVE_INFINITY].entries()) {
    count += cells[index]!
    text += sample(`${name}_bucket`, { ...labels, le: formatValue(bound) }, count)
  }
  const sum = cells[buckets.length + 1]!
  return `${text}${sample(`${name}_sum`, labels, sum)}${sample(`${name}_count`, labels, count)}`
}

function sample(name: string, labels: Readonly<Record<string, string>>, value: number): string {
  const pairs = Object.entries(labels).map(([label, text]) => `${label}="${escapeLabel(text)}"`)
  const braces = pairs.length === 0 ? '' : `{${pairs.join(',')}}`
  return `${name}${braces} ${formatValue(value)}\n`
}

function formatValue(value: number): string {
  if (value === Number.POSITIVE_INFINITY) return '+Inf'
  return value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value)
}

function escapeHelp(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')
}

function escapeLabel(text: string): string {
  return escapeHelp(text).replaceAll('"', '\\"')
}
