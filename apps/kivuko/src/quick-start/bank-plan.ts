import { join } from 'node:path'
import type { Environment } from '@kivuko/config'
import type { AssetUnit } from '@kivuko/money'
import type { Ports } from './port-block.ts'

/** One of the two banks: a node, and the wallet that runs it. */
export interface BankPlan {
  /** In paths and ILP addresses: `baobab`. */
  readonly id: string
  readonly name: string
  readonly asset: AssetUnit
  readonly customers: readonly Customer[]
}

/** Someone with an account. */
export interface Customer {
  readonly id: string
  readonly name: string
  /** What the account begins with, in the smallest unit. */
  readonly opening: bigint
}

/** A bank that has found its place on this machine. */
export interface PlacedBank extends BankPlan {
  readonly ports: Ports
  readonly dataDir: string
}

/** Amina, who is going to pay. */
export const payer: Customer = { id: 'amina', name: 'Amina Otieno', opening: 100_000n }

/** Juma, who is going to be paid. */
export const payee: Customer = { id: 'juma', name: 'Juma Said', opening: 20_000n }

/** The shop by which Amina pays: a client of Open Payments, with a wallet address of its own. */
export const shop: Customer = { id: 'duka', name: 'Duka Online', opening: 0n }

/** Where Amina and the shop have their accounts. */
export const payerBank: BankPlan = {
  id: 'baobab',
  name: 'Baobab Bank',
  asset: { code: 'USD', scale: 2 },
  customers: [payer, shop],
}

/** Where Juma has his. */
export const payeeBank: BankPlan = {
  id: 'mwezi',
  name: 'Mwezi Wallet',
  asset: { code: 'EUR', scale: 2 },
  customers: [payee, { id: 'zawadi', name: 'Zawadi Mwangi', opening: 7_500n }],
}

/** What the two banks settle in; the second converts. */
const peerAsset: AssetUnit = { code: 'USD', scale: 2 }

/** What one whole of each is worth in the other. */
const rates = 'USD/EUR=0.92,EUR/USD=1.08'

/** Which rates a node has, and by which adapter. */
const ratesConfig = join(import.meta.dirname, 'rates.json')

/** A URL of one of the bank's servers. */
export function urlOf({ ports }: PlacedBank, port: keyof Ports): string {
  return `http://127.0.0.1:${ports[port]}`
}

/** The wallet address of a customer: an https URL, though the node itself listens on plain http. */
export function walletAddressOf(bank: PlacedBank, customer: Customer): string {
  return `https://127.0.0.1:${bank.ports.openPayments}/${customer.id}`
}

/** What the bank's node is told; it makes its secrets itself. */
export function nodeEnvironment(bank: PlacedBank): Environment {
  const { id, name, ports, dataDir } = bank
  return {
    KIVUKO_DATA_DIR: join(dataDir, 'node'),
    KIVUKO_HOST: '127.0.0.1',
    NODE_ENV: 'development',
    LOG_LEVEL: 'info',
    INSTANCE_NAME: name,
    ILP_ADDRESS: ilpAddressOf(id),
    ADMIN_PORT: String(ports.admin),
    CONNECTOR_PORT: String(ports.connector),
    OPEN_PAYMENTS_PORT: String(ports.openPayments),
    AUTH_PORT: String(ports.auth),
    INTROSPECTION_PORT: String(ports.introspection),
    INTERACTION_PORT: String(ports.interaction),
    SERVICE_API_PORT: String(ports.serviceApi),
    WEBHOOK_URL: `${urlOf(bank, 'wallet')}/webhooks`,
    // Rates come by an adapter, whose provider is the bank's own wallet.
    RATES_CONFIG: ratesConfig,
    // The wallet opens after its node: it is asked until it answers.
    RATES_REFRESH: '100',
    PRICE_API_CACHE_ERROR_AGE: '0',
    PRICE_API_RATE_LIMIT_API_TIER: 'pro',
    PRICE_API_URL: `${urlOf(bank, 'wallet')}/rates`,
    IDENTITY_SERVER_URL: `${urlOf(bank, 'wallet')}/consent`,
    // People take longer than the five seconds that clients are told to wait; here nobody does.
    WAIT_SECONDS: '0',
  }
}

/** What two banks know of each other, and what only the shop and its bank do. */
export interface SharedSecrets {
  /** What `from` presents to `to`, by `from>to`. */
  readonly tokens: Readonly<Record<string, string>>
  /** The shop's public key, as JSON. */
  readonly shopJwk: string
}

/** What the bank's wallet is told; `node` is the environment of its node, secrets included. */
export function walletEnvironment(
  bank: PlacedBank,
  { peer, node, secrets }: { peer: PlacedBank; node: Environment; secrets: SharedSecrets },
): Environment {
  const { id, name, asset, customers, ports, dataDir } = bank
  const accounts = customers.map((each) => `${each.id}:${each.name}:${each.opening}`)
  return {
    WALLET_NAME: name,
    WALLET_PORT: String(ports.wallet),
    WALLET_DATA_DIR: join(dataDir, 'wallet'),
    ASSET_CODE: asset.code,
    ASSET_SCALE: String(asset.scale),
    ACCOUNTS: accounts.join(','),
    RATES: rates,
    NODE_ADMIN_URL: `${urlOf(bank, 'admin')}/graphql`,
    NODE_INTERACTION_URL: urlOf(bank, 'interaction'),
    NODE_AUTH_URL: urlOf(bank, 'auth'),
    WALLET_ADDRESS_PREFIX: `https://127.0.0.1:${ports.openPayments}`,
    OPERATOR_TENANT_ID: node['OPERATOR_TENANT_ID'],
    ADMIN_API_SECRET: node['ADMIN_API_SECRET'],
    SIGNATURE_SECRET: node['SIGNATURE_SECRET'],
    IDP_SECRET: node['IDENTITY_SERVER_SECRET'],
    PEER_NAME: peer.name,
    PEER_ILP_ADDRESS: ilpAddressOf(peer.id),
    PEER_ENDPOINT: urlOf(peer, 'connector'),
    PEER_INCOMING_TOKEN: secrets.tokens[`${peer.id}>${id}`],
    PEER_OUTGOING_TOKEN: secrets.tokens[`${id}>${peer.id}`],
    PEER_ASSET_CODE: peerAsset.code,
    PEER_ASSET_SCALE: String(peerAsset.scale),
    ...(customers.includes(shop) && { CLIENT_ACCOUNT: shop.id, CLIENT_JWK: secrets.shopJwk }),
  }
}

function ilpAddressOf(bankId: string): string {
  return `test.${bankId}`
}
