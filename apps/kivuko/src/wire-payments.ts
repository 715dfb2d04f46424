import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { startLiquidityAlerts } from '@kivuko/directory'
import type { HttpClient } from '@kivuko/http'
import {
  createPayments,
  createPostgresPaymentNotices,
  createPostgresStreamTotals,
  type PaymentSettings,
  type RunningPayments,
} from '@kivuko/payments'
import type { Postgres } from '@kivuko/postgres'
import {
  createPostgresWebhookStore,
  createWebhookDelivery,
  type WebhookOutbox,
  type WebhookStore,
} from '@kivuko/webhooks'
import type { BackendConfig } from './config.ts'
import type { NodeProcess } from './node-process.ts'
import { callsHttp } from './wire-auth.ts'
import { createWebhookEndpoints, createWebhookSender } from './webhook-endpoints.ts'
import type { PacketParts } from './wire-packets.ts'

/** What makes payments and tells of them. */
export interface PaymentParts {
  readonly webhooks: WebhookStore & WebhookOutbox
  readonly payments: RunningPayments
  readonly privateKey: KeyObject
}

/**
 * Puts payments and webhooks together and starts their work; packets to the node's address end in
 * it.
 */
export async function startPayments(
  node: NodeProcess,
  options: { config: BackendConfig; postgres: Postgres; http: HttpClient; packets: PacketParts },
): Promise<PaymentParts> {
  const { clock, random, log, metrics, shutdown } = node
  const { config, postgres, http, packets } = options
  const { directory, ledger, rates, connector, routes } = packets
  const webhooks = createPostgresWebhookStore({
    postgres,
    clock,
    ...(config.webhooksToOperator && { copyTo: directory.operatorId }),
  })
  const notices = await createPostgresPaymentNotices({ postgres })
  shutdown.register('payment notices', notices)
  const privateKey = await readPrivateKey(config, node)
  const payments = createPayments({
    postgres,
    directory,
    ledger,
    outbox: webhooks,
    rates,
    connector,
    http,
    notices,
    streamTotals: createPostgresStreamTotals({ postgres, clock }),
    clock,
    random,
    log,
    metrics,
    settings: paymentSettings(config),
    clientKey: { key: privateKey, keyId: config.keyId },
    ownAddress: config.ilpAddress,
    streamSecret: Buffer.from(config.streamSecret.reveal(), 'base64'),
    ...(config.dbEncryptionSecret && { dataSecret: config.dbEncryptionSecret }),
  })
  connector.setPeer({ kind: 'local', id: 'stream-in', receiver: payments.streamIn })
  const view = directory.operatorId
  routes.setPeer({ id: 'stream-in', relation: 'local', view, shared: true })
  const own = [{ prefix: config.ilpAddress }]
  routes.setRoutes({ peerId: 'stream-in', source: 'local', routes: own })

  const delivery = createWebhookDelivery({
    store: webhooks,
    endpoints: createWebhookEndpoints(directory, config),
    sender: createWebhookSender(http),
    clock,
    log,
    metrics,
  })
  shutdown.register('webhooks', delivery)
  await delivery.start()
  const alerts = { postgres, ledger, outbox: webhooks, clock, random, log, metrics }
  shutdown.register('liquidity alerts', await startLiquidityAlerts(alerts))
  shutdown.register('payments', await payments.start())
  return { webhooks, payments, privateKey }
}

function paymentSettings(config: BackendConfig): PaymentSettings {
  return {
    openPaymentsUrl: config.openPaymentsUrl,
    walletAddressUrl: config.walletAddressUrl,
    incomingExpiryMsMax: config.incomingExpiryMsMax,
    quoteLifespanMs: config.quoteLifespanMs,
    slippage: config.slippage,
    sendAttemptsMax: config.sendAttemptsMax,
    sendersMax: config.sendersMax,
    callHttp: callsHttp(config),
    ...(config.pollCreatedWebhook && { approvalWaitMs: config.approvalWaitMs }),
    ...(config.partialDecision && {
      partialDecision: {
        waitMsMax: config.partialDecisionWaitMsMax,
        safetyMarginMs: config.partialDecisionMarginMs,
      },
    }),
  }
}

async function readPrivateKey(config: BackendConfig, { log }: NodeProcess): Promise<KeyObject> {
  if (config.privateKeyFile === undefined) {
    log.warn('PRIVATE_KEY_FILE is not set: a new key is used until the next start')
    return generateKeyPairSync('ed25519').privateKey
  }
  const key = createPrivateKey(await readFile(config.privateKeyFile))
  if (key.asymmetricKeyType === 'ed25519') return key
  throw new Error(`PRIVATE_KEY_FILE must hold an Ed25519 key, not ${key.asymmetricKeyType}`)
}
