import {
  createAdminServer,
  createPostgresIdempotencyStore,
  createPostgresReplayGuard,
  startAdminPruning,
} from '@kivuko/admin-graphql'
import { createHttpClientKeys } from '@kivuko/auth-api'
import {
  createAbsenceNotice,
  createLiquidity,
  createPostgresAssets,
  createPostgresFees,
  createPostgresKeys,
  createPostgresPeers,
  createPostgresWalletAddresses,
  type TenantId,
} from '@kivuko/directory'
import type { Introspection } from '@kivuko/grants'
import type { HttpClient, HttpServer, Probe } from '@kivuko/http'
import { createOpenPaymentsServer } from '@kivuko/open-payments-api'
import type { Postgres } from '@kivuko/postgres'
import { exportJwk } from '@kivuko/signatures'
import { createStreamReceiver } from '@kivuko/stream'
import type { BackendConfig } from './config.ts'
import type { NodeProcess } from './node-process.ts'
import { callsHttp } from './wire-auth.ts'
import type { PacketParts } from './wire-packets.ts'
import type { PaymentParts } from './wire-payments.ts'

/** What the APIs are made of. */
export interface ApiParts extends PacketParts, PaymentParts {
  readonly config: BackendConfig
  readonly postgres: Postgres
  readonly http: HttpClient
  readonly introspection: Introspection
  readonly probes: readonly Probe[]
}

/** Makes the admin API. */
export function wireAdminApi(node: NodeProcess, parts: ApiParts): HttpServer {
  const { clock, random, log, metrics, shutdown } = node
  const { config, postgres, ledger, directory, webhooks, payments, probes } = parts
  const base = { postgres, ledger, clock, random }
  const replayGuard = createPostgresReplayGuard({ postgres })
  const idempotency = createPostgresIdempotencyStore({ postgres })
  const pruning = startAdminPruning({ clock, log, replayGuard, idempotency })
  shutdown.register('clean-up of the admin API', pruning)
  const prefixFor = async (tenantId: TenantId) =>
    (await directory.tenant(tenantId))?.settings.WALLET_ADDRESS_URL ??
    (tenantId === directory.operatorId ? config.openPaymentsUrl : undefined)
  return createAdminServer({
    clock,
    random,
    log,
    metrics,
    probes,
    directory,
    assets: createPostgresAssets(base),
    peers: createPostgresPeers(base),
    walletAddresses: createPostgresWalletAddresses({ ...base, prefixFor }),
    keys: createPostgresKeys(base),
    fees: createPostgresFees(base),
    liquidity: createLiquidity({ ledger, clock }),
    payments,
    ledger,
    webhooks,
    replayGuard,
    idempotency,
    settings: {
      openPaymentsUrl: config.openPaymentsUrl,
      deactivationGraceMs: config.deactivationGraceMs,
      signatureVersion: String(config.adminSignatureVersion),
      signatureTtlSec: config.adminSignatureTtlSeconds,
      replayKey: config.adminReplayKey,
      idempotencyLockMs: config.idempotencyLockMs,
      idempotencyTtlMs: config.idempotencyTtlMs,
      introspection: config.nodeEnv !== 'production',
      trustProxy: config.trustProxy,
    },
  })
}

/** Makes the Open Payments resource server. */
export function wireOpenPaymentsApi(node: NodeProcess, parts: ApiParts): HttpServer {
  const { clock, random, log, metrics } = node
  const { config, postgres, http, directory, webhooks, payments, introspection, probes } = parts
  const { operatorId } = directory
  return createOpenPaymentsServer({
    clock,
    log,
    metrics,
    probes,
    payments,
    directory,
    introspection,
    clientKeys: createHttpClientKeys({ http, clock, log, useHttp: callsHttp(config) }),
    nodeKey: exportJwk(parts.privateKey, config.keyId),
    absenceNotice: createAbsenceNotice({ postgres, outbox: webhooks, random, operatorId }),
    ...(config.enableSpsp && {
      spsp: createStreamReceiver({
        serverSecret: Buffer.from(config.streamSecret.reveal(), 'base64'),
        serverAddress: config.ilpAddress,
        randomBytes: (length) => random.bytes(length),
      }),
    }),
    settings: {
      openPaymentsUrl: config.openPaymentsUrl,
      walletAddressUrl: config.walletAddressUrl,
      authServerGrantUrl: config.authServerGrantUrl,
      ...(config.cardServiceUrl && { cardServiceUrl: config.cardServiceUrl }),
      ...(config.walletAddressRedirect && { redirectPage: config.walletAddressRedirect }),
      trustProxy: config.trustProxy,
      absentWalletAddresses: {
        waitMsMax: config.absentAddressWaitMsMax,
        pollMs: config.absentAddressPollMs,
        isAskedByPlainGet: config.absentAddressOnPlainGet,
      },
    },
  })
}
