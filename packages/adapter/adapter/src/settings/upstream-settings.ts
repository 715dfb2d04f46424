import { defaulted, filePath, integer, oneOf, optional, text, url } from '@kivuko/config'
import { count, onOff, secretList, time } from './setting-kinds.ts'

const webProtocols = ['http:', 'https:', 'ws:', 'wss:']
const perWindow = integer({ min: 1, max: 100_000_000 })

/** How the provider is asked, and how often. */
export const upstreamSettings = {
  apiEndpoint: optional({
    env: 'API_ENDPOINT',
    type: url(webProtocols),
    doc: "The provider's API, for adapters that read it.",
  }),
  wsApiEndpoint: optional({
    env: 'WS_API_ENDPOINT',
    type: url(webProtocols),
    doc: "The provider's stream, for adapters that read it.",
  }),
  apiKeys: optional({
    env: 'API_KEY',
    type: secretList(),
    doc: 'Keys of the API, separated by commas, for adapters that read it; each start takes one.',
  }),
  wsApiKeys: optional({
    env: 'WS_API_KEY',
    type: secretList(),
    doc: 'Keys of the stream, separated by commas; as API_KEY.',
  }),
  apiVerbose: onOff('API_VERBOSE', false, "Whether `data` is all of the provider's answer."),
  apiTimeoutMs: time('API_TIMEOUT', 30_000, {
    min: 1,
    max: 120_000,
    doc: 'Milliseconds for a call, to its last byte.',
  }),
  customTimeoutMs: time('TIMEOUT', 3_000, {
    min: 1,
    max: 120_000,
    doc: 'Milliseconds for each request of a custom source that gives it no time of its own.',
  }),
  attempts: count('RETRY', 1, {
    min: 1,
    max: 10,
    doc: 'Attempts in all before a call has failed.',
  }),
  retryPauseMs: time('REQUESTER_SLEEP_BEFORE_REQUEUEING_MS', 1_000, {
    max: 120_000,
    doc: 'Milliseconds between attempts.',
  }),
  queueMax: count('MAX_HTTP_REQUEST_QUEUE_LENGTH', 200, {
    min: 1,
    max: 2_000,
    doc: 'Calls that may wait for their turn; those above it fail with 429.',
  }),
  pollRetries: optional({
    env: 'CACHE_POLLING_MAX_RETRIES',
    type: integer({ min: 0, max: 1_000 }),
    doc: 'With CACHE_POLLING_SLEEP_MS, instead of ANSWER_TIMEOUT; 0 does not wait.',
  }),
  pollSleepMs: time('CACHE_POLLING_SLEEP_MS', 200, {
    min: 10,
    max: 10_000,
    doc: 'Milliseconds that each of CACHE_POLLING_MAX_RETRIES stands for.',
  }),
  rateLimitEnabled: onOff('RATE_LIMIT_ENABLED', true, 'Whether the plan is kept to.'),
  rateLimitPerMinute: optional({
    env: ['RATE_LIMIT_CAPACITY', 'RATE_LIMIT_CAPACITY_MINUTE'],
    type: perWindow,
    doc: 'Calls a minute, instead of any plan.',
  }),
  rateLimitPerSecond: optional({
    env: 'RATE_LIMIT_CAPACITY_SECOND',
    type: perWindow,
    doc: 'Calls a second, instead of any plan.',
  }),
  rateLimitProvider: optional({
    env: 'RATE_LIMIT_API_PROVIDER',
    type: text(),
    doc: "Whose limits of the limits file hold; the adapter's name by default.",
  }),
  rateLimitTier: optional({
    env: 'RATE_LIMIT_API_TIER',
    type: text(),
    doc: 'The plan that is paid for; the one that allows least by default.',
  }),
  rateLimitFile: optional({
    env: 'RATE_LIMIT_FILE',
    type: filePath(),
    doc: 'A limits.json, for providers whose plans the adapter does not know.',
  }),
  rateLimitStrategy: defaulted({
    env: 'RATE_LIMITING_STRATEGY',
    type: oneOf('fixed-interval', 'burst'),
    default: 'fixed-interval',
    doc: 'Whether refreshes are spread evenly; calls that a client waits for are made at once.',
  }),
  rateLimitSharing: defaulted({
    env: 'RATE_LIMIT_SHARING',
    type: oneOf('evenly', 'by-demand'),
    default: 'evenly',
    doc: 'How keys share a plan too short for all: alike, or as they are asked for.',
  }),
}
