import { integer, milliseconds, optional } from '@kivuko/config'
import { count, onOff, SETTING_MS_MAX, time } from './setting-kinds.ts'

/** The longest time that the successor lets streams wait before they open again. */
const RECONNECT_MS_MAX = 1_200_000

/** What is kept warm, who shares a call, and how streams live. */
export const warmingSettings = {
  warmupEnabled: onOff('WARMUP_ENABLED', true, 'Whether keys are kept fresh between requests.'),
  warmupUnhealthyThreshold: count('WARMUP_UNHEALTHY_THRESHOLD', 3, {
    min: -1,
    max: 1_000,
    doc: 'Failures in a row after which a key is kept fresh only if asked for; -1 never gives up.',
  }),
  warmupSubscriptionTtlMs: time('WARMUP_SUBSCRIPTION_TTL', 3_600_000, {
    doc: 'Milliseconds for which a key is kept fresh by calls after its last request.',
  }),
  warmupIntervalMs: optional({
    env: 'WARMUP_INTERVAL',
    type: milliseconds({ min: 1, max: SETTING_MS_MAX }),
    doc: "Milliseconds between two calls for a key; by its endpoint's freshness by default.",
  }),
  subscriptionsMax: count('SUBSCRIPTION_SET_MAX_ITEMS', 10_000, {
    min: 1,
    max: 1_000_000,
    doc: 'Keys kept fresh at once, and not more than CACHE_MAX_ITEMS.',
  }),
  coalescingEnabled: onOff(
    'REQUEST_COALESCING_ENABLED',
    true,
    'Whether replicas share a call; within a process they always do.',
  ),
  wsEnabled: onOff('WS_ENABLED', true, 'Whether streams are used where there are any.'),
  wsSubscriptionTtlMs: time('WS_SUBSCRIPTION_TTL', 120_000, {
    doc: 'Milliseconds for which a stream is held after the last request, and its values are good.',
  }),
  wsUnresponsiveTtlMs: time('WS_SUBSCRIPTION_UNRESPONSIVE_TTL', 120_000, {
    min: 1,
    doc: 'Milliseconds of silence after which a subscription is made anew.',
  }),
  wsHeartbeatMs: time(['DEFAULT_WS_HEARTBEAT_INTERVAL', 'WS_HEARTBEAT_INTERVAL_MS'], 30_000, {
    min: 10,
    doc: 'Milliseconds between heartbeats.',
  }),
  wsOpenTimeoutMs: time('WS_CONNECTION_OPEN_TIMEOUT', 10_000, {
    min: 1,
    max: 120_000,
    doc: 'Milliseconds until a stream is open and logged in.',
  }),
  wsConnectionsMax: optional({
    env: 'WS_CONNECTION_LIMIT',
    type: integer({ min: 1, max: 10_000 }),
    doc: "Streams open at once; the plan's figure by default, and otherwise one for each source.",
  }),
  wsSubscriptionsMax: optional({
    env: 'WS_SUBSCRIPTION_LIMIT',
    type: integer({ min: 1, max: 1_000_000 }),
    doc: "Subscriptions on a stream; the plan's figure by default, and otherwise without bound.",
  }),
  sseSubscriptionTtlMs: time('SSE_SUBSCRIPTION_TTL', 300_000, {
    doc: 'Milliseconds for which server-sent events are listened to after the last request.',
  }),
  sseKeepaliveMs: time('SSE_KEEPALIVE_SLEEP', 60_000, {
    min: 1,
    doc: 'Milliseconds between calls that keep server-sent events coming, where there are any.',
  }),
  reconnectMsMin: time('STREAM_HANDLER_RETRY_MIN_MS', 100, {
    min: 1,
    max: RECONNECT_MS_MAX,
    doc: 'Milliseconds before a broken stream is opened again, the first time.',
  }),
  reconnectMsMax: time('STREAM_HANDLER_RETRY_MAX_MS', 60_000, {
    min: 1,
    max: RECONNECT_MS_MAX,
    doc: 'Milliseconds before a broken stream is opened again, at most.',
  }),
  reconnectFactor: count('STREAM_HANDLER_RETRY_EXP_FACTOR', 3, {
    min: 1,
    max: 100,
    doc: 'By how much longer each time is than the one before.',
  }),
}
