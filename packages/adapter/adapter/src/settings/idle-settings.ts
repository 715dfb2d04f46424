import { integer, milliseconds, type Parser, optional, text } from '@kivuko/config'
import { anyCaseFlag, textList } from './setting-kinds.ts'

const told = 'Waiters are told the moment a value is there, and look for nothing.'
const scheduled = 'Each key has its own time; nothing runs in rounds.'
const unlocked = 'Replicas claim keys one by one; none locks the others out.'
const streams = 'Streams are open while they are wanted, and open again by STREAM_HANDLER_RETRY.'
const places = 'Places on streams go to what was asked for first.'

/**
 * Variables of either framework that change nothing here, so that an environment made for one of
 * them starts the adapter. They are read like the others: a wrong value stops the start.
 */
export const idleSettings = {
  coalescingInterval: idle('REQUEST_COALESCING_INTERVAL', milliseconds(), told),
  coalescingIntervalMax: idle('REQUEST_COALESCING_INTERVAL_MAX', milliseconds(), told),
  coalescingCoefficient: idle('REQUEST_COALESCING_INTERVAL_COEFFICIENT', integer(), told),
  coalescingEntropy: idle('REQUEST_COALESCING_ENTROPY_MAX', milliseconds(), told),
  coalescingRetries: idle('REQUEST_COALESCING_MAX_RETRIES', integer(), told),
  backgroundHttp: idle('BACKGROUND_EXECUTE_MS_HTTP', milliseconds(), scheduled),
  backgroundWs: idle('BACKGROUND_EXECUTE_MS_WS', milliseconds(), scheduled),
  backgroundSse: idle('BACKGROUND_EXECUTE_MS_SSE', milliseconds(), scheduled),
  backgroundTimeout: idle('BACKGROUND_EXECUTE_TIMEOUT', milliseconds(), scheduled),
  lockDuration: idle('CACHE_LOCK_DURATION', milliseconds(), unlocked),
  lockRetries: idle('CACHE_LOCK_RETRIES', integer(), unlocked),
  lockDeferral: idle('CACHE_LOCK_DEFERRAL_MS', milliseconds(), unlocked),
  defaultCacheKey: idle('DEFAULT_CACHE_KEY', text(), 'Keys are hashes of parameters.'),
  keySizeMax: idle('MAX_COMMON_KEY_SIZE', integer(), 'Keys are hashes of parameters.'),
  wsConnectionKey: idle('WS_CONNECTION_KEY', text(), streams),
  wsConnectionTtl: idle('WS_CONNECTION_TTL', milliseconds(), streams),
  wsRetryLimit: idle('WS_CONNECTION_RETRY_LIMIT', integer(), streams),
  wsRetryDelay: idle('WS_CONNECTION_RETRY_DELAY', milliseconds(), streams),
  wsPriorities: idle('WS_SUBSCRIPTION_PRIORITY_LIST', textList(), places),
  censorLogs: idle('CENSOR_SENSITIVE_LOGS', anyCaseFlag(), 'No log has secrets.'),
  compositeTransport: idle('COMPOSITE_TRANSPORT', anyCaseFlag(), 'The newest value always wins.'),
}

function idle<Value>(env: string, type: Parser<Value>, why: string) {
  return optional({ env, type, doc: `Without effect. ${why}` })
}
