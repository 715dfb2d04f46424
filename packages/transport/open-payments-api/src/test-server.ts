import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import { systemClock } from '@kivuko/clock'
import type {
  Asset,
  AssetId,
  Tenant,
  TenantId,
  WalletAddress,
  WalletAddressId,
} from '@kivuko/directory'
import { type AccessItem, type Client, matchAccess } from '@kivuko/gnap'
import { parseIlpAddress } from '@kivuko/ilp'
import { Secret, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { systemRandom } from '@kivuko/random'
import { exportJwk, parseJwk, signRequest } from '@kivuko/signatures'
import { createStreamReceiver } from '@kivuko/stream'
import { freePort } from '@kivuko/testing'

import {
  createOpenPaymentsServer,
  type OpenPaymentsServerOptions,
} from './create-open-payments-server.ts'
import type { OpenPaymentsSettings } from './open-payments-settings.ts'
import { createTestPayments, type TestPayments } from './test-payments.ts'

/** A token as the authorization server knows it. */
export interface TestToken {
  readonly grantId: string
  readonly client: Client
  readonly access: readonly AccessItem[]
}

/** A client with a key. */
export interface TestClient {
  readonly client: Client
  readonly key: KeyObject
  readonly keyId: string
}

/** A resource server on a real port, with doubles behind it. */
export interface TestServer extends AsyncDisposable {
  readonly port: number
  /** `https://127.0.0.1:<port>`, though it listens on http. */
  readonly url: string
  readonly tenantId: TenantId
  readonly otherTenantId: TenantId
  readonly wallets: WalletAddress[]
  readonly alice: WalletAddress
  readonly bob: WalletAddress
  /** Of the other tenant. */
  readonly carol: WalletAddress
  /** Deactivated. */
  readonly dormant: WalletAddress
  readonly payments: TestPayments
  readonly tokens: Map<string, TestToken>
  /** URLs that the ASE was told of. */
  readonly absent: string[]
  /** Complaints about our own answers; there must be none. */
  readonly badAnswers: unknown[]
  /** Two clients with wallet addresses and two that are keys alone. */
  readonly clients: { readonly app: TestClient; readonly other: TestClient }
  readonly jwkClients: { readonly one: TestClient; readonly other: TestClient }
  /** Makes a token for access to everything of Alice's unless said otherwise. */
  grant(holder?: TestClient, access?: readonly AccessItem[]): string
  close(): Promise<void>
}

/** What a test may change. */
export interface TestServerOptions {
  readonly port?: number
  readonly settings?: Partial<OpenPaymentsSettings>
  readonly ports?: Partial<OpenPaymentsServerOptions>
  /** Called when the ASE is told of an absent wallet address. */
  readonly onAbsent?: (url: string, server: Pick<TestServer, 'wallets'>) => void
}

/** Starts one. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const port = options.port ?? (await freePort())
  const url = `https://127.0.0.1:${port}`
  const world = createWorld(url)
  const { wallets, tokens, payments } = world
  const badAnswers: unknown[] = []
  const absent: string[] = []
  const log = { ...silentLog, error: (...line: unknown[]) => void badAnswers.push(line) }
  const server = createOpenPaymentsServer({
    payments,
    directory: world.directory,
    introspection: {
      async introspect({ accessToken, access = [] }) {
        const token = tokens.get(accessToken)
        if (!token) return { active: false }
        const { grantId, client } = token
        return { active: true, grantId, client, access: matchAccess(token.access, access) ?? [] }
      },
    },
    clientKeys: { find: async (asked) => world.clientKeys.find(asked) },
    nodeKey: exportJwk(generateKeyPairSync('ed25519').publicKey, 'node-key'),
    spsp: createStreamReceiver({
      serverSecret: Buffer.alloc(32, 1),
      serverAddress: parseIlpAddress('test.node'),
      randomBytes: (length) => systemRandom.bytes(length),
    }),
    absenceNotice: {
      async tell(asked) {
        absent.push(asked)
        options.onAbsent?.(asked, { wallets })
      },
    },
    clock: systemClock,
    log,
    metrics: createMetrics(),
    settings: {
      openPaymentsUrl: url,
      walletAddressUrl: `${url}/.well-known/pay`,
      authServerGrantUrl: 'https://auth.example',
      checksResponses: true,
      absentWalletAddresses: { waitMsMax: 60, pollMs: 5 },
      ...options.settings,
    },
    ...options.ports,
  })
  await server.listen({ host: '127.0.0.1', port })
  return {
    port,
    url,
    payments,
    tokens,
    absent,
    badAnswers,
    wallets,
    ...world.names,
    grant(holder = world.names.clients.app, access = fullAccess(world.names.alice.url)) {
      const token = `token-${tokens.size}`
      tokens.set(token, { grantId: `grant-${tokens.size}`, client: holder.client, access })
      return token
    },
    close: () => server.close({ graceMs: 1_000 }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}

/** Everything that can be done with a wallet address's own resources. */
export function fullAccess(identifier: string): readonly AccessItem[] {
  return [
    {
      type: 'incoming-payment',
      actions: ['create', 'complete', 'read-all', 'list-all'],
      identifier,
    },
    { type: 'quote', actions: ['create', 'read-all'] },
    { type: 'outgoing-payment', actions: ['create', 'read-all', 'list-all'], identifier },
  ]
}

function createWorld(url: string) {
  const tenantId = crypto.randomUUID() as TenantId
  const otherTenantId = crypto.randomUUID() as TenantId
  const alice = makeWallet({ url: `${url}/alice`, tenantId, publicName: 'Alice' })
  const bob = makeWallet({ url: `${url}/bob`, tenantId })
  const carol = makeWallet({ url: `${url}/carol`, tenantId: otherTenantId })
  const dormant = makeWallet({ url: `${url}/dormant`, tenantId, deactivatedAtMs: 1 })
  const wallets = [alice, bob, carol, dormant]
  const clients = {
    app: makeClient({ walletAddress: 'https://client.example/app' }),
    other: makeClient({ walletAddress: 'https://client.example/other' }),
  }
  const jwkClients = { one: makeClient('jwk'), other: makeClient('jwk') }
  return {
    names: { tenantId, otherTenantId, alice, bob, carol, dormant, clients, jwkClients },
    wallets,
    tokens: new Map<string, TestToken>(),
    payments: createTestPayments(wallets),
    directory: createDirectory({ wallets, tenantIds: [tenantId, otherTenantId] }),
    clientKeys: createKeys(Object.values(clients)),
  }
}

function createDirectory(has: { wallets: WalletAddress[]; tenantIds: readonly TenantId[] }) {
  return {
    tenant: async (id: TenantId): Promise<Tenant | undefined> =>
      has.tenantIds.includes(id)
        ? { id, apiSecret: new Secret('x'), settings: {}, createdAtMs: 0 }
        : undefined,
    walletAddress: async (id: WalletAddressId) => has.wallets.find((one) => one.id === id),
    walletAddressByUrl: async (url: string) => has.wallets.find((one) => one.url === url),
    walletAddressKeys: async (walletAddressId: WalletAddressId) => {
      const jwk = { kid: 'wallet-key', alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' } as const
      const x = Buffer.alloc(32, 9).toString('base64url')
      return [
        { id: 'k', walletAddressId, jwk: { ...jwk, x }, revoked: false, createdAtMs: 0 },
      ] as const
    },
  }
}

function createKeys(clients: readonly TestClient[]) {
  return {
    find({ walletAddress, keyId }: { walletAddress: string; keyId: string }) {
      const found = clients.find(
        (one) =>
          'walletAddress' in one.client &&
          one.client.walletAddress === walletAddress &&
          one.keyId === keyId,
      )
      return found && parseJwk(exportJwk(found.key, keyId))
    },
  }
}

/** Makes a client; `jwk` is one that is known by its key alone. */
function makeClient(client: Client | 'jwk'): TestClient {
  const key = generateKeyPairSync('ed25519').privateKey
  const keyId = `key-${systemRandom.uuid()}`
  return { client: client === 'jwk' ? { jwk: exportJwk(key, keyId) } : client, key, keyId }
}

/** Makes a wallet address. */
export function makeWallet(
  wallet: Pick<WalletAddress, 'url' | 'tenantId'> & Partial<WalletAddress>,
): WalletAddress {
  const { tenantId } = wallet
  const asset = {
    id: 'usd' as AssetId,
    tenantId,
    ledger: 1,
    code: 'USD',
    scale: 2,
    createdAtMs: 0,
    accountId: 'usd',
    settlementId: 'settlement',
  } as unknown as Asset
  const id = crypto.randomUUID() as WalletAddressId
  return { id, asset, additionalProperties: [], createdAtMs: 0, ...wallet }
}

/** One request over a real connection, as a client would make it or as none would. */
export interface TestCall {
  readonly method?: string
  readonly path: string
  readonly token?: string
  /** Signs; without it nobody does. */
  readonly signer?: TestClient
  /** An object is sent as JSON. */
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string | undefined>>
  /** Which scheme the client believes in. */
  readonly signedScheme?: 'http' | 'https'
  /** Spoils the signed request before it is sent. */
  readonly tamper?: (sent: { headers: Record<string, string>; body: string }) => void
}

/** What came back. */
export interface TestAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  readonly text: string
  readonly json: ReturnType<typeof JSON.parse>
}

/** Calls the server. */
export async function call(port: number, options: TestCall): Promise<TestAnswer> {
  const { method = options.body === undefined ? 'GET' : 'POST', path, token, signer } = options
  const { body: content } = options
  const text = typeof content === 'string' ? content : JSON.stringify(content)
  const url = `${options.signedScheme ?? 'http'}://127.0.0.1:${port}${path}`
  const own: Record<string, string> = {
    accept: 'application/json',
    ...(text !== undefined && { 'content-type': 'application/json' }),
    ...(token !== undefined && { authorization: `GNAP ${token}` }),
  }
  const unsigned = { method, url, headers: own, ...(text !== undefined && { body: text }) }
  const createdSec = Math.floor(Date.now() / 1_000)
  const signature = signer ? signRequest(unsigned, { ...signer, createdSec }) : {}
  const headers: Record<string, string> = { ...own, ...signature }
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    if (value === undefined) delete headers[name]
    else headers[name] = value
  }
  const sent = { headers, body: text ?? '' }
  options.tamper?.(sent)
  return await send({ port, method, path, ...sent })
}

async function send(request: {
  port: number
  method: string
  path: string
  headers: Record<string, string>
  body: string
}): Promise<TestAnswer> {
  const { port, method, path, body } = request
  const headers = { ...request.headers, 'content-length': String(Buffer.byteLength(body)) }
  return await new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, method, path, headers }, (incoming) => {
      let text = ''
      incoming.setEncoding('utf8')
      incoming.on('data', (chunk: string) => {
        text += chunk
      })
      incoming.on('end', () => {
        const { statusCode: status = 0, headers: received } = incoming
        resolve({ status, headers: received, text, json: parse(text) })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

function parse(text: string): ReturnType<typeof JSON.parse> {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
