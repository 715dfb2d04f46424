import type { ConfigProblem } from '@kivuko/config'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import type { Fields } from '../definition/field.ts'
import type { FrameworkSettings } from './framework-settings.ts'
import { areAgesCrossed } from './settle-settings.ts'

/** What is wrong between settings that are each right. */
export function checkSettings(
  settings: FrameworkSettings,
  { plans }: AdapterDefinition,
): readonly ConfigProblem[] {
  const tiers = Object.keys(plans ?? {})
  const tier = settings.rateLimitTier?.toLowerCase()
  const isKnownTier = tiers.some((each) => each.toLowerCase() === tier)
  const needsRedis = settings.mode !== 'reader-writer' && settings.cacheType !== 'redis'
  const samePort = settings.port === settings.metricsPort && settings.port !== 0
  const measures = settings.metricsEnabled && settings.experimentalMetricsEnabled
  return [
    ...checkTls(settings),
    ...unless(!needsRedis, 'EA_MODE', `is ${settings.mode}: CACHE_TYPE=redis is needed`),
    ...unless(
      settings.mode === 'reader-writer' || settings.cacheEnabled,
      'EA_MODE',
      `is ${settings.mode}: CACHE_ENABLED=true is needed`,
    ),
    ...unless(!(samePort && measures), 'METRICS_PORT', 'is the same as EA_PORT'),
    ...unless(!areAgesCrossed(settings), 'CACHE_MIN_AGE', 'is above CACHE_MAX_AGE'),
    ...unless(
      settings.reconnectMsMin <= settings.reconnectMsMax,
      'STREAM_HANDLER_RETRY_MIN_MS',
      'is above STREAM_HANDLER_RETRY_MAX_MS',
    ),
    ...unless(
      tier === undefined || tiers.length === 0 || isKnownTier,
      'RATE_LIMIT_API_TIER',
      `is "${settings.rateLimitTier}": expected one of ${tiers.join(', ')}`,
    ),
  ]
}

/** Dependencies and exclusions among an adapter's own settings; `values` are by variable. */
export function checkOwn(
  fields: Fields,
  values: Readonly<Record<string, unknown>>,
): readonly ConfigProblem[] {
  const isSet = (name: string) => values[name] !== undefined
  return Object.entries(fields)
    .filter(([name]) => isSet(name))
    .flatMap(([name, { spec }]) => [
      ...spec.needs.flatMap((other) => unless(isSet(other), name, `needs ${other} as well`)),
      ...spec.excluded.flatMap((other) =>
        unless(!isSet(other), name, `cannot be set together with ${other}`),
      ),
    ])
}

function checkTls(settings: FrameworkSettings): readonly ConfigProblem[] {
  const { tlsEnabled, mtlsEnabled, tlsPrivateKey, tlsPublicKey, tlsCa } = settings
  const wanted = tlsEnabled || mtlsEnabled
  return [
    ...unless(!(tlsEnabled && mtlsEnabled), 'MTLS_ENABLED', 'and TLS_ENABLED exclude each other'),
    ...unless(!wanted || tlsPrivateKey !== undefined, 'TLS_PRIVATE_KEY', 'is not set'),
    ...unless(!wanted || tlsPublicKey !== undefined, 'TLS_PUBLIC_KEY', 'is not set'),
    ...unless(!mtlsEnabled || tlsCa !== undefined, 'TLS_CA', 'is not set'),
  ]
}

function unless(isRight: boolean, variable: string, words: string): readonly ConfigProblem[] {
  return isRight ? [] : [{ variable, message: `${variable} ${words}` }]
}
