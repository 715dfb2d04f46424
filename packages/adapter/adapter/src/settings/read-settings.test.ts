import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ConfigError, type Environment } from '@kivuko/config'
import { Secret } from '@kivuko/log'
import type { AdapterDefinition } from '../definition/adapter-definition.ts'
import { endpoint } from '../definition/endpoint.ts'
import { type Fields, flag, group, list, number, secret, text } from '../definition/field.ts'
import { input } from '../definition/input.ts'
import type { Params } from '../engine/source.ts'
import type { SourceDefinition } from '../sources/source-definition.ts'
import { frameworkSchema } from './framework-settings.ts'
import { readSettings } from './read-settings.ts'

const source: SourceDefinition<Params> = {
  kind: 'pull',
  name: 'rest',
  env: { SOURCE_URL: text().url().default('https://prices.example') },
  bind: () => ({ kind: 'pull', name: 'rest', plan: () => [] }),
}
const pair = input({ base: text().symbol(), quote: text().symbol() })
const bare = {
  name: 'ac-me',
  endpoints: { price: endpoint({ input: pair, sources: [source] }) },
} satisfies AdapterDefinition

function frameworkOf(env: Environment, definition: AdapterDefinition = bare) {
  return readSettings(definition, env).settings.framework
}

function problemsOf(env: Environment, definition: AdapterDefinition = bare): readonly string[] {
  try {
    readSettings(definition, env)
  } catch (error) {
    assert.ok(error instanceof ConfigError)
    return error.problems.map(({ message }) => message)
  }
  assert.fail('The settings were read')
}

test('without any variable, the defaults of the frameworks hold', () => {
  const settings = frameworkOf({})
  const { port, baseUrl, apiTimeoutMs, attempts, cacheMinAgeMs, cacheMaxAgeMs } = settings
  assert.deepEqual(
    [port, baseUrl, apiTimeoutMs, attempts, cacheMinAgeMs, cacheMaxAgeMs],
    [8080, '/', 30_000, 1, 30_000, 90_000],
  )
  assert.deepEqual(
    [settings.apiVerbose, settings.debug, settings.cacheType],
    [false, false, 'local'],
  )
})

test('a switch is on for true in any letter case, and off for false', () => {
  for (const [value, expected] of [
    ['true', true],
    ['TRUE', true],
    ['False', false],
  ] as const) {
    assert.equal(frameworkOf({ API_VERBOSE: value }).apiVerbose, expected)
  }
  assert.match(problemsOf({ API_VERBOSE: 'yes' })[0] ?? '', /^API_VERBOSE is "yes": expected true/)
})

test('a path is taken with and without slashes', () => {
  for (const path of ['acme', '/acme', '/acme/', '//acme//']) {
    assert.equal(frameworkOf({ BASE_URL: path }).baseUrl, '/acme')
  }
  assert.equal(frameworkOf({ BASE_URL: '/' }).baseUrl, '/')
  assert.equal(problemsOf({ BASE_URL: 'http://a b' }).length, 1)
})

test('keys are lists, and never print', () => {
  const { apiKeys } = frameworkOf({ API_KEY: 'one, two,' })
  assert.deepEqual(
    apiKeys?.map((key) => key.reveal()),
    ['one', 'two'],
  )
  assert.doesNotMatch(JSON.stringify(apiKeys), /one/)
})

test('everything that is wrong is told at once', () => {
  const env = { EA_PORT: 'abc', CACHE_TYPE: 'disk', RETRY: '-1', KEY: '', WS_CONNECTION_TTL: 'x' }
  const definition = { ...bare, env: { KEY: secret() }, asks: ['other'] }
  const problems = problemsOf({ ...env, OTHER_ADAPTER_URL: 'nowhere' }, definition)
  assert.deepEqual(
    problems.map((message) => message.split(' ')[0]),
    ['EA_PORT', 'RETRY', 'CACHE_TYPE', 'WS_CONNECTION_TTL', 'KEY', 'OTHER_ADAPTER_URL'],
  )
})

const between: readonly (readonly [string, Environment, RegExp])[] = [
  ['a reader with memory only', { EA_MODE: 'reader' }, /^EA_MODE is reader: CACHE_TYPE=redis/],
  ['two kinds of TLS', { TLS_ENABLED: 'true', MTLS_ENABLED: 'true' }, /^MTLS_ENABLED and TLS/],
  ['TLS without a key', { TLS_ENABLED: 'true', TLS_PUBLIC_KEY: 'aaaa' }, /^TLS_PRIVATE_KEY is not/],
  ['one port for two', { EA_PORT: '9080' }, /^METRICS_PORT is the same/],
  ['ages', { CACHE_MIN_AGE: '9001', CACHE_MAX_AGE: '9000' }, /^CACHE_MIN_AGE is above/],
  ['a plan that is not there', { RATE_LIMIT_API_TIER: 'gold' }, /expected one of free, pro$/],
  ['reconnection', { STREAM_HANDLER_RETRY_MIN_MS: '60001' }, /^STREAM_HANDLER_RETRY_MIN_MS/],
]

for (const [name, env, expected] of between) {
  test(`what does not go together is told: ${name}`, () => {
    const plans = { free: { perMinute: 30 }, pro: { perSecond: 10 } }
    assert.match(problemsOf(env, { ...bare, plans })[0] ?? '', expected)
  })
}

test('a plan is found in any letter case; without plans any tier may be meant', () => {
  const plans = { Pro: { perSecond: 10 } }
  assert.equal(frameworkOf({ RATE_LIMIT_API_TIER: 'pro' }, { ...bare, plans }).rateLimitTier, 'pro')
  assert.equal(frameworkOf({ RATE_LIMIT_API_TIER: 'any' }).rateLimitTier, 'any')
})

test("the adapter's prefix wins, and is named when its value is wrong", () => {
  const env = { RETRY: '2', AC_ME_RETRY: '3' }
  assert.equal(frameworkOf(env).attempts, 3)
  assert.equal(frameworkOf(env, { ...bare, envPrefix: 'OTHER' }).attempts, 2)
  assert.equal(frameworkOf({ ...env, AC_ME_RETRY: '' }).attempts, 2)
  assert.match(problemsOf({ RETRY: '2', AC_ME_RETRY: 'x' })[0] ?? '', /^AC_ME_RETRY is "x"/)
})

test('a prefix that makes one variable of another is refused', () => {
  assert.throws(() => frameworkOf({}, { ...bare, name: 'ws' }), /WS_API_ENDPOINT has two meanings/)
  assert.equal(frameworkOf({}, { ...bare, name: 'ws', envPrefix: 'WSA' }).attempts, 1)
})

test("the successor's names work too, but not with another value", () => {
  assert.equal(frameworkOf({ RATE_LIMIT_CAPACITY_MINUTE: '60' }).rateLimitPerMinute, 60)
  const two = { RATE_LIMIT_CAPACITY: '60', RATE_LIMIT_CAPACITY_MINUTE: '61', RETRY: 'x' }
  assert.deepEqual(problemsOf(two), [
    'RATE_LIMIT_CAPACITY and RATE_LIMIT_CAPACITY_MINUTE mean the same, and differ',
    'RETRY is "x": expected a whole number (1 to 10)',
  ])
})

test('variables without effect are read, and warned of', () => {
  const { warnings } = readSettings(bare, { WS_CONNECTION_KEY: '2', BACKGROUND_EXECUTE_MS_WS: '1' })
  assert.deepEqual(warnings, [
    'BACKGROUND_EXECUTE_MS_WS has no effect here',
    'WS_CONNECTION_KEY has no effect here',
  ])
  assert.deepEqual(readSettings(bare, {}).warnings, [])
})

const rich = {
  ...bare,
  env: {
    PRICE_API: text().url(),
    PRICE_KEY: secret().aka('OLD_KEY'),
    MARGIN: number().between(0, 10).default(1.5),
    WIDE: flag().default(false),
    WAY: text().oneOf('spot', 'mid').optional(),
    NAMES: list(text()).default(['a', 'b']),
    KEYS: list(secret()).optional(),
  },
} satisfies AdapterDefinition

test("an adapter's own settings have their kinds, and its sources' are among them", () => {
  const env = { PRICE_API: 'https://a.example', AC_ME_OLD_KEY: 'hush', WIDE: 'true', KEYS: 'x,y' }
  const { own } = readSettings(rich, env).settings
  const margin: number = own.MARGIN
  const way: 'spot' | 'mid' | undefined = own.WAY
  assert.deepEqual(
    [own.PRICE_API, margin, own.WIDE, way],
    ['https://a.example', 1.5, true, undefined],
  )
  assert.deepEqual(own.NAMES, ['a', 'b'])
  assert.ok(own.PRICE_KEY instanceof Secret)
  assert.deepEqual(
    [own.PRICE_KEY, ...(own.KEYS ?? [])].map((key) => key.reveal()),
    ['hush', 'x', 'y'],
  )
  assert.equal(Object.fromEntries(Object.entries(own))['SOURCE_URL'], 'https://prices.example')
})

test('wrong values of own settings are told; those of secrets are not shown', () => {
  const env = { PRICE_API: 'x', MARGIN: '0x5', WAY: 'high', WIDE: '1' }
  assert.deepEqual(problemsOf(env, rich), [
    'PRICE_API is "x": expected a URL of http, https, ws, wss',
    'PRICE_KEY is not set: expected a text',
    'MARGIN is "0x5": expected a number from 0 to 10',
    'WIDE is "1": expected true or false',
    'WAY is "high": expected one of spot, mid',
  ])
})

test('dependencies and exclusions among own settings are kept', () => {
  const own = {
    A: text().optional().dependsOn('B'),
    B: text().optional(),
    C: text().optional().excludes('B'),
  }
  assert.deepEqual(problemsOf({ A: 'x' }, { ...bare, env: own }), ['A needs B as well'])
  assert.deepEqual(problemsOf({ B: 'x', C: 'x' }, { ...bare, env: own }), [
    'C cannot be set together with B',
  ])
})

test('own settings cannot take the names of the framework, but for keys and endpoints', () => {
  const withOwn = (own: Fields) => () => readSettings({ ...bare, env: own }, {})
  assert.throws(withOwn({ CACHE_TYPE: text() }), /setting of the framework/)
  assert.throws(withOwn({ RATE_LIMIT_CAPACITY_MINUTE: number() }), /setting of the framework/)
  assert.throws(withOwn({ 'A-B': text() }), /no name of a variable/)
  assert.throws(withOwn({ A: group({ b: text() }) }), /group/)
  assert.throws(withOwn({ A: number().between(1, 2).default(3) }), /default/)
  assert.throws(withOwn({ API_KEY: secret() }), /API_KEY is not set/)
})

test("an adapter's defaults stand in for the framework's", () => {
  const settingDefaults = { CACHE_MAX_AGE: '60000', RATE_LIMIT_API_TIER: 'pro' }
  const { cacheMaxAgeMs, rateLimitTier } = frameworkOf({}, { ...bare, settingDefaults })
  assert.deepEqual([cacheMaxAgeMs, rateLimitTier], [60_000, 'pro'])
  const set = frameworkOf({ CACHE_MAX_AGE: '70000' }, { ...bare, settingDefaults })
  assert.equal(set.cacheMaxAgeMs, 70_000)
  const wrong = (defaults: Readonly<Record<string, string>>) => () =>
    frameworkOf({}, { ...bare, settingDefaults: defaults })
  assert.throws(wrong({ RETRY: 'x' }), /default of RETRY/)
  assert.throws(wrong({ RETRIES: '1' }), /no setting RETRIES/)
})

test('other adapters are found by their variables, the old name included', () => {
  const asking = { ...bare, asks: ['coin-gecko', 'ecb', 'near'] }
  const env = {
    COIN_GECKO_ADAPTER_URL: 'http://a.example/',
    ECB_DATA_PROVIDER_URL: 'http://b.example/ecb',
  }
  const { adapterUrls } = readSettings(asking, env).settings
  assert.deepEqual(Object.fromEntries(adapterUrls), {
    'coin-gecko': 'http://a.example',
    ecb: 'http://b.example/ecb',
  })
})

test('log levels of other loggers count as the nearest', () => {
  const levels = ['trace', 'INFO', 'fatal', 'silent'].map((word) =>
    frameworkOf({ LOG_LEVEL: word }),
  )
  assert.deepEqual(
    levels.map(({ logLevel }) => logLevel),
    ['debug', 'info', 'error', 'error'],
  )
  assert.equal(problemsOf({ LOG_LEVEL: 'loud' }).length, 1)
})

test('where one age is set only, the default of the other follows it', () => {
  const ages = (env: Environment) => {
    const { cacheMinAgeMs, cacheMaxAgeMs } = frameworkOf(env)
    return [cacheMinAgeMs, cacheMaxAgeMs]
  }
  assert.deepEqual(ages({ CACHE_MAX_AGE: '5000' }), [5_000, 5_000])
  assert.deepEqual(ages({ CACHE_MIN_AGE: '100000' }), [100_000, 100_000])
  assert.deepEqual(ages({ CACHE_MIN_AGE: '1000' }), [1_000, 90_000])
})

test('what settings mean for each other is carried out', () => {
  assert.equal(frameworkOf({ NODE_ENV: 'development' }).debug, true)
  assert.equal(frameworkOf({ NODE_ENV: 'production' }).debug, false)
  assert.equal(frameworkOf({ EXPERIMENTAL_METRICS_ENABLED: 'false' }).metricsEnabled, false)
  assert.equal(frameworkOf({}).answerWithinMs, 14_500)
  assert.equal(frameworkOf({ CACHE_POLLING_MAX_RETRIES: '0' }).answerWithinMs, 0)
  const patience = { CACHE_POLLING_MAX_RETRIES: '5', CACHE_POLLING_SLEEP_MS: '100' }
  assert.equal(frameworkOf(patience).answerWithinMs, 500)
})

test('an adapter that declares one key gets one of several', () => {
  const definition = { ...bare, env: { API_KEY: secret(), WS_API_KEY: list(secret()) } }
  const env = { API_KEY: 'one,two', WS_API_KEY: 'a,b' }
  const first = readSettings(definition, env).settings
  assert.equal(first.own.API_KEY.reveal(), 'one')
  assert.equal(first.own.WS_API_KEY.length, 2)
  const last = readSettings(definition, env, (keys) => keys.at(-1)).settings
  assert.equal(last.own.API_KEY.reveal(), 'two')
})

test('what only an adapter gives a meaning is warned of where it does not', () => {
  const env = { API_KEY: 'k', WS_API_ENDPOINT: 'wss://a.example' }
  assert.deepEqual(readSettings(bare, env).warnings, [
    'API_KEY is set, and ac-me does not read it',
    'WS_API_ENDPOINT is set, and ac-me does not read it',
  ])
  const reading = { ...bare, env: { API_KEY: secret(), WS_API_ENDPOINT: text().url() } }
  assert.deepEqual(readSettings(reading, env).warnings, [])
})

test('one who only reads, or only fetches, needs a cache that is shared', () => {
  for (const mode of ['reader', 'writer']) {
    assert.deepEqual(problemsOf({ EA_MODE: mode }), [
      `EA_MODE is ${mode}: CACHE_TYPE=redis is needed`,
    ])
    const off = { EA_MODE: mode, CACHE_TYPE: 'redis', CACHE_ENABLED: 'false' }
    assert.deepEqual(problemsOf(off), [`EA_MODE is ${mode}: CACHE_ENABLED=true is needed`])
    assert.equal(frameworkOf({ EA_MODE: mode, CACHE_TYPE: 'redis' }).mode, mode)
  }
})

/** The complete lists of both frameworks, so that no environment of theirs is misunderstood. */
const known = `
  BASE_URL EA_PORT UUID DEBUG NODE_ENV LOG_LEVEL API_TIMEOUT API_ENDPOINT WS_API_ENDPOINT API_KEY
  WS_API_KEY API_VERBOSE TIMEOUT RETRY CACHE_ENABLED CACHE_TYPE CACHE_KEY_GROUP
  CACHE_KEY_IGNORED_PROPS CACHE_KEY_INCLUDED_PROPS CACHE_MAX_AGE CACHE_MIN_AGE CACHE_MAX_ITEMS
  CACHE_UPDATE_AGE_ON_GET CACHE_REDIS_HOST CACHE_REDIS_PORT CACHE_REDIS_PATH CACHE_REDIS_URL
  CACHE_REDIS_PASSWORD CACHE_REDIS_TIMEOUT RATE_LIMIT_ENABLED RATE_LIMIT_CAPACITY
  RATE_LIMIT_API_PROVIDER RATE_LIMIT_API_TIER WARMUP_ENABLED WARMUP_UNHEALTHY_THRESHOLD
  WARMUP_SUBSCRIPTION_TTL WARMUP_INTERVAL REQUEST_COALESCING_ENABLED REQUEST_COALESCING_INTERVAL
  REQUEST_COALESCING_INTERVAL_MAX REQUEST_COALESCING_INTERVAL_COEFFICIENT
  REQUEST_COALESCING_ENTROPY_MAX REQUEST_COALESCING_MAX_RETRIES EXPERIMENTAL_METRICS_ENABLED
  METRICS_PORT METRICS_USE_BASE_URL METRICS_NAME WS_ENABLED WS_SUBSCRIPTION_TTL
  WS_SUBSCRIPTION_UNRESPONSIVE_TTL DEFAULT_WS_HEARTBEAT_INTERVAL WS_CONNECTION_KEY
  WS_CONNECTION_LIMIT WS_CONNECTION_TTL WS_CONNECTION_RETRY_LIMIT WS_CONNECTION_RETRY_DELAY
  WS_SUBSCRIPTION_LIMIT WS_SUBSCRIPTION_PRIORITY_LIST
  EA_HOST MAX_PAYLOAD_SIZE_LIMIT EA_MODE DEBUG_ENDPOINTS TLS_ENABLED MTLS_ENABLED TLS_PRIVATE_KEY
  TLS_PUBLIC_KEY TLS_CA TLS_PASSPHRASE CACHE_PREFIX CACHE_POLLING_MAX_RETRIES
  CACHE_POLLING_SLEEP_MS DEFAULT_CACHE_KEY MAX_COMMON_KEY_SIZE CACHE_LOCK_DURATION
  CACHE_LOCK_RETRIES CACHE_LOCK_DEFERRAL_MS CACHE_REDIS_CONNECTION_TIMEOUT
  CACHE_REDIS_MAX_RECONNECT_COOLDOWN REQUESTER_SLEEP_BEFORE_REQUEUEING_MS
  MAX_HTTP_REQUEST_QUEUE_LENGTH RATE_LIMITING_STRATEGY RATE_LIMIT_CAPACITY_MINUTE
  RATE_LIMIT_CAPACITY_SECOND BACKGROUND_EXECUTE_MS_HTTP BACKGROUND_EXECUTE_MS_WS
  BACKGROUND_EXECUTE_MS_SSE BACKGROUND_EXECUTE_TIMEOUT SSE_SUBSCRIPTION_TTL
  SUBSCRIPTION_SET_MAX_ITEMS STREAM_HANDLER_RETRY_MIN_MS STREAM_HANDLER_RETRY_MAX_MS
  STREAM_HANDLER_RETRY_EXP_FACTOR SSE_KEEPALIVE_SLEEP WS_CONNECTION_OPEN_TIMEOUT
  WS_HEARTBEAT_INTERVAL_MS METRICS_ENABLED FEED_ID_JSON CORRELATION_ID_ENABLED
  CENSOR_SENSITIVE_LOGS COMPOSITE_TRANSPORT`

test('every variable of both frameworks is known', () => {
  const ours = new Set(
    Object.values(frameworkSchema).flatMap(({ env, oldNames }) => [env, ...oldNames]),
  )
  const unknown = known
    .trim()
    .split(/\s+/)
    .filter((name) => !ours.has(name))
  assert.deepEqual(unknown, [])
})
