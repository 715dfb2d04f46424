import {
  defaulted,
  filePath,
  integer,
  optional,
  port,
  required,
  secretText,
  url,
  uuid,
} from '@kivuko/config'
import { boardSettings } from './board-settings.ts'
import { sharedSettings } from './shared-settings.ts'

const { host, logLevel, graceMs } = sharedSettings

/** Where assets come from, when they are a node's. */
const nodeSettings = {
  nodeAdminUrl: optional({
    env: 'NODE_ADMIN_URL',
    type: url(),
    doc:
      'The admin API of a node, like `http://127.0.0.1:3001/graphql`: where `RATES_CONFIG` names ' +
      "no assets, rates of the node's are looked after.",
  }),
  nodeTenantId: optional({
    env: 'OPERATOR_TENANT_ID',
    type: uuid(),
    doc: "The node's operator; needed with `NODE_ADMIN_URL`.",
  }),
  nodeAdminSecret: optional({
    env: 'ADMIN_API_SECRET',
    type: secretText(),
    doc: 'Signs requests to the admin API; needed with `NODE_ADMIN_URL`.',
  }),
  nodeSignatureVersion: defaulted({
    env: 'ADMIN_API_SIGNATURE_VERSION',
    type: integer({ min: 1 }),
    default: '1',
    doc: 'The version in these signatures.',
  }),
} as const

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
  ...nodeSettings,
} as const
