import { custom, defaulted, optional, port, text } from '@kivuko/config'
import type { LogLevel } from '@kivuko/log'
import { onOff } from './setting-kinds.ts'

/** What operators see. */
export const observationSettings = {
  metricsEnabled: onOff(
    'METRICS_ENABLED',
    true,
    'Whether /metrics is there and answers have meta.',
  ),
  experimentalMetricsEnabled: onOff(
    'EXPERIMENTAL_METRICS_ENABLED',
    true,
    'The same by its first name: either of them switches metrics off.',
  ),
  metricsPort: defaulted({
    env: 'METRICS_PORT',
    type: port(),
    default: '9080',
    doc: 'The port of /metrics; 0 takes a free one.',
  }),
  metricsUseBaseUrl: onOff('METRICS_USE_BASE_URL', false, 'Whether /metrics is under BASE_URL.'),
  metricsName: optional({
    env: 'METRICS_NAME',
    type: text(),
    doc: "The label `app_name` of metrics; the adapter's name by default.",
  }),
  feedIdJson: onOff('FEED_ID_JSON', false, 'Whether feeds are named by their parameters as JSON.'),
  correlationIdEnabled: onOff(
    'CORRELATION_ID_ENABLED',
    true,
    'Whether log lines and answers have the x-correlation-id of their request, or one made up.',
  ),
  logLevel: defaulted({
    env: 'LOG_LEVEL',
    type: custom('one of trace, debug, info, warn, error, fatal, silent', logLevel),
    default: 'info',
    doc: 'How much is logged; trace is debug, fatal and silent are error.',
  }),
}

/** Levels that are not ours count as the nearest that is. */
function logLevel(word: string): LogLevel | undefined {
  const lower = word.toLowerCase()
  if (lower === 'trace') return 'debug'
  if (lower === 'fatal' || lower === 'silent') return 'error'
  return (['debug', 'info', 'warn', 'error'] as const).find((level) => level === lower)
}
