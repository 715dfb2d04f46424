import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { test } from 'node:test'
import { startAdapters } from '@kivuko/adapter'
import { startScriptedStream } from '@kivuko/adapter/testing'
import { freePort, waitFor } from '@kivuko/testing'
import { parse } from 'yaml'
import { centralBank } from './central-bank.ts'
import { median } from './composite.ts'
import { priceApi } from './price-api.ts'
import { priceFeed } from './price-feed.ts'
import { checkWatched, readMetrics, type Watched } from './test-expressions.ts'

const folder = join(import.meta.dirname, '../../../deploy/adapter')
const watched = [...dashboardExpressions(), ...alertExpressions()]
const isOfRedis = ({ expr }: Watched): boolean => expr.includes('redis_')

test('what the dashboard and the alerts read is exported by adapters at work', async () => {
  const metrics = readMetrics(await pageOfMetrics({}))
  const problems = watched.flatMap((each) => (isOfRedis(each) ? [] : checkWatched(each, metrics)))
  assert.deepEqual(problems, [])
  assert.ok(watched.length > 40, `${watched.length}`)
})

const hasRedis = spawnSync('redis-server', ['--version']).error === undefined
const skip = hasRedis ? false : 'no redis-server in the PATH'

test('so is what they read of Redis', { skip }, async () => {
  const port = await freePort()
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '']
  const redis = spawn('redis-server', args, { stdio: 'ignore' })
  try {
    const env = { CACHE_TYPE: 'redis', CACHE_REDIS_PORT: String(port), CACHE_REDIS_TIMEOUT: '5000' }
    const metrics = readMetrics(await pageOfMetrics(env))
    const ofRedis = watched.filter(isOfRedis)
    assert.deepEqual(
      ofRedis.flatMap((each) => checkWatched(each, metrics)),
      [],
    )
    assert.ok(ofRedis.length >= 3, `${ofRedis.length}`)
  } finally {
    redis.kill()
    await once(redis, 'exit')
  }
})

test('what is not there, is not read as it is meant, or has no such label is named', () => {
  const metrics = readMetrics(
    ['# TYPE a_total counter', 'a_total{x="1"} 5', '# TYPE b gauge', 'b 1'].join('\n'),
  )
  const check = (expr: string, shown = ''): readonly string[] =>
    checkWatched({ where: 'here', expr, shown }, metrics)
  assert.deepEqual(check('sum by (x) (rate(a_total{x="1"}[5m])) / b', '{{x}}'), [])
  assert.deepEqual(check('rate(c_total[5m])'), ['here: there is no c_total'])
  assert.deepEqual(check('a_total'), ['here: a_total is a counter, read by its last value'])
  assert.deepEqual(check('rate(b[5m])'), ['here: b is a gauge, read by rate'])
  assert.deepEqual(check('rate(a_total{x="2"}[5m])'), ['here: no a_total has x="2"'])
  assert.deepEqual(check('sum by (y) (b)'), ['here: nothing has y'])
  assert.deepEqual(check('b', '{{z}}'), ['here: nothing has z'])
  assert.throws(() => check('sum by (x (b)'), /Not PromQL/)
})

/** A panel of the dashboard; a row may have panels in it. */
interface Panel {
  readonly title: string
  readonly targets?: readonly { readonly expr: string; readonly legendFormat?: string }[]
  readonly panels?: readonly Panel[]
}

function dashboardExpressions(): readonly Watched[] {
  const dashboard = JSON.parse(read('grafana/dashboards/adapters.json')) as {
    readonly panels: readonly Panel[]
    readonly templating: { readonly list: readonly { readonly definition?: string }[] }
  }
  const ofPanel = ({ panels = [], targets = [], title }: Panel): readonly Watched[] => [
    ...targets.map(({ expr, legendFormat = '' }) => ({
      where: title,
      expr: expr.replaceAll('$__rate_interval', '5m'),
      shown: legendFormat,
    })),
    ...panels.flatMap(ofPanel),
  ]
  const variables = dashboard.templating.list.flatMap(({ definition = '' }) => {
    const [, expr, label] = /^label_values\((.+), (\w+)\)$/.exec(definition) ?? []
    return expr === undefined ? [] : [{ where: definition, expr, shown: `{{${label}}}` }]
  })
  assert.equal(variables.length, 1)
  return [...dashboard.panels.flatMap(ofPanel), ...variables]
}

function alertExpressions(): readonly Watched[] {
  const { groups } = parse(read('prometheus/alerts.yml')) as {
    readonly groups: readonly { readonly rules: readonly Rule[] }[]
  }
  const rules = groups.flatMap((group) => group.rules)
  assert.equal(new Set(rules.map(({ alert }) => alert)).size, rules.length)
  return rules.map(({ alert, annotations, expr }) => ({
    where: alert,
    expr,
    shown: Object.values(annotations).join(' '),
  }))
}

interface Rule {
  readonly alert: string
  readonly expr: string
  readonly annotations: Readonly<Record<string, string>>
}

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

const prices = { base: 'EUR', rates: { USD: 1.09 } }
const daily =
  '<gesmes:Envelope><Cube time="2026-11-19"><Cube currency="USD" rate="1.09"/></Cube>' +
  '</gesmes:Envelope>'

/** What the four example adapters export after they were asked for good and for bad. */
async function pageOfMetrics(env: Readonly<Record<string, string>>): Promise<string> {
  const provider = createServer(({ url = '' }, response) => {
    response.end(url === '/daily' ? daily : JSON.stringify(prices))
  })
  provider.listen(0, '127.0.0.1')
  await once(provider, 'listening')
  const { port: providerPort } = provider.address() as AddressInfo
  await using feed = await startScriptedStream(() => ({ topic: 'EUR-USD', price: 1.1 }))
  await using running = await startAdapters([centralBank, priceApi, priceFeed, median], {
    EA_HOST: '127.0.0.1',
    EA_PORT: '0',
    METRICS_PORT: '0',
    LOG_LEVEL: 'silent',
    CENTRAL_BANK_URL: `http://127.0.0.1:${providerPort}/daily`,
    PRICE_API_URL: `http://127.0.0.1:${providerPort}/prices`,
    PRICE_FEED_URL: feed.url,
    ...env,
  })
  const { metricsPort, port } = await running.listen()
  const ask = async (path: string, data: unknown): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${port}/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ data }),
    })
    await response.arrayBuffer()
    return response.status
  }
  const page = async (): Promise<string> => {
    return await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()
  }
  if (env['CACHE_TYPE'] === 'redis') {
    const isUp = async () => /^redis_connections_open\{.*\} 1$/m.test(await page())
    await waitFor(isUp, { what: 'a connection to Redis', timeoutMs: 30_000 })
  }
  const eurUsd = { base: 'EUR', quote: 'USD' }
  for (const path of ['central-bank', 'price-feed', 'median', 'price-api', 'price-api']) {
    assert.equal(await ask(path, eurUsd), 200, path)
  }
  assert.equal(await ask('price-api', { base: 'EUR', quote: 'XXX' }), 502)
  assert.equal(await ask('price-api', { base: 'EUR' }), 400)
  const shown = await page()
  provider.closeAllConnections()
  provider.close()
  return shown
}
