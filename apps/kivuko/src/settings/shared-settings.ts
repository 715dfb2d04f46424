import {
  boolean,
  custom,
  defaulted,
  filePath,
  integer,
  oneOf,
  required,
  secretText,
  uuid,
} from '@kivuko/config'

/** Longest time that a stop waits for what is under way. */
const graceMsDefault = '10000'

/** What every program of the node reads. */
export const sharedSettings = {
  nodeEnv: defaulted({
    env: 'NODE_ENV',
    type: custom('a word such as development or production', (word) => word),
    default: 'development',
    doc:
      'With `development` other servers are called by http where their ids say https; with ' +
      '`production` nothing is filled in, and the admin API hides its schema.',
  }),
  logLevel: defaulted({
    env: 'LOG_LEVEL',
    type: oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'),
    default: 'info',
    doc: 'What is logged: everything from this level up.',
  }),
  trustProxy: defaulted({
    env: 'TRUST_PROXY',
    type: boolean(),
    default: 'false',
    doc: 'Whether `X-Forwarded-*` headers are believed.',
  }),
  manualMigrations: defaulted({
    env: 'ENABLE_MANUAL_MIGRATIONS',
    type: boolean(),
    default: 'false',
    doc: 'With `true` the node migrates nothing, and refuses to start on an old schema.',
  }),
  operatorTenantId: required({
    env: 'OPERATOR_TENANT_ID',
    type: uuid(),
    doc: "The operator's tenant.",
  }),
  adminApiSecret: required({
    env: 'ADMIN_API_SECRET',
    type: secretText(),
    doc: 'Key of the signatures of admin requests, used as it stands.',
  }),
  host: defaulted({
    env: 'KIVUKO_HOST',
    type: custom('a host name or address', (host) => host),
    default: '0.0.0.0',
    doc: 'The address that the servers listen on.',
  }),
  dataDir: defaulted({
    env: 'KIVUKO_DATA_DIR',
    type: filePath(),
    default: '.kivuko/node',
    doc: 'Where the embedded database and the secrets made for it are kept.',
  }),
  graceMs: defaulted({
    env: 'KIVUKO_STOP_GRACE_MS',
    type: integer({ min: 0, max: 600_000 }),
    default: graceMsDefault,
    doc: 'How long a stop waits for requests under way.',
  }),
  databasePoolMax: defaulted({
    env: 'KIVUKO_DATABASE_POOL_MAX',
    type: integer({ min: 2, max: 1_000 }),
    default: '20',
    doc: 'Connections to a database that the process keeps.',
  }),
} as const
