import { generateKeyPairSync } from 'node:crypto'
import { type Clock, systemClock } from '@kivuko/clock'
import { type Connector, createConnector, type Endpoint } from '@kivuko/connector'
import {
  type Asset,
  createPostgresAssets,
  createPostgresFees,
  createPostgresPeers,
  createPostgresWalletAddresses,
  directoryMigrations,
  type Directory,
  ensureOperator,
  openDirectory,
  type Peer,
  type TenantId,
  type WalletAddress,
} from '@kivuko/directory'
import type { HttpClient } from '@kivuko/http'
import { parseIlpAddress } from '@kivuko/ilp'
import {
  type AccountId,
  assertInvariants,
  available,
  createBooks,
  createPostgresLedger,
  ledgerMigrations,
  type PostgresLedger,
  type TransferId,
} from '@kivuko/ledger'
import { type Log, Secret, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import type { Postgres } from '@kivuko/postgres'
import { systemRandom as random } from '@kivuko/random'
import { createFixedRateSource, createRates } from '@kivuko/rates'
import { createRoutes } from '@kivuko/routing'
import { createTestDatabase } from '@kivuko/testing'
import {
  createPostgresWebhookStore,
  type WebhookEvent,
  type WebhookOutbox,
  webhookMigrations,
  type WebhookStore,
} from '@kivuko/webhooks'
import { createPayments, type RunningPayments } from './create-payments.ts'
import { paymentMigrations } from './payment-migrations.ts'
import { createPostgresPaymentNotices } from './payment-notices-postgres.ts'
import { paymentSettingDefaults, type PaymentSettings } from './payment-settings.ts'
import { createMemoryStreamTotals } from './stream/stream-totals-memory.ts'

/** What a test wants its node to be. */
export interface TestNodeOptions {
  /** Its Open Payments host: `alpha.test`. */
  readonly host: string
  readonly clock?: Clock
  readonly log?: Log
  readonly http?: HttpClient
  readonly settings?: Partial<PaymentSettings>
  /** A database of a node that was before; otherwise one of its own. */
  readonly postgres?: Postgres
  readonly operatorId?: TenantId
  readonly streamSecret?: Uint8Array
  /** Without it no worker runs. */
  readonly start?: boolean
}

/** A whole node without network: real database, ledger, connector, STREAM. */
export interface TestNode extends AsyncDisposable {
  readonly host: string
  readonly clock: Clock
  readonly postgres: Postgres
  readonly directory: Directory
  readonly ledger: PostgresLedger
  readonly connector: Connector
  readonly payments: RunningPayments
  readonly webhooks: WebhookStore
  readonly operatorId: TenantId
  readonly ilpAddress: string
  makeAsset(code: string, scale?: number): Promise<Asset>
  makeWallet(name: string, asset: Asset): Promise<WalletAddress>
  makePeer(
    asset: Asset,
    ilpAddress: string,
    endpoint: Endpoint,
    maxPacketAmount?: bigint,
  ): Promise<Peer>
  /** Sets up the way to a peer that the database has already. */
  linkPeer(peer: Peer, endpoint: Endpoint, maxPacketAmount?: bigint): void
  setFee(asset: Asset, fee: { fixed: bigint; basisPoints: number }): Promise<void>
  deposit(accountId: AccountId, asset: Asset, amount: bigint): Promise<void>
  /** What is on an account, free to be used. */
  balance(accountId: string): Promise<bigint>
  /** Events about a resource, oldest first. */
  events(resourceId: string): Promise<readonly WebhookEvent[]>
  assertBooks(): Promise<void>
}

/** The sets of a node's database. */
export const testMigrations = [
  directoryMigrations,
  ledgerMigrations,
  webhookMigrations,
  paymentMigrations,
]

/** Rates of test nodes. */
const testRates = { base: 'USD', rates: { EUR: '0.9', JPY: '150', XRP: '2' } }

/** Makes a node on a real database. */
export async function createTestNode(options: TestNodeOptions): Promise<TestNode> {
  const { host, clock = systemClock, log = silentLog } = options
  await using stack = new AsyncDisposableStack()
  const postgres =
    options.postgres ?? stack.use(await createTestDatabase({ sets: testMigrations })).postgres
  const operatorId = options.operatorId ?? (random.uuid() as TenantId)
  const secret = new Secret('operator')
  await ensureOperator({ postgres, clock, operator: { id: operatorId, apiSecret: secret } })
  const ledger = stack.use(createPostgresLedger({ postgres, clock }))
  const directory = stack.use(await openDirectory({ postgres, operatorId, log }))
  const webhooks = createPostgresWebhookStore({ postgres, clock })
  const stored = { postgres, ledger, directory, webhooks, clock, log, host, operatorId }
  const wired = await wire(options, { ...stored, stack })
  if (options.start !== false) stack.use(await wired.payments.start())
  const owned = stack.move()
  return {
    ...stored,
    ...wired,
    ...createMakers({ ...stored, ...wired }),
    async balance(accountId) {
      const id = accountId as AccountId
      const balance = (await ledger.balances([id])).get(id)
      return balance === undefined ? 0n : available(balance)
    },
    async events(resourceId) {
      const all = await webhooks.events({ limit: 1_000, ascending: true })
      return all.filter((event) => event.resourceId === resourceId)
    },
    assertBooks: () => assertInvariants(ledger),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

interface Stored {
  readonly postgres: Postgres
  readonly ledger: PostgresLedger
  readonly directory: Directory
  readonly webhooks: WebhookStore & WebhookOutbox
  readonly clock: Clock
  readonly log: Log
  readonly host: string
  readonly operatorId: TenantId
}

/** Puts a connector and payments on what is stored. */
async function wire(
  options: TestNodeOptions,
  { stack, ...stored }: Stored & { readonly stack: AsyncDisposableStack },
) {
  const { ledger, clock, log, postgres, host, operatorId, webhooks: outbox } = stored
  const metrics = createMetrics()
  const rates = createRates({ source: createFixedRateSource(testRates), clock, log, metrics })
  const routes = createRoutes()
  const ilpAddress = parseIlpAddress(`test.${host.split('.')[0]}`)
  const books = stack.use(createBooks({ store: ledger, clock, random, log, metrics }))
  const ports = { clock, log, metrics, rates, random }
  const connector = createConnector({ ...ports, ownAddress: ilpAddress, routes, books })
  const payments = createPayments({
    ...stored,
    ...ports,
    connector,
    outbox,
    ownAddress: ilpAddress,
    http: options.http ?? noHttp,
    notices: stack.use(await createPostgresPaymentNotices({ postgres })),
    streamTotals: createMemoryStreamTotals({ clock }),
    clientKey: { key: generateKeyPairSync('ed25519').privateKey, keyId: `${host}-key` },
    streamSecret: options.streamSecret ?? random.bytes(32),
    settings: {
      ...paymentSettingDefaults,
      openPaymentsUrl: `https://${host}`,
      walletAddressUrl: `https://${host}/.well-known/pay`,
      ...options.settings,
    },
  })
  routes.setPeer({ id: 'self', relation: 'local', view: operatorId, shared: true })
  routes.setRoutes({ peerId: 'self', source: 'local', routes: [{ prefix: ilpAddress }] })
  connector.setPeer({ kind: 'local', id: 'self', receiver: payments.streamIn })
  return { connector, routes, payments, ilpAddress }
}

function createMakers(node: {
  postgres: Postgres
  ledger: PostgresLedger
  clock: Clock
  operatorId: TenantId
  host: string
  routes: ReturnType<typeof createRoutes>
  connector: Connector
}): Pick<TestNode, 'makeAsset' | 'makeWallet' | 'makePeer' | 'linkPeer' | 'setFee' | 'deposit'> {
  const { ledger, operatorId: tenantId, host } = node
  const ports = { ...node, random }
  const assets = createPostgresAssets(ports)
  const fees = createPostgresFees(ports)
  const peers = createPostgresPeers(ports)
  const prefixFor = async () => `https://${host}`
  const wallets = createPostgresWalletAddresses({ ...ports, prefixFor })
  const linkPeer: TestNode['linkPeer'] = (peer, endpoint, maxPacketAmount) => {
    const { id, accountId, asset, staticIlpAddress } = peer
    node.routes.setPeer({ id, relation: 'peer', view: tenantId, shared: true })
    const routes = [{ prefix: staticIlpAddress }]
    node.routes.setRoutes({ peerId: id, source: 'static', routes })
    const { code, scale } = asset
    node.connector.setPeer({
      kind: 'remote',
      id,
      accountId,
      tenantId,
      endpoint,
      asset: { accountId: asset.accountId, code, scale },
      limits: { rateLimit: 'off', ...(maxPacketAmount !== undefined && { maxPacketAmount }) },
    })
  }
  return {
    linkPeer,
    async makeAsset(code, scale = 2) {
      return expectMade(await assets.create({ tenantId, code, scale }))
    },
    async makeWallet(name, asset) {
      const address = `https://${host}/${name}`
      return expectMade(await wallets.create({ tenantId, address, assetId: asset.id }))
    },
    async makePeer(asset, staticIlpAddress, endpoint, maxPacketAmount) {
      const outgoing = { endpoint: 'http://peer.test', authToken: 'token' }
      const made = { assetId: asset.id, staticIlpAddress, outgoing, initialLiquidity: 10n ** 12n }
      const peer = expectMade(await peers.create(made))
      linkPeer(peer, endpoint, maxPacketAmount)
      return peer
    },
    async setFee(asset, fee) {
      expectMade(await fees.set({ assetId: asset.id, type: 'SENDING', ...fee }))
    },
    async deposit(creditId, asset, amount) {
      const id = random.uuid() as TransferId
      const debitId = asset.settlementId
      const code = 'deposit'
      const refusal = await ledger.apply([
        { kind: 'transfer', id, debitId, creditId, amount, code },
      ])
      if (refusal) throw new Error(`not deposited: ${refusal.refusal}`)
    },
  }
}

const noHttp: HttpClient = {
  request: async () => {
    throw new Error('this test has no network')
  },
  [Symbol.asyncDispose]: async () => {},
}

/** Takes an answer that must not be a "no". */
export function expectMade<T extends object>(made: T): Exclude<T, { readonly refusal: string }> {
  if ('refusal' in made) throw new Error(`refused: ${JSON.stringify(made)}`)
  return made as Exclude<T, { readonly refusal: string }> // Just looked.
}

/** Takes a "no". */
export function expectRefusal(answer: object): string {
  if (!('refusal' in answer)) throw new Error(`not refused: ${Object.keys(answer).join(', ')}`)
  return String(answer.refusal)
}
