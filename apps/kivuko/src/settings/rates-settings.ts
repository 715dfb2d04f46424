import { defaulted, filePath, port, required } from '@kivuko/config'
import { boardSettings } from './board-settings.ts'
import { sharedSettings } from './shared-settings.ts'

const { host, logLevel, graceMs } = sharedSettings

/** What `kivuko rates` reads from the environment, beside what the adapters themselves do. */
export const ratesSettings = {
  host,
  logLevel,
  graceMs,
  ...boardSettings,
  ratesConfig: required({
    env: 'RATES_CONFIG',
    type: filePath(),
    doc: boardSettings.ratesConfig.doc,
  }),
  ratesPort: defaulted({
    env: 'RATES_PORT',
    type: port(),
    default: '3010',
    doc: 'Rates, as `EXCHANGE_RATES_URL` has them: `/rates?base=CODE`.',
  }),
} as const
