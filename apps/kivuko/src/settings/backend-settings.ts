import {
  base64Secret,
  baseUrl,
  boolean,
  custom,
  decimalFraction,
  defaulted,
  filePath,
  integer,
  milliseconds,
  oneOf,
  optional,
  port,
  required,
  secret,
  secretText,
  text,
  url,
} from '@kivuko/config'
import { type IlpAddress, isIlpAddress } from '@kivuko/ilp'
import { boardSettings, ownRatesSettings } from './board-settings.ts'
import { sharedSettings } from './shared-settings.ts'

const postgresUrl = secret(url(['postgresql:', 'postgres:']))

const ports = {
  adminPort: defaulted({
    env: 'ADMIN_PORT',
    type: port(),
    default: '3001',
    doc: 'Admin API (GraphQL).',
  }),
  connectorPort: defaulted({
    env: 'CONNECTOR_PORT',
    type: port(),
    default: '3002',
    doc: 'ILP over HTTP.',
  }),
  openPaymentsPort: defaulted({
    env: 'OPEN_PAYMENTS_PORT',
    type: port(),
    default: '3003',
    doc: 'Open Payments.',
  }),
} as const

const places = {
  databaseUrl: optional({
    env: 'DATABASE_URL',
    type: postgresUrl,
    doc: 'The Postgres database. Without it the node runs one of its own, in KIVUKO_DATA_DIR.',
  }),
  openPaymentsUrl: required({
    env: 'OPEN_PAYMENTS_URL',
    type: baseUrl(),
    doc: 'Where clients find the Open Payments resources.',
  }),
  walletAddressUrl: defaulted({
    env: 'WALLET_ADDRESS_URL',
    type: baseUrl(),
    default: 'http://127.0.0.1:3001/.well-known/pay',
    doc: "The node's own wallet address: by it other servers know the node as a client.",
  }),
  walletAddressRedirect: optional({
    env: 'WALLET_ADDRESS_REDIRECT_HTML_PAGE',
    type: text(),
    doc: 'Where a browser is sent from a wallet address: `%wa`, `%ewa`, `%wp`, `%ewp` name it.',
  }),
  authServerGrantUrl: required({
    env: 'AUTH_SERVER_GRANT_URL',
    type: baseUrl(),
    doc: 'Where clients ask for grants.',
  }),
  authServerIntrospectionUrl: required({
    env: 'AUTH_SERVER_INTROSPECTION_URL',
    type: baseUrl(),
    doc: 'Where the backend asks what a token is good for. Not used when both run in one process.',
  }),
  cardServiceUrl: optional({
    env: 'CARD_SERVICE_URL',
    type: url(),
    doc: 'Named in wallet addresses.',
  }),
} as const

const ilp = {
  ilpAddress: required({
    env: 'ILP_ADDRESS',
    type: custom('an ILP address, like test.node', (address): IlpAddress | undefined =>
      isIlpAddress(address) ? address : undefined,
    ),
    doc: "The node's ILP address.",
  }),
  streamSecret: required({
    env: 'STREAM_SECRET',
    type: base64Secret(32),
    doc: 'The key from which the STREAM credentials of incoming payments are derived.',
  }),
  slippage: defaulted({
    env: 'SLIPPAGE',
    type: decimalFraction({ max: '1' }),
    default: '0.01',
    doc: 'By how much the rate of a payment to another node may be worse than the quoted one.',
  }),
  enableSpsp: defaulted({
    env: ['ENABLE_SPSP_PAYMENT_POINTERS', 'ENABLE_INTERLEDGER_PAYMENT_POINTERS'],
    type: boolean(),
    default: 'true',
    doc: 'Whether wallet addresses answer SPSP.',
  }),
  ratesUrl: optional({
    env: 'EXCHANGE_RATES_URL',
    type: url(),
    doc: 'Asked for exchange rates, as `?base=CODE`.',
  }),
  ratesLifetimeMs: defaulted({
    env: 'EXCHANGE_RATES_LIFETIME',
    type: milliseconds({ min: 1 }),
    default: '15000',
    doc: 'How long exchange rates are used.',
  }),
  packetsPerMinute: defaulted({
    env: 'KIVUKO_PACKETS_PER_MINUTE',
    type: integer({ min: 0 }),
    default: '10000',
    doc: 'Packets that a peer may send in a minute; 0 for no limit.',
  }),
} as const

const payments = {
  quoteLifespanMs: defaulted({
    env: 'QUOTE_LIFESPAN',
    type: milliseconds({ min: 1 }),
    default: '300000',
    doc: 'How long a quote holds.',
  }),
  incomingExpiryMsMax: defaulted({
    env: 'INCOMING_PAYMENT_EXPIRY_MAX_MS',
    type: milliseconds({ min: 1 }),
    default: '2592000000',
    doc: 'How long an incoming payment may stay open.',
  }),
  sendAttemptsMax: defaulted({
    env: 'MAX_OUTGOING_PAYMENT_RETRY_ATTEMPTS',
    type: integer({ min: 1 }),
    default: '5',
    doc: 'Attempts to send an outgoing payment before it fails.',
  }),
  sendersMax: defaulted({
    env: 'OUTGOING_PAYMENT_WORKERS',
    type: integer({ min: 0, max: 1_000 }),
    default: '32',
    doc: 'Outgoing payments that one process sends at once.',
  }),
  dbEncryptionSecret: optional({
    env: 'DB_ENCRYPTION_SECRET',
    type: base64Secret(32),
    doc: "Encrypts, as they are kept, the data that payments carry and the node's own tokens.",
  }),
} as const

const decisions = {
  pollCreatedWebhook: defaulted({
    env: 'POLL_INCOMING_PAYMENT_CREATED_WEBHOOK',
    type: boolean(),
    default: 'false',
    doc: 'Whether a new incoming payment waits for the ASE to approve it.',
  }),
  approvalWaitMs: defaulted({
    env: 'INCOMING_PAYMENT_CREATED_POLL_TIMEOUT_MS',
    type: milliseconds({ min: 1, max: 60_000 }),
    default: '10000',
    doc: 'How long it waits for that.',
  }),
  partialDecision: defaulted({
    env: 'ENABLE_PARTIAL_PAYMENT_DECISION',
    type: boolean(),
    default: 'false',
    doc: "Whether packets that carry data wait for the ASE's decision.",
  }),
  partialDecisionWaitMsMax: defaulted({
    env: 'PARTIAL_PAYMENT_DECISION_MAX_WAIT_MS',
    type: milliseconds({ min: 1, max: 30_000 }),
    default: '1500',
    doc: 'How long a packet waits for that at most.',
  }),
  partialDecisionMarginMs: defaulted({
    env: 'PARTIAL_PAYMENT_DECISION_SAFETY_MARGIN_MS',
    type: milliseconds({ min: 0, max: 30_000 }),
    default: '100',
    doc: "How long before its packet's expiry a decision is given up.",
  }),
  absentAddressWaitMsMax: defaulted({
    env: 'WALLET_ADDRESS_LOOKUP_TIMEOUT_MS',
    type: milliseconds({ max: 60_000 }),
    default: '1500',
    doc: 'How long a request waits for the ASE to make the wallet address that it names.',
  }),
  absentAddressPollMs: defaulted({
    env: 'WALLET_ADDRESS_POLLING_FREQUENCY_MS',
    type: milliseconds({ min: 1 }),
    default: '100',
    doc: 'How often the wallet address is looked for meanwhile.',
  }),
  absentAddressOnPlainGet: defaulted({
    env: 'WALLET_ADDRESS_NOT_FOUND_POLLING_ENABLED',
    type: boolean(),
    default: 'false',
    doc: 'Whether a plain GET of an unknown wallet address waits too.',
  }),
  deactivationGraceMs: defaulted({
    env: 'WALLET_ADDRESS_DEACTIVATION_PAYMENT_GRACE_PERIOD_MS',
    type: milliseconds(),
    default: '86400000',
    doc: 'How long the open payments of a deactivated wallet address may still be paid.',
  }),
} as const

const webhooks = {
  webhookUrl: required({
    env: 'WEBHOOK_URL',
    type: url(),
    doc: 'Told of events.',
  }),
  webhookTimeoutMs: defaulted({
    env: 'WEBHOOK_TIMEOUT',
    type: milliseconds({ min: 1, max: 60_000 }),
    default: '2000',
    doc: 'How long a webhook may take.',
  }),
  webhookAttemptsMax: defaulted({
    env: 'WEBHOOK_MAX_RETRY',
    type: integer({ min: 1, max: 1_000 }),
    default: '10',
    doc: 'Attempts to deliver a webhook before it is given up.',
  }),
  webhookSecret: optional({
    env: 'SIGNATURE_SECRET',
    type: secretText(),
    doc: 'Key of the signatures of webhooks, used as it stands. Without it they are not signed.',
  }),
  webhookSignatureVersion: defaulted({
    env: 'SIGNATURE_VERSION',
    type: integer({ min: 1 }),
    default: '1',
    doc: 'The version in signatures of webhooks.',
  }),
  webhooksToOperator: defaulted({
    env: 'SEND_TENANT_WEBHOOKS_TO_OPERATOR',
    type: boolean(),
    default: 'false',
    doc: "Whether the operator is told of the other tenants' events too.",
  }),
} as const

/** What the backend reads from the environment; names and defaults are those of Rafiki. */
export const backendSettings = {
  ...sharedSettings,
  instanceName: defaulted({
    env: 'INSTANCE_NAME',
    type: text(),
    default: 'kivuko',
    doc: 'How this node is called in its log lines.',
  }),
  keyId: required({
    env: 'KEY_ID',
    type: text(),
    doc: "The kid of the node's key.",
  }),
  privateKeyFile: optional({
    env: 'PRIVATE_KEY_FILE',
    type: filePath(),
    doc: 'An Ed25519 private key in PEM. Without it the node makes a new one at each start.',
  }),
  ...ports,
  ...places,
  ...ilp,
  ...boardSettings,
  ...ownRatesSettings,
  ...payments,
  ...decisions,
  ...webhooks,
  useTigerBeetle: defaulted({
    env: 'USE_TIGERBEETLE',
    type: boolean(),
    default: 'false',
    doc: 'Must be `false`: this version keeps its ledger in Postgres.',
  }),
  adminSignatureTtlSeconds: defaulted({
    env: 'ADMIN_API_SIGNATURE_TTL_SECONDS',
    type: integer({ min: 1, max: 86_400 }),
    default: '30',
    doc: 'How old a signature of an admin request may be.',
  }),
  adminSignatureVersion: defaulted({
    env: 'ADMIN_API_SIGNATURE_VERSION',
    type: integer({ min: 1 }),
    default: '1',
    doc: 'The version in signatures of admin requests.',
  }),
  adminReplayKey: defaulted({
    env: 'KIVUKO_ADMIN_REPLAY_KEY',
    type: oneOf('signature', 'header'),
    default: 'signature',
    doc: 'What may be used once in the admin API; `header` as in Rafiki, which can be replayed.',
  }),
  idempotencyTtlMs: defaulted({
    env: 'GRAPHQL_IDEMPOTENCY_KEY_TTL_MS',
    type: milliseconds({ min: 1 }),
    default: '86400000',
    doc: 'How long the result of a mutation with an idempotency key is kept.',
  }),
  idempotencyLockMs: defaulted({
    env: 'GRAPHQL_IDEMPOTENCY_KEY_LOCK_MS',
    type: milliseconds({ min: 1 }),
    default: '2000',
    doc: 'After how long the idempotency key of a process that died is free again.',
  }),
} as const
