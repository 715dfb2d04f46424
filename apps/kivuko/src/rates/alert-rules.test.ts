import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { createRateBoard } from '@kivuko/adapter-rates'
import { createFakeClock } from '@kivuko/clock'
import { silentLog as log } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { createRates } from '@kivuko/rates'
import { parse } from 'yaml'
import { createBoardRateSource } from './board-rate-source.ts'

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly labels: { readonly severity: string }
  readonly annotations: Readonly<Record<string, string>>
}

const path = join(import.meta.dirname, '../../../../deploy/prometheus/rates-alerts.yml')

/** Names that an expression has of its own, and labels that Prometheus adds when it scrapes. */
const words = new Set(['and', 'by', 'sum', 'increase', 'max_over_time'])
const addedLabels = ['instance', 'job']

/** Every series of a node that makes its rates itself: its name, then its labels. */
async function renderedSeries(): Promise<readonly (readonly string[])[]> {
  const clock = createFakeClock()
  const metrics = createMetrics()
  const config = { markets: { 'EUR/USD': ['one'] } }
  const adapter = () => async () => ({ failure: { statusCode: 502, message: 'down' } })
  await using board = createRateBoard({ clock, log, metrics, config, adapter })
  const load = async () => ({ refusal: 'CouldNotFetchRates', detail: 'none' }) as const
  createRates({ source: createBoardRateSource(board, { load }), clock, log, metrics })
  return metrics
    .render()
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.match(/[a-z_]+(?==")|^[a-z_]+|(?<==")[^"]+/g) ?? [])
}

test('alerts are on metrics and labels that there are', async () => {
  const { groups } = parse(readFileSync(path, 'utf8')) as { groups: { rules: readonly Rule[] }[] }
  const rules = groups.flatMap((group) => group.rules)
  assert.ok(rules.length >= 6)
  const series = await renderedSeries()
  for (const { alert, annotations, expr, labels } of rules) {
    assert.ok(['critical', 'warning', 'info'].includes(labels.severity), alert)
    const bare = expr.replaceAll(/"[^"]*"|\[\w+\]|\b\d\w*/g, ' ')
    const names = (bare.match(/[a-z_]{2,}/g) ?? []).filter((name) => !words.has(name))
    const values = Array.from(expr.matchAll(/"([^"]*)"/g), ([, value = '']) => value.split('|'))
    const shown = Object.values(annotations).flatMap((text) =>
      Array.from(text.matchAll(/\$labels\.(\w+)/g), ([, label = '']) => label),
    )
    const wanted = [...names, ...values.flat(), ...shown].filter(
      (name) => !addedLabels.includes(name),
    )
    assert.ok(
      wanted.some((name) => name.startsWith('kivuko_rate')),
      alert,
    )
    const metric = names.find((name) => name.startsWith('kivuko_')) ?? ''
    const there = new Set(series.filter(([name]) => name === metric).flat())
    for (const name of wanted) assert.ok(there.has(name), `${alert}: ${metric} has no ${name}`)
  }
})
