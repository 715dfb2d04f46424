import {
  baseUrl,
  type ConfigOf,
  type ConfigProblem,
  custom,
  defaulted,
  type Environment,
  filePath,
  integer,
  oneOf,
  optional,
  port,
  readConfig,
  required,
  secretText,
  text,
  url,
  uuid,
} from '@kivuko/config'
import { parseUint64 } from '@kivuko/money'
import { parseJwk } from '@kivuko/signatures'
import { parseRateTable } from './rates/rate-table.ts'

/** What the wallet reads from its environment. */
export type WalletConfig = ConfigOf<typeof walletSettings>

/** Reads the process's environment; throws `ConfigError` with everything that is wrong. */
export function readWalletConfig(env: Environment = process.env): WalletConfig {
  return readConfig(walletSettings, env, peerRules).config
}

const amount = custom('an amount in the smallest unit, as 100000 for 1,000.00', parseUint64)
const assetCode = custom('a currency code', (code) => (code === '' ? undefined : code))
const assetScale = integer({ min: 0, max: 255 })

const accountList = custom(
  'id:Name:amount in the smallest unit, several separated by commas',
  (list) => {
    const accounts = list.split(',').flatMap((item) => parseAccount(item) ?? [])
    return accounts.length === list.split(',').length ? accounts : undefined
  },
)

const itself = {
  port: defaulted({
    env: 'WALLET_PORT',
    type: port(),
    default: '4000',
    doc: 'Webhooks, rates and pages.',
  }),
  host: defaulted({
    env: 'WALLET_HOST',
    type: text(),
    default: '127.0.0.1',
    doc: 'The address to listen on.',
  }),
  name: defaulted({
    env: 'WALLET_NAME',
    type: text(),
    default: 'Demo Wallet',
    doc: 'What customers know it as.',
  }),
  dataDir: defaulted({
    env: 'WALLET_DATA_DIR',
    type: filePath(),
    default: '.kivuko/demo-wallet',
    doc: 'Where the books are kept.',
  }),
  logLevel: defaulted({
    env: 'LOG_LEVEL',
    type: oneOf('error', 'warn', 'info', 'debug'),
    default: 'info',
    doc: 'What is logged: everything from this level up.',
  }),
  assetCode: defaulted({
    env: 'ASSET_CODE',
    type: assetCode,
    default: 'USD',
    doc: 'The one currency of all accounts.',
  }),
  assetScale: defaulted({
    env: 'ASSET_SCALE',
    type: assetScale,
    default: '2',
    doc: 'Decimal places of its smallest unit.',
  }),
  accounts: defaulted({
    env: 'ACCOUNTS',
    type: accountList,
    default: 'amina:Amina Otieno:100000,juma:Juma Said:50000',
    doc: 'The customers, and what they begin with.',
  }),
  rates: defaulted({
    env: 'RATES',
    type: custom('pairs like USD/EUR=0.92, separated by commas', parseRateTable),
    default: 'USD/EUR=0.92,EUR/USD=1.08',
    doc: 'What one whole of the first is worth in the second.',
  }),
} as const

const node = {
  nodeAdminUrl: defaulted({
    env: 'NODE_ADMIN_URL',
    type: url(),
    default: 'http://127.0.0.1:3001/graphql',
    doc: 'The admin API of the node.',
  }),
  operatorTenantId: required({
    env: 'OPERATOR_TENANT_ID',
    type: uuid(),
    doc: 'Who the wallet is to the node.',
  }),
  adminApiSecret: required({
    env: 'ADMIN_API_SECRET',
    type: secretText(),
    doc: 'Signs requests to the admin API.',
  }),
  webhookSecret: required({
    env: 'SIGNATURE_SECRET',
    type: secretText(),
    doc: 'The node signs webhooks with it.',
  }),
  idpSecret: required({
    env: 'IDP_SECRET',
    type: secretText(),
    doc: 'Shows the authorization server that the wallet asks; its IDENTITY_SERVER_SECRET.',
  }),
  nodeInteractionUrl: defaulted({
    env: 'NODE_INTERACTION_URL',
    type: baseUrl(),
    default: 'http://127.0.0.1:3009',
    doc: 'Where the authorization server takes decisions.',
  }),
  nodeAuthUrl: defaulted({
    env: 'NODE_AUTH_URL',
    type: baseUrl(),
    default: 'http://127.0.0.1:3006',
    doc: 'Where browsers find the authorization server.',
  }),
  walletAddressPrefix: defaulted({
    env: 'WALLET_ADDRESS_PREFIX',
    type: baseUrl(),
    default: 'https://127.0.0.1:3003',
    doc: "What the accounts' wallet addresses begin with; the account's id follows.",
  }),
  assetLiquidity: defaulted({
    env: 'ASSET_LIQUIDITY',
    type: amount,
    default: '100000000',
    doc: 'What the wallet pays into the node for each of its currencies at first.',
  }),
  clientAccount: optional({
    env: 'CLIENT_ACCOUNT',
    type: text(),
    doc: 'The account of a customer that is an Open Payments client too.',
  }),
  clientJwk: optional({
    env: 'CLIENT_JWK',
    type: custom('an Ed25519 public key as a JSON Web Key', (jwk) => parseJwk(parseJson(jwk))?.jwk),
    doc: "The client's key, which its wallet address then shows.",
  }),
} as const

const peer = {
  peerIlpAddress: optional({
    env: 'PEER_ILP_ADDRESS',
    type: text(),
    doc: 'The ILP address of another node, if the node is to have a peer.',
  }),
  peerName: optional({ env: 'PEER_NAME', type: text(), doc: 'What the peer is called.' }),
  peerEndpoint: optional({
    env: 'PEER_ENDPOINT',
    type: url(),
    doc: 'Where the peer takes packets.',
  }),
  peerIncomingToken: optional({
    env: 'PEER_INCOMING_TOKEN',
    type: secretText(),
    doc: 'What the peer presents to us.',
  }),
  peerOutgoingToken: optional({
    env: 'PEER_OUTGOING_TOKEN',
    type: secretText(),
    doc: 'What we present to the peer.',
  }),
  peerAssetCode: defaulted({
    env: 'PEER_ASSET_CODE',
    type: assetCode,
    default: 'USD',
    doc: 'The currency that is settled with the peer.',
  }),
  peerAssetScale: defaulted({
    env: 'PEER_ASSET_SCALE',
    type: assetScale,
    default: '2',
    doc: 'Decimal places of its smallest unit.',
  }),
  peerLiquidity: defaulted({
    env: 'PEER_LIQUIDITY',
    type: amount,
    default: '10000000',
    doc: 'What the peer may send before it has to settle.',
  }),
} as const

/** Everything that the wallet can be told. */
export const walletSettings = { ...itself, ...node, ...peer } as const

/** A peer is described wholly or not at all. */
function peerRules(config: WalletConfig): readonly ConfigProblem[] {
  if (config.peerIlpAddress === undefined) return []
  const { peerName, peerEndpoint, peerIncomingToken, peerOutgoingToken } = config
  const needed = {
    PEER_NAME: peerName,
    PEER_ENDPOINT: peerEndpoint,
    PEER_INCOMING_TOKEN: peerIncomingToken,
    PEER_OUTGOING_TOKEN: peerOutgoingToken,
  }
  return Object.entries(needed)
    .filter(([, value]) => value === undefined)
    .map(([variable]) => ({
      variable,
      message: `${variable} is not set, but PEER_ILP_ADDRESS is`,
    }))
}

function parseAccount(item: string) {
  const [id, name, opening, ...more] = item.trim().split(':')
  const balance = parseUint64(opening ?? '')
  if (id === undefined || name === undefined || balance === undefined) return undefined
  if (!/^[a-z0-9-]+$/.test(id) || name === '' || more.length > 0) return undefined
  return { id, name, balance }
}

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
