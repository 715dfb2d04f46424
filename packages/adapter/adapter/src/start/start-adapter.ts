import type { Clock } from '@kivuko/clock'
import type { Environment } from '@kivuko/config'
import { type Random, systemRandom } from '@kivuko/random'
import { createKeyScheme } from '../cache/key.ts'
import type { RedisLink } from '../cache/redis-link.ts'
import { withinTime } from '../cache/within-time.ts'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { createNormaliser } from '../definition/normalise.ts'
import type { Engine } from '../engine/engine.ts'
import { type AdapterServer, createAdapterServer } from '../server/create-adapter-server.ts'
import type { ServedAdapter } from '../server/served-adapter.ts'
import { serverSettingsOf } from '../server/server-settings.ts'
import { readSettings, type Settings } from '../settings/read-settings.ts'
import type { SettledSettings } from '../settings/settle-settings.ts'
import { type AdapterWorld, openWorld } from './adapter-world.ts'
import { bindEndpoints } from './bind-endpoints.ts'
import { observeEngine } from './engine-metrics.ts'
import { labelledMetrics } from './labelled-metrics.ts'
import { openEngine } from './open-engine.ts'
import { openStores, type Stores } from './open-stores.ts'
import { readPlan } from './read-plan.ts'
import { createRequestReader } from './read-request.ts'
import { createServedAdapter } from './served-from-engine.ts'

/** The parts of an adapter at work; disposal stops all of it. */
export interface StartedAdapter extends Served, AsyncDisposable {
  readonly engine: Engine
}

interface Served {
  readonly served: ServedAdapter
  readonly server: AdapterServer
}

/**
 * Starts an adapter: reads its settings, connects to a Redis where they name one, and keeps fresh
 * what is asked for from now on. Throws a `ConfigError` with everything that is wrong.
 */
export async function startAdapter(
  definition: AdapterDefinition,
  env: Environment,
  given: Partial<AdapterWorld>,
): Promise<StartedAdapter> {
  const random = given.random ?? systemRandom
  const { settings, warnings } = readSettings(definition, env, (keys) => pick(keys, random))
  const { framework } = settings
  const plan = await readPlan(definition, framework)
  await using opened = new AsyncDisposableStack()
  const { own, world } = openWorld(given, {
    logLevel: framework.logLevel,
    timeoutMs: framework.apiTimeoutMs,
  })
  for (const part of own) opened.use(part)
  const { instanceId } = framework
  const about = { adapter: definition.name, ...(instanceId === undefined ? {} : { instanceId }) }
  const ports = { ...world, log: world.log.with(about) }
  for (const warning of warnings) ports.log.warn(warning)
  ports.log.info('The plan is chosen', { ...plan })
  const labels = { app_name: framework.metricsName ?? definition.name }
  const inner = { ...ports, metrics: labelledMetrics(ports.metrics, labels) }
  const { group, listScope } = groupOf(definition, framework, random)
  const stores = openStores({
    settings: framework,
    ports: inner,
    group,
    listScope,
    plan: plan.http ?? {},
    scope: `${framework.rateLimitProvider ?? definition.name}:${plan.tier ?? ''}`.toLowerCase(),
  })
  // Closed the other way round: the link last.
  for (const part of stores.own.toReversed()) opened.use(part)
  const { limiter } = stores
  const socket = plan.socket ?? {}
  const endpoints = bindEndpoints({ definition, settings, ports: inner, limiter, socket })
  const engine = opened.use(openEngine({ settings: framework, ports: inner, stores, endpoints }))
  observeEngine(engine, inner)
  const { served, server } = serve({ definition, settings, stores, engine, ports, group })
  opened.use(server)
  // What the others know already is not to be asked for anew, nor their calls to be made twice.
  if (stores.link !== undefined) await triedInTime(stores.link, { framework, clock: world.clock })
  const parts = opened.move()
  return { engine, served, server, [Symbol.asyncDispose]: () => parts.disposeAsync() }
}

/** A Redis that does not answer is gone on without. */
async function triedInTime(
  { tried }: RedisLink,
  { framework, clock }: { readonly framework: SettledSettings; readonly clock: Clock },
): Promise<void> {
  const limit = { clock, limitMs: framework.redisTimeoutMs, what: 'connecting to Redis' }
  await withinTime(tried, limit).catch(() => undefined)
}

interface Group {
  /** What cache keys begin with. */
  readonly group: string
  /** Undefined where the group is made up, so that no other replica can have the same. */
  readonly listScope: string | undefined
}

/** Readers and writers have the adapter's name for a group, where none is set. */
function groupOf({ name }: AdapterDefinition, settings: SettledSettings, random: Random): Group {
  const { cacheKeyGroup, cachePrefix, instanceId, mode } = settings
  const named = cachePrefix === undefined ? undefined : `${cachePrefix}-${name.toUpperCase()}`
  const own = mode === 'reader-writer' ? undefined : name.toLowerCase()
  const group = cacheKeyGroup ?? named ?? instanceId ?? own
  if (group === undefined) return { group: random.uuid(), listScope: undefined }
  return { group, listScope: `${group}:${name.toLowerCase()}` }
}

function pick<Value>(values: readonly Value[], random: Random): Value | undefined {
  return values[Math.floor(random.fraction() * values.length)]
}

interface Parts {
  readonly definition: AdapterDefinition
  readonly settings: Settings
  readonly stores: Stores
  readonly engine: Engine
  readonly ports: AdapterWorld
  /** What cache keys begin with. */
  readonly group: string
}

function serve({ definition, engine, group, ports, settings, stores }: Parts): Served {
  const { framework } = settings
  const read = createRequestReader({
    normaliser: createNormaliser(definition),
    keys: createKeyScheme({
      group,
      ignoredProps: framework.cacheIgnoredProps ?? [],
      includedProps: framework.cacheIncludedProps ?? [],
    }),
    ages: { minAgeMs: framework.cacheMinAgeMs },
  })
  const served = createServedAdapter({ definition, engine, settings, read, stores })
  const server = createAdapterServer({
    ...ports,
    adapters: [served],
    settings: serverSettingsOf(framework),
  })
  return { served, server }
}
