import {
  custom,
  defaulted,
  filePath,
  oneOf,
  optional,
  pattern,
  port,
  secret,
  secretText,
  text,
  urlList,
} from '@kivuko/config'
import { count, onOff, time } from './setting-kinds.ts'

const base64Text = pattern('base64 of a PEM file', /^[A-Za-z0-9+/\s]+={0,2}\s*$/)

/** Bodies above this are nobody's request. */
const BODY_BYTES_MAX = 1_073_741_824

/** Where the adapter listens, and whom it answers how. */
export const serverSettings = {
  port: defaulted({
    env: 'EA_PORT',
    type: port(),
    default: '8080',
    doc: 'The port that requests come to; 0 takes a free one.',
  }),
  host: defaulted({
    env: 'EA_HOST',
    type: text(),
    default: '::',
    doc: 'The address that is listened on; `::` is all of them.',
  }),
  baseUrl: defaulted({
    env: 'BASE_URL',
    type: custom('a path (like /acme)', basePath),
    default: '/',
    doc: 'The path of requests; health, smoke and status hang under it.',
  }),
  bodyBytesMax: count('MAX_PAYLOAD_SIZE_LIMIT', 1_048_576, {
    min: 1_024,
    max: BODY_BYTES_MAX,
    doc: 'Bytes of the largest request body.',
  }),
  mode: defaulted({
    env: 'EA_MODE',
    type: oneOf('reader-writer', 'reader', 'writer'),
    default: 'reader-writer',
    doc: 'Whether this process answers, fetches, or does both (see replicas in adapters).',
  }),
  instanceId: optional({
    env: 'UUID',
    type: text(),
    doc: 'The id of this process in the log, and its cache keys where no CACHE_KEY_GROUP is set.',
  }),
  debug: onOff('DEBUG', false, 'Whether answers tell how they came about. Never shows secrets.'),
  nodeEnv: optional({
    env: 'NODE_ENV',
    type: text(),
    doc: '`development` is the same as DEBUG=true.',
  }),
  debugEndpoints: onOff('DEBUG_ENDPOINTS', false, 'Whether /debug/settings is there.'),
  statusEnabled: onOff('STATUS_ENABLED', true, 'Whether /status is there.'),
  smokePayloadPath: defaulted({
    env: 'SMOKE_PAYLOAD_PATH',
    type: filePath(),
    default: 'test-payload.json',
    doc: 'The requests that /smoke makes; without the file it makes none.',
  }),
  proxyStatus: onOff(
    'PROXY_STATUS',
    true,
    "Whether the provider's status is the answer's own; otherwise 502, with providerStatusCode.",
  ),
  bridgeOutgoingToken: optional({
    env: 'BRIDGE_OUTGOING_TOKEN',
    type: secretText(),
    doc: "The node's outgoing token: requests without it are refused with 401.",
  }),
  bridgeIncomingToken: optional({
    env: 'BRIDGE_INCOMING_TOKEN',
    type: secretText(),
    doc: "The node's incoming token: sent with answers to its response URL.",
  }),
  callbackOrigins: defaulted({
    env: 'BRIDGE_CALLBACK_ORIGINS',
    type: urlList(),
    default: '',
    doc: 'Nodes (like `https://node:6688`) whose response URLs may be called, separated by commas.',
  }),
  pendingAfterMs: time('PENDING_AFTER', 5_000, {
    max: 60_000,
    doc: 'Milliseconds after which a request with a response URL is answered `pending`.',
  }),
  answerTimeoutMs: time('ANSWER_TIMEOUT', 14_500, {
    min: 1,
    max: 600_000,
    doc: 'Milliseconds that a client waits at most, then it is 504; nodes give up after 15,000.',
  }),
  tlsEnabled: onOff('TLS_ENABLED', false, 'Whether requests come over TLS.'),
  mtlsEnabled: onOff('MTLS_ENABLED', false, 'Whether clients need a certificate too.'),
  tlsPrivateKey: optional({
    env: 'TLS_PRIVATE_KEY',
    type: secret(base64Text),
    doc: 'The private key: base64 of its PEM.',
  }),
  tlsPublicKey: optional({
    env: 'TLS_PUBLIC_KEY',
    type: base64Text,
    doc: 'The certificate: base64 of its PEM.',
  }),
  tlsCa: optional({
    env: 'TLS_CA',
    type: base64Text,
    doc: "Who signs clients' certificates: base64 of the PEM.",
  }),
  tlsPassphrase: optional({
    env: 'TLS_PASSPHRASE',
    type: secretText(),
    doc: 'Opens the private key.',
  }),
}

/** With a slash before it and none after it; `/` alone is the root. */
function basePath(value: string): string | undefined {
  if (!/^[\w\-./~]*$/.test(value)) return undefined
  return `/${value.replaceAll(/^\/+|\/+$/g, '')}`
}
