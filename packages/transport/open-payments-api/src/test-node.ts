import { generateKeyPairSync } from 'node:crypto'
import { systemClock as clock } from '@kivuko/clock'
import { createConnector } from '@kivuko/connector'
import {
  createAbsenceNotice,
  createPostgresAssets,
  createPostgresWalletAddresses,
  directoryMigrations,
  ensureOperator,
  openDirectory,
  type TenantId,
  type WalletAddress,
} from '@kivuko/directory'
import { createHttpClient } from '@kivuko/http'
import { parseIlpAddress } from '@kivuko/ilp'
import { createBooks, createPostgresLedger, ledgerMigrations } from '@kivuko/ledger'
import { Secret, silentLog as log } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import {
  createMemoryStreamTotals,
  createPayments,
  createPostgresPaymentNotices,
  paymentMigrations,
  paymentSettingDefaults,
  type RunningPayments,
} from '@kivuko/payments'
import { systemRandom as random } from '@kivuko/random'
import { createFixedRateSource, createRates } from '@kivuko/rates'
import { createRoutes } from '@kivuko/routing'
import { createTestDatabase } from '@kivuko/testing'
import { createPostgresWebhookStore, type WebhookStore, webhookMigrations } from '@kivuko/webhooks'

import { startTestServer, type TestServer } from './test-server.ts'

/** A resource server with real payments, a real directory and a real database behind it. */
export interface TestNode extends AsyncDisposable {
  readonly server: TestServer
  readonly payments: RunningPayments
  readonly webhooks: WebhookStore
  readonly operatorId: TenantId
  makeWallet(name: string): Promise<WalletAddress>
}

const sets = [directoryMigrations, ledgerMigrations, webhookMigrations, paymentMigrations]

/** Starts one; its operator keeps US dollars. */
export async function startTestNode(url: string, port: number): Promise<TestNode> {
  await using stack = new AsyncDisposableStack()
  const { postgres } = stack.use(await createTestDatabase({ sets }))
  const operatorId = random.uuid() as TenantId
  const operator = { id: operatorId, apiSecret: new Secret('operator') }
  await ensureOperator({ postgres, clock, operator })
  const directory = stack.use(await openDirectory({ postgres, operatorId, log }))
  const webhooks = createPostgresWebhookStore({ postgres, clock })
  const ledger = stack.use(createPostgresLedger({ postgres, clock }))
  const parts = { postgres, operatorId, directory, webhooks, ledger, url, stack }
  const payments = await startPayments(parts)
  const ports = { postgres, ledger, clock, random }
  const asset = await createPostgresAssets(ports).create({
    tenantId: operatorId,
    code: 'USD',
    scale: 2,
  })
  if ('refusal' in asset) throw new Error(asset.description)
  const prefixFor = async () => url
  const wallets = createPostgresWalletAddresses({ ...ports, prefixFor })
  const notice = createAbsenceNotice({ postgres, outbox: webhooks, random, operatorId })
  const server = stack.use(
    await startTestServer({ port, ports: { payments, directory, absenceNotice: notice } }),
  )
  const owned = stack.move()
  return {
    server,
    payments,
    webhooks,
    operatorId,
    async makeWallet(address) {
      const made = await wallets.create({ tenantId: operatorId, assetId: asset.id, address })
      if ('refusal' in made) throw new Error(made.description)
      return made
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function startPayments(parts: {
  postgres: Awaited<ReturnType<typeof createTestDatabase>>['postgres']
  operatorId: TenantId
  directory: Awaited<ReturnType<typeof openDirectory>>
  webhooks: WebhookStore & Parameters<typeof createPayments>[0]['outbox']
  ledger: ReturnType<typeof createPostgresLedger>
  url: string
  stack: AsyncDisposableStack
}): Promise<RunningPayments> {
  const { postgres, directory, webhooks, ledger, stack, operatorId } = parts
  const metrics = createMetrics()
  const base = { clock, random, log, metrics }
  const books = stack.use(createBooks({ store: ledger, ...base }))
  const rates = createRates({ source: createFixedRateSource({ base: 'USD', rates: {} }), ...base })
  const routes = createRoutes()
  const ownAddress = parseIlpAddress('test.node')
  const connector = createConnector({ ownAddress, routes, books, rates, clock, log, metrics })
  const key = generateKeyPairSync('ed25519').privateKey
  const payments = createPayments({
    ...base,
    postgres,
    directory,
    ledger,
    connector,
    rates,
    ownAddress,
    outbox: webhooks,
    http: stack.use(createHttpClient({ clock })),
    notices: stack.use(await createPostgresPaymentNotices({ postgres })),
    streamTotals: createMemoryStreamTotals({ clock }),
    clientKey: { key, keyId: 'node-key' },
    streamSecret: random.bytes(32),
    settings: {
      ...paymentSettingDefaults,
      openPaymentsUrl: parts.url,
      walletAddressUrl: `${parts.url}/.well-known/pay`,
    },
  })
  routes.setPeer({ id: 'self', relation: 'local', view: operatorId, shared: true })
  routes.setRoutes({ peerId: 'self', source: 'local', routes: [{ prefix: ownAddress }] })
  connector.setPeer({ kind: 'local', id: 'self', receiver: payments.streamIn })
  stack.use(await payments.start())
  return payments
}
