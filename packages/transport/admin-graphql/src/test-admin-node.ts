import assert from 'node:assert/strict'
import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { type Clock, systemClock } from '@kivuko/clock'
import {
  createLiquidity,
  createPostgresAssets,
  createPostgresFees,
  createPostgresKeys,
  createPostgresPeers,
  createPostgresWalletAddresses,
  type Directory,
  directoryMigrations,
  ensureOperator,
  openDirectory,
  type TenantId,
} from '@kivuko/directory'
import { createHttpClient, type HttpClient, type HttpResponse } from '@kivuko/http'
import { parseIlpAddress } from '@kivuko/ilp'
import { createPostgresLedger, ledgerMigrations, type PostgresLedger } from '@kivuko/ledger'
import { type Log, Secret, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import {
  createMemoryStreamTotals,
  createPayments,
  createPostgresPaymentNotices,
  paymentMigrations,
  paymentSettingDefaults,
  type Payments,
  type PaymentsOptions,
  type RunningPayments,
} from '@kivuko/payments'
import type { Postgres, Statement } from '@kivuko/postgres'
import { systemRandom as random } from '@kivuko/random'
import { createFixedRateSource, createRates } from '@kivuko/rates'
import { type GraphqlRequestBody, signAdminRequest } from '@kivuko/signatures'
import { createTestDatabase } from '@kivuko/testing'
import { createPostgresWebhookStore, webhookMigrations } from '@kivuko/webhooks'
import { adminMigrations } from './admin-migrations.ts'
import { createPostgresReplayGuard } from './authentication/signature-replay-guard-postgres.ts'
import {
  type AdminServerOptions,
  type AdminSettings,
  createAdminServer,
} from './create-admin-server.ts'
import { createPostgresIdempotencyStore } from './idempotency/idempotency-store-postgres.ts'

/** Settings as a node has them whose environment says nothing. */
const settingDefaults = {
  signatureVersion: '1',
  signatureTtlSec: 30,
  replayKey: 'signature',
  idempotencyLockMs: 2_000,
  idempotencyTtlMs: 24 * 60 * 60 * 1_000,
  deactivationGraceMs: 24 * 60 * 60 * 1_000,
  introspection: false,
  trustProxy: false,
} as const satisfies Partial<AdminSettings>

/** A tenant with what it signs with. */
export interface TestTenant {
  readonly id: TenantId
  readonly secret: string
}

/** Whatever an answer holds: the test says what it has to be. */
type Parsed = ReturnType<typeof JSON.parse>

/** What a test sees of an answer. */
export interface TestAnswer {
  readonly status: number
  readonly data?: Parsed
  readonly errors?: readonly {
    readonly message: string
    readonly path?: readonly unknown[]
    readonly extensions: { readonly code: string; readonly [name: string]: unknown }
  }[]
}

/** An admin API on a real database, with real payments between its own wallets. */
export interface TestAdminNode extends AsyncDisposable {
  readonly url: string
  readonly postgres: Postgres
  readonly ledger: PostgresLedger
  readonly directory: Directory
  readonly payments: Payments
  readonly operator: TestTenant
  /** Texts of the statements run since the list was last emptied. */
  readonly statements: string[]
  makeTenant(): Promise<TestTenant>
  /** Sends bytes as they are. */
  send(request: { headers: Record<string, string>; body: string }): Promise<HttpResponse>
  /** Sends a signed request, the operator's unless `tenant` says otherwise. */
  ask(
    query: string,
    variables?: object,
    options?: { tenant?: TestTenant; operationName?: string },
  ): Promise<TestAnswer>
  /** The data of an answer that must have no errors. */
  data(query: string, variables?: object, tenant?: TestTenant): Promise<Parsed>
  /** The code of the one error that an answer must have. */
  code(query: string, variables?: object, tenant?: TestTenant): Promise<string>
}

const sets = [
  directoryMigrations,
  ledgerMigrations,
  webhookMigrations,
  paymentMigrations,
  adminMigrations,
]

/** What a test wants its node to be. */
interface TestNodeOptions {
  readonly clock?: Clock
  readonly log?: Log
  readonly settings?: Partial<AdminSettings>
  readonly change?: (options: AdminServerOptions) => Partial<AdminServerOptions>
}

/** Starts a node's admin API on a free port. */
export async function startTestAdminNode(options: TestNodeOptions = {}): Promise<TestAdminNode> {
  const { clock = systemClock, log = silentLog } = options
  await using stack = new AsyncDisposableStack()
  const database = stack.use(await createTestDatabase({ sets }))
  const statements: string[] = []
  const postgres = recordStatements(database.postgres, statements)
  const operator = { id: randomUUID() as TenantId, secret: 'operator-secret' }
  const tenant = { id: operator.id, apiSecret: new Secret(operator.secret) }
  await ensureOperator({ postgres, clock, operator: tenant })
  const ledger = stack.use(createPostgresLedger({ postgres, clock }))
  const directory = stack.use(await openDirectory({ postgres, operatorId: operator.id, log }))
  const base = { postgres, ledger, directory, clock, log, random, metrics: createMetrics() }
  const webhooks = createPostgresWebhookStore(base)
  const notices = stack.use(await createPostgresPaymentNotices(base))
  const payments = createTestPayments({ ...base, outbox: webhooks, notices })
  stack.use(await payments.start())
  const ports = { ...base, ...createDirectoryParts(base), webhooks, payments }
  const whole: AdminServerOptions = {
    ...ports,
    replayGuard: createPostgresReplayGuard(base),
    idempotency: createPostgresIdempotencyStore(base),
    settings: {
      ...settingDefaults,
      openPaymentsUrl: 'https://alpha.test',
      introspection: true,
      ...options.settings,
    },
  }
  const server = stack.use(createAdminServer({ ...whole, ...options.change?.(whole) }))
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${port}/graphql`
  const http = stack.use(createHttpClient({ clock: systemClock }))
  const owned = stack.move()
  return {
    url,
    postgres,
    ledger,
    directory,
    payments,
    operator,
    statements,
    ...createTestClient({ url, http, clock, operator }),
    makeTenant: () => makeTenant(postgres),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

type Base = Parameters<typeof createPostgresAssets>[0]

function createDirectoryParts(base: Base & { readonly ledger: PostgresLedger }) {
  return {
    assets: createPostgresAssets(base),
    peers: createPostgresPeers(base),
    walletAddresses: createPostgresWalletAddresses({
      ...base,
      prefixFor: async () => 'https://alpha.test',
    }),
    keys: createPostgresKeys(base),
    fees: createPostgresFees(base),
    liquidity: createLiquidity(base),
  }
}

/** Real payments, between the wallets of one node: it has no network. */
function createTestPayments(
  ports: Pick<
    PaymentsOptions,
    | 'postgres'
    | 'directory'
    | 'ledger'
    | 'clock'
    | 'random'
    | 'log'
    | 'metrics'
    | 'outbox'
    | 'notices'
  >,
): RunningPayments {
  const source = createFixedRateSource({ base: 'USD', rates: { EUR: '0.9' } })
  return createPayments({
    ...ports,
    rates: createRates({ ...ports, source }),
    connector: noConnector,
    http: noHttp,
    ownAddress: parseIlpAddress('test.alpha'),
    streamTotals: createMemoryStreamTotals(ports),
    clientKey: { key: generateKeyPairSync('ed25519').privateKey, keyId: 'key' },
    streamSecret: random.bytes(32),
    settings: {
      ...paymentSettingDefaults,
      openPaymentsUrl: 'https://alpha.test',
      walletAddressUrl: 'https://alpha.test/.well-known/pay',
    },
  })
}

/** The headers and the body of a signed request. */
export function signRequest(signed: {
  readonly body: GraphqlRequestBody
  readonly tenant: TestTenant
  readonly nowMs: number
}): { headers: Record<string, string>; body: string } {
  const { body, tenant, nowMs } = signed
  const signature = signAdminRequest({ body, secret: tenant.secret, version: 1, nowMs })
  const headers = { 'content-type': 'application/json', 'tenant-id': tenant.id, signature }
  return { headers, body: JSON.stringify(body) }
}

function createTestClient(client: {
  readonly url: string
  readonly http: HttpClient
  readonly clock: Clock
  readonly operator: TestTenant
}): Pick<TestAdminNode, 'send' | 'ask' | 'data' | 'code'> {
  const { url, http, clock, operator } = client
  let lastMs = 0
  const ask: TestAdminNode['ask'] = async (query, variables, options = {}) => {
    const { tenant = operator, operationName } = options
    // Equal requests of one millisecond would be one request, sent twice.
    lastMs = Math.max(clock.now(), lastMs + 1)
    const body = { query, variables, operationName }
    const response = await send(signRequest({ body, tenant, nowMs: lastMs }))
    return { status: response.status, ...JSON.parse(response.body.toString()) }
  }
  const send: TestAdminNode['send'] = (request) => http.request({ method: 'POST', url, ...request })
  return {
    send,
    ask,
    async data(query, variables, tenant) {
      const { data, errors } = await ask(query, variables, tenant && { tenant })
      assert.equal(errors, undefined)
      return data
    },
    async code(query, variables, tenant) {
      const { errors } = await ask(query, variables, tenant && { tenant })
      assert.equal(errors?.length, 1, 'expected one error')
      return errors[0]?.extensions.code ?? 'none'
    },
  }
}

async function makeTenant(postgres: Postgres): Promise<TestTenant> {
  const tenant = { id: randomUUID() as TenantId, secret: randomUUID() }
  await postgres.query({
    text: 'insert into directory.tenants (id, api_secret, created_at) values ($1, $2, now())',
    values: [tenant.id, tenant.secret],
  })
  return tenant
}

function recordStatements(postgres: Postgres, statements: string[]): Postgres {
  return {
    ...postgres,
    query: (statement: Statement) => {
      statements.push(statement.text)
      return postgres.query(statement)
    },
    transaction: (work, own) => {
      statements.push('begin')
      return postgres.transaction(work, own)
    },
  }
}

const noConnector = {
  inject: async () => {
    throw new Error('this test has no peers')
  },
}

const noHttp: HttpClient = {
  request: async () => {
    throw new Error('this test has no other nodes')
  },
  [Symbol.asyncDispose]: async () => {},
}
