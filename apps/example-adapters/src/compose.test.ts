import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'node:test'
import { startAdapters } from '@kivuko/adapter'
import { parse } from 'yaml'
import { centralBank } from './central-bank.ts'
import { median } from './composite.ts'
import { priceApi } from './price-api.ts'
import { priceFeed } from './price-feed.ts'

const root = join(import.meta.dirname, '../../..')
const folder = join(root, 'deploy/adapter')
const { services, volumes } = parse(read('compose.yml')) as Compose
const { adapters, grafana, prometheus, redis } = services

interface Compose {
  readonly services: Readonly<Record<'adapters' | 'grafana' | 'prometheus' | 'redis', Service>>
  readonly volumes: Readonly<Record<string, unknown>>
}

interface Service {
  readonly image?: string
  readonly build?: {
    readonly context: string
    readonly dockerfile: string
    readonly args: Readonly<Record<string, string>>
  }
  readonly environment?: Readonly<Record<string, string>>
  readonly volumes?: readonly string[]
  readonly ports?: readonly string[]
  readonly depends_on?: readonly string[]
}

const all = Object.values(services)

test('every image has its version, every mount its file, every port this machine alone', () => {
  for (const { depends_on = [], image, ports = [], volumes: mounts = [] } of all) {
    if (image !== undefined) assert.match(image, /^[a-z/]+:v?\d+\.\d+[\w.-]*$/)
    for (const port of ports) assert.match(port, /^127\.0\.0\.1:\d+(-\d+)?:\d+$/)
    for (const mount of mounts) {
      const [source = ''] = mount.split(':')
      assert.ok(source.startsWith('./') ? exists(source) : source in volumes, mount)
    }
    for (const name of depends_on) assert.ok(name in services, name)
  }
})

test('the image is built of a program that is there, and runs as nobody special', () => {
  const { args, context = '', dockerfile = '' } = adapters.build ?? {}
  assert.equal(resolve(folder, context), root)
  const lines = readFileSync(join(root, dockerfile), 'utf8').split('\n')
  const program = interpolated(args?.['PROGRAM'] ?? '')
  assert.ok(lines.includes(`ARG PROGRAM=${program}`))
  assert.equal(join(root, program), join(import.meta.dirname, 'main.ts'))
  assert.ok(lines.some((line) => line.startsWith('RUN npm run build -- ')))
  const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>
  }
  assert.ok('build' in scripts)
  assert.ok(existsSync(join(root, `${dockerfile}.dockerignore`)))
  assert.ok(lines.includes('USER node'))
})

test('its adapters take its settings, and are looked for where they are', async () => {
  const given = Object.entries(adapters.environment ?? {})
  const env = Object.fromEntries(given.map(([name, value]) => [name, interpolated(value)]))
  const here = { EA_HOST: '127.0.0.1', EA_PORT: '0', METRICS_PORT: '0', CACHE_TYPE: 'local' }
  await using running = await startAdapters([centralBank, priceApi, priceFeed, median], {
    ...env,
    ...here,
    LOG_LEVEL: 'silent',
  })
  const { port } = await running.listen()
  const status = await fetch(`http://127.0.0.1:${port}/status`)
  const told = (await status.json()) as { readonly adapters: readonly Told[] }
  const settings = told.adapters.flatMap(({ configuration, name }) =>
    configuration.map((setting) => ({ ...setting, prefix: name.toUpperCase().replace('-', '_') })),
  )
  for (const name of Object.keys(env)) {
    assert.ok(
      settings.some((each) => each.name === name || `${each.prefix}_${each.name}` === name),
      name,
    )
  }
  assert.equal(env['CACHE_TYPE'], 'redis')
  assert.ok(env['CACHE_REDIS_HOST'] === 'redis' && redis.image !== undefined)
  const usual = (name: string): string =>
    String(settings.find((setting) => setting.name === name)?.default)
  assert.ok(adapters.ports?.every((each) => each.endsWith(`:${usual('EA_PORT')}`)))
  const [job] = (parse(read('prometheus/prometheus.yml')) as Prometheus).scrape_configs
  assert.equal(job?.job_name, 'adapters')
  assert.deepEqual(job?.dns_sd_configs[0]?.names, ['adapters'])
  assert.equal(String(job?.dns_sd_configs[0]?.port), usual('METRICS_PORT'))
})

interface Told {
  readonly name: string
  readonly configuration: readonly { readonly name: string; readonly default?: string }[]
}

interface Prometheus {
  readonly rule_files: readonly string[]
  readonly scrape_configs: readonly {
    readonly job_name: string
    readonly dns_sd_configs: readonly { readonly names: readonly string[]; readonly port: number }[]
  }[]
}

test('what watches finds its rules, its data and its dashboard', () => {
  const targets = (service: Service): ReadonlyMap<string, string> =>
    new Map(
      service.volumes?.map((each) => each.split(':')).map(([from = '', to = '']) => [to, from]),
    )
  const { rule_files: rules } = parse(read('prometheus/prometheus.yml')) as Prometheus
  for (const rule of rules) assert.ok(targets(prometheus).has(`/etc/prometheus/${rule}`), rule)

  const ofGrafana = targets(grafana)
  assert.equal(ofGrafana.get('/etc/grafana/provisioning'), './grafana/provisioning')
  const { datasources } = parse(read('grafana/provisioning/datasources/prometheus.yml')) as {
    readonly datasources: readonly { readonly uid: string; readonly url: string }[]
  }
  const [, port] = /:(\d+)$/.exec(prometheus.ports?.[0] ?? '') ?? []
  assert.equal(datasources[0]?.url, `http://prometheus:${port}`)
  const { providers } = parse(read('grafana/provisioning/dashboards/adapters.yml')) as {
    readonly providers: readonly { readonly options: { readonly path: string } }[]
  }
  const path = providers[0]?.options.path ?? ''
  const home = grafana.environment?.['GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH'] ?? ''
  assert.ok(home.startsWith(`${path}/`))
  const dashboard = JSON.parse(read(home.replace(path, ofGrafana.get(path) ?? ''))) as Dashboard
  const [source] = dashboard.templating.list
  assert.equal(source?.current.value, datasources[0]?.uid)
  const { panels } = dashboard
  assert.equal(new Set(panels.map(({ id }) => id)).size, panels.length)
  for (const { gridPos } of panels) assert.ok(gridPos.x + gridPos.w <= 24)
})

interface Dashboard {
  readonly templating: {
    readonly list: readonly { readonly current: { readonly value: unknown } }[]
  }
  readonly panels: readonly {
    readonly id: number
    readonly gridPos: { readonly x: number; readonly w: number }
  }[]
}

function read(file: string): string {
  return readFileSync(join(folder, file), 'utf8')
}

function exists(file: string): boolean {
  return existsSync(join(folder, file))
}

/** `${NAME:-default}` as it is where nobody sets the name. */
function interpolated(value: string): string {
  return value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')
}
