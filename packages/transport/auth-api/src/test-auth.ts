import assert from 'node:assert/strict'
import { generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { type Clock, systemClock } from '@kivuko/clock'
import {
  createGrants,
  createMemoryGrantStore,
  createMemoryTenantStore,
  defaultGrantSettings,
  type Grants,
  type GrantStore,
  type Tenant,
  type TenantStore,
} from '@kivuko/grants'
import {
  createHttpClient,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
} from '@kivuko/http'
import { type AppServer } from '@kivuko/http/app-server'
import { Secret, silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { systemRandom } from '@kivuko/random'
import { exportJwk, signRequest } from '@kivuko/signatures'
import { freePort } from '@kivuko/testing'

import { createHttpClientKeys } from './client-keys-http.ts'
import { createGrantServer, type GrantServerSettings } from './create-grant-server.ts'
import { createIdpServer } from './create-idp-server.ts'
import { createIntrospectionServer } from './create-introspection-server.ts'
import { createTenantServer } from './create-tenant-server.ts'

/** The tenant of the tests, and what its identity provider proves itself with. */
export const tenantId = 'cf5fd7d3-1eb1-4041-8e43-ba45747e9e5d'
export const idpSecret = 'the secret of the identity provider'

const host = '127.0.0.1'

/** A wallet address with a name and a key, served over http. */
export interface Wallet extends AsyncDisposable {
  readonly url: string
  readonly key: KeyObject
  /** How often its keys were asked for. */
  readonly asked: () => number
  /** What it answers from now on. */
  answer(answer: {
    readonly wallet?: unknown
    readonly jwks?: unknown
    readonly status?: number
  }): void
}

/** Serves a wallet address `/shop` with the key `key-1`. */
export async function openWallet(): Promise<Wallet> {
  const { privateKey } = generateKeyPairSync('ed25519')
  const answers = {
    wallet: { publicName: 'A shop' } as unknown,
    jwks: { keys: [exportJwk(privateKey, 'key-1')] } as unknown,
    status: 200,
  }
  let asked = 0
  const server = createServer((request, response) => {
    const isJwks = request.url === '/shop/jwks.json'
    if (isJwks) asked++
    response.writeHead(answers.status, { 'content-type': 'application/json' })
    response.end(JSON.stringify(isJwks ? answers.jwks : answers.wallet))
  })
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://${host}:${port}/shop`,
    key: privateKey,
    asked: () => asked,
    answer: (changed) => void Object.assign(answers, changed),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The servers of the authorization side, listening, and a client of theirs. */
export interface Auth extends AsyncDisposable {
  readonly grants: Grants
  readonly tenants: TenantStore
  readonly wallet: Wallet
  readonly http: HttpClient
  /** Where each server listens. */
  readonly urls: Readonly<Record<'grant' | 'idp' | 'introspection' | 'tenant', string>>
  request(request: Omit<HttpRequest, 'body'> & { readonly body?: unknown }): Promise<HttpResponse>
  /** The same, signed by the wallet's key, or another. */
  signed(request: SignedRequest): Promise<HttpResponse>
}

/** What a client sends. */
export interface SignedRequest {
  readonly method?: 'GET' | 'POST' | 'DELETE'
  readonly url: string
  readonly body?: unknown
  readonly token?: string
  readonly key?: KeyObject
  readonly keyId?: string
  readonly createdSec?: number
  /** Where it is sent, when that is not the URL it is signed for. */
  readonly sentTo?: string
}

/** What a test may want otherwise. */
export interface AuthOptions {
  readonly settings?: Partial<GrantServerSettings>
  readonly clock?: Clock
  readonly stores?: Stores
  readonly serviceSecret?: Secret
  readonly waitSec?: number
}

interface Stores {
  readonly store: GrantStore
  readonly tenants: TenantStore
}

/** Opens all servers on stores in memory, or on those given, with one wallet. */
export async function openAuth(options: AuthOptions = {}): Promise<Auth> {
  await using opened = new AsyncDisposableStack()
  const wallet = opened.use(await openWallet())
  const http = opened.use(createHttpClient({ clock: systemClock }))
  const stores = options.stores ?? {
    store: createMemoryGrantStore(),
    tenants: createMemoryTenantStore(),
  }
  const base = {
    clock: options.clock ?? systemClock,
    random: systemRandom,
    log: silentLog,
    metrics: createMetrics(),
  }
  const waitSec = options.waitSec ?? 0
  const settings = { ...defaultGrantSettings, waitSec }
  const grants = createGrants({ ...base, ...stores, settings })
  await stores.tenants.put(tenant)
  const urls = await listenAll(opened, { base, stores, grants, http, options })
  const owned = opened.move()
  return {
    grants,
    tenants: stores.tenants,
    wallet,
    http,
    urls,
    request: (request) => send(http, request),
    signed: (signed) => sendSigned({ http, wallet }, signed),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

const tenant: Tenant = {
  id: tenantId,
  apiSecret: new Secret('api'),
  idpConsentUrl: 'https://idp.example/consent?theme=dark',
  idpSecret: new Secret(idpSecret),
  createdAtMs: 0,
}

async function listenAll(
  opened: AsyncDisposableStack,
  parts: {
    readonly base: Pick<
      Parameters<typeof createGrantServer>[0],
      'clock' | 'random' | 'log' | 'metrics'
    >
    readonly stores: Stores
    readonly grants: Grants
    readonly http: HttpClient
    readonly options: AuthOptions
  },
): Promise<Auth['urls']> {
  const { base, stores, grants, http, options } = parts
  const listen = async (server: AppServer, port = 0): Promise<string> => {
    opened.defer(() => server.close({ graceMs: 100 }))
    return `http://${host}:${await server.listen({ host, port })}`
  }
  const grantPort = await freePort()
  const grantServer = createGrantServer({
    ...base,
    grants,
    clientKeys: createHttpClientKeys({ ...base, http, useHttp: true }),
    settings: {
      authServerUrl: `http://${host}:${grantPort}`,
      cookieKey: new Secret('the key of the cookies'),
      interactionExpirySec: 600,
      waitSec: options.waitSec ?? 0,
      ...options.settings,
    },
  })
  const { serviceSecret: secret } = options
  return {
    grant: await listen(grantServer, grantPort),
    idp: await listen(createIdpServer({ ...base, grants })),
    introspection: await listen(createIntrospectionServer({ ...base, introspection: grants })),
    tenant: await listen(createTenantServer({ ...base, ...stores, ...(secret && { secret }) })),
  }
}

async function send(
  http: HttpClient,
  { body, headers, ...rest }: Parameters<Auth['request']>[0],
): Promise<HttpResponse> {
  return await http.request({
    ...rest,
    headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  })
}

async function sendSigned(
  { http, wallet }: Pick<Auth, 'http' | 'wallet'>,
  signed: SignedRequest,
): Promise<HttpResponse> {
  const { method = 'POST', url, token, key = wallet.key, keyId = 'key-1' } = signed
  const body = signed.body === undefined ? {} : { body: JSON.stringify(signed.body) }
  const headers = token === undefined ? {} : { authorization: `GNAP ${token}` }
  const createdSec = signed.createdSec ?? Math.floor(Date.now() / 1000)
  const added = signRequest({ method, url, headers, ...body }, { key, keyId, createdSec })
  const { 'content-length': _, ...sent } = added
  return await http.request({
    method,
    url: signed.sentTo ?? url,
    headers: { ...headers, ...sent },
    ...body,
  })
}

/** Every member that some answer has; a test takes those that its answer must have. */
export interface AnyAnswer {
  readonly access_token: {
    readonly value: string
    readonly manage: string
    readonly expires_in: number
    readonly access: unknown
  }
  readonly subject: unknown
  readonly continue: {
    readonly access_token: { readonly value: string }
    readonly uri: string
    readonly wait?: number
  }
  readonly interact: { readonly redirect: string; readonly finish: string }
  readonly error: { readonly code: string; readonly description: string }
}

/** The JSON of an answer. */
export function json(response: HttpResponse): AnyAnswer {
  return JSON.parse(response.body.toString()) as AnyAnswer
}

/** Checks that an answer is a refusal of this status and code. */
export function assertRefused(response: HttpResponse, status: number, code: string): void {
  assert.equal(response.status, status, response.body.toString())
  const { error } = json(response)
  assert.equal(error.code, code)
  assert.ok(error.description.length > 0)
}

/** The `set-cookie` headers of an answer as the browser sends them back. */
export function cookiesOf({ headers }: HttpResponse): string {
  const set = headers['set-cookie']
  return [set ?? []]
    .flat()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}
