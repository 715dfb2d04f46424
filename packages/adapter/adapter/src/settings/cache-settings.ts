import {
  defaulted,
  filePath,
  oneOf,
  optional,
  port,
  secret,
  secretText,
  text,
  url,
} from '@kivuko/config'
import { count, onOff, textList, time } from './setting-kinds.ts'

/** What is kept for how long, and in which Redis. */
export const cacheSettings = {
  cacheEnabled: onOff('CACHE_ENABLED', true, 'Whether values are kept at all.'),
  cacheType: defaulted({
    env: 'CACHE_TYPE',
    type: oneOf('local', 'redis'),
    default: 'local',
    doc: 'Whether replicas share values: `redis` puts a Redis behind the memory of each.',
  }),
  cacheKeyGroup: optional({
    env: 'CACHE_KEY_GROUP',
    type: text(),
    doc: 'What keys begin with: replicas with the same share values. UUID by default.',
  }),
  cachePrefix: optional({
    env: 'CACHE_PREFIX',
    type: text(),
    doc: "The same by the successor's name: keys begin with it and the adapter's name.",
  }),
  cacheIgnoredProps: optional({
    env: 'CACHE_KEY_IGNORED_PROPS',
    type: textList(),
    doc: 'Parameters that do not enter keys, at any depth, separated by commas.',
  }),
  cacheIncludedProps: optional({
    env: 'CACHE_KEY_INCLUDED_PROPS',
    type: textList(),
    doc: 'Fields beside `data` that enter keys, separated by commas.',
  }),
  cacheMaxAgeMs: time('CACHE_MAX_AGE', 90_000, {
    min: 1_000,
    doc: 'Milliseconds after which a value is not answered any more where its endpoint is silent.',
  }),
  cacheMinAgeMs: time('CACHE_MIN_AGE', 30_000, {
    doc: 'Milliseconds for which a value is kept at least, and where nothing else is said.',
  }),
  cacheErrorAgeMs: time('CACHE_ERROR_AGE', 1_000, {
    max: 60_000,
    doc: 'Milliseconds for which a failure is answered again before the provider is asked again.',
  }),
  cacheMaxItems: count('CACHE_MAX_ITEMS', 10_000, {
    min: 1,
    max: 1_000_000,
    doc: 'Values kept in memory; those longest unused go first.',
  }),
  cacheUpdateAgeOnGet: onOff(
    'CACHE_UPDATE_AGE_ON_GET',
    false,
    'Whether a value is kept anew each time it is asked for. In memory only.',
  ),
  redisHost: defaulted({
    env: 'CACHE_REDIS_HOST',
    type: text(),
    default: '127.0.0.1',
    doc: 'Where Redis is.',
  }),
  redisPort: defaulted({
    env: 'CACHE_REDIS_PORT',
    type: port(),
    default: '6379',
    doc: 'The port of Redis.',
  }),
  redisPath: optional({
    env: 'CACHE_REDIS_PATH',
    type: filePath(),
    doc: "Redis's Unix socket, instead of host and port.",
  }),
  redisUrl: optional({
    env: 'CACHE_REDIS_URL',
    type: secret(url(['redis:', 'rediss:'])),
    doc: 'All of it in one, instead of the others; `rediss:` uses TLS.',
  }),
  redisPassword: optional({
    env: 'CACHE_REDIS_PASSWORD',
    type: secretText(),
    doc: 'The password of Redis.',
  }),
  redisTimeoutMs: time('CACHE_REDIS_TIMEOUT', 500, {
    min: 1,
    max: 60_000,
    doc: 'Milliseconds after which a command counts as failed and memory goes on alone.',
  }),
  redisConnectTimeoutMs: time('CACHE_REDIS_CONNECTION_TIMEOUT', 15_000, {
    min: 100,
    max: 60_000,
    doc: 'Milliseconds until a connection is open.',
  }),
  redisReconnectMsMax: time('CACHE_REDIS_MAX_RECONNECT_COOLDOWN', 3_000, {
    min: 100,
    max: 60_000,
    doc: 'Milliseconds between two attempts to connect again, at most.',
  }),
}
