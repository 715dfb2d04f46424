import type { Metrics } from '@kivuko/metrics'
import type { Entry, SharedCache } from '../cache/entry.ts'
import { createLocalCache, type LocalCache } from '../cache/local-cache.ts'
import { createRedisCache } from '../cache/redis-cache.ts'
import { openRedisLink, type RedisLink } from '../cache/redis-link.ts'
import type { RedisOptions } from '../cache/redis-options.ts'
import { createRedisWantedList } from '../cache/redis-wanted-list.ts'
import type { WantedList } from '../cache/wanted-list.ts'
import { createLocalLimiter } from '../limits/local-limiter.ts'
import type { Limiter, LimitTerms } from '../limits/limiter.ts'
import { createRedisLimiter } from '../limits/redis-limiter.ts'
import type { SettledSettings } from '../settings/settle-settings.ts'
import type { AdapterWorld } from './adapter-world.ts'
import { withoutClaims } from './without-claims.ts'

/** Where values and spent calls are kept. */
export interface Stores {
  readonly cache: LocalCache<Entry> | undefined
  readonly shared: SharedCache | undefined
  /** What all replicas together were asked for; undefined where there are no others. */
  readonly list: WantedList | undefined
  readonly limiter: Limiter
  /** Undefined where no Redis is used. */
  readonly link: RedisLink | undefined
  /** In the order in which they are to be closed. */
  readonly own: readonly AsyncDisposable[]
}

/** How stores are opened. */
export interface StoreOptions {
  readonly settings: SettledSettings
  readonly ports: AdapterWorld
  /** What cache keys begin with. */
  readonly group: string
  /** Who shares the list of what was asked for; undefined where nobody can know the group. */
  readonly listScope: string | undefined
  readonly plan: LimitTerms
  /** Who shares the plan. */
  readonly scope: string
}

/** Opens the stores that the settings ask for; a Redis is connected to behind the scenes. */
export function openStores(options: StoreOptions): Stores {
  const { settings, ports, plan } = options
  const { clock, metrics } = ports
  const cache = settings.cacheEnabled
    ? createLocalCache<Entry>({
        clock,
        itemsMax: settings.cacheMaxItems,
        updateAgeOnGet: settings.cacheUpdateAgeOnGet,
        onOverflow: overflowCounter(metrics),
      })
    : undefined
  if (cache === undefined || settings.cacheType !== 'redis') {
    const limiter = createLocalLimiter({ clock, terms: plan })
    return { cache, shared: undefined, list: undefined, limiter, link: undefined, own: [] }
  }
  return { cache, ...openShared(options) }
}

function openShared(options: StoreOptions): Omit<Stores, 'cache'> {
  const { group, plan, ports, scope, settings } = options
  const { metrics } = ports
  const link = openRedisLink({
    ...ports,
    redis: redisOptionsOf(settings),
    onCommand: (name, status) =>
      metrics
        .counter({
          name: 'redis_commands_sent_total',
          help: 'Commands sent to Redis, by what came of them',
          labels: { function_name: name, status },
        })
        .add(),
  })
  measureLink(link, metrics)
  const shared = createRedisCache({ ...ports, link, group, failureMs: settings.cacheErrorAgeMs })
  const list = openList(options, link)
  const own = list === undefined ? [shared] : [list, shared]
  const stores = { shared: settings.coalescingEnabled ? shared : withoutClaims(shared), list, link }
  if (settings.mode === 'reader') {
    // It calls nobody, and takes no share of the plan from those who do.
    const unused = createLocalLimiter({ ...ports, terms: {} })
    return { ...stores, limiter: unused, own: [...own, link] }
  }
  const limiter = createRedisLimiter({ ...ports, link, terms: plan, scope })
  return { ...stores, limiter, own: [...own, limiter, link] }
}

function openList({ listScope, ports, settings }: StoreOptions, link: RedisLink) {
  if (listScope === undefined) return undefined
  const { sseSubscriptionTtlMs, warmupSubscriptionTtlMs, wsSubscriptionTtlMs } = settings
  return createRedisWantedList({
    ...ports,
    link,
    scope: listScope,
    keptMs: Math.max(warmupSubscriptionTtlMs, wsSubscriptionTtlMs, sseSubscriptionTtlMs),
    keysMax: settings.subscriptionsMax,
  })
}

function overflowCounter(metrics: Metrics): () => void {
  const counter = metrics.counter({
    name: 'cache_overflow_total',
    help: 'Values that made room for others in memory',
  })
  return () => counter.add()
}

function measureLink(link: RedisLink, metrics: Metrics): void {
  metrics.observed({ name: 'redis_connections_open', help: 'Connections to Redis' }, () => {
    return link.isUp() ? 1 : 0
  })
  const retries = metrics.counter({
    name: 'redis_retries_total',
    help: 'Times that a connection to Redis was lost, or could not be made',
  })
  link.onDown(() => retries.add())
}

function redisOptionsOf(settings: SettledSettings): RedisOptions {
  const { redisPassword, redisPath, redisUrl } = settings
  return {
    host: settings.redisHost,
    port: settings.redisPort,
    commandTimeoutMs: settings.redisTimeoutMs,
    connectTimeoutMs: settings.redisConnectTimeoutMs,
    reconnectMsMax: settings.redisReconnectMsMax,
    ...(redisPath === undefined ? {} : { path: redisPath }),
    ...(redisUrl === undefined ? {} : { url: redisUrl }),
    ...(redisPassword === undefined ? {} : { password: redisPassword }),
  }
}
