import type { Directory } from '@kivuko/directory'
import type { HttpServer, HttpServerBase } from '@kivuko/http'
import { createHttpServer } from '@kivuko/http/app-server'
import type { Random } from '@kivuko/random'
import type { GraphQLSchema } from 'graphql'
import type { AdminContext } from './admin-context.ts'
import type { AdminPorts, ResolverSettings } from './admin-ports.ts'
import {
  type AuthenticationFault,
  createAuthenticate,
  type SignatureSettings,
} from './authentication/authenticate.ts'
import type { SignatureReplayGuard } from './authentication/signature-replay-guard.ts'
import { createEngine } from './engine/create-engine.ts'
import { readRequest } from './engine/read-request.ts'
import type { ErrorCode } from './error-code.ts'
import type { IdempotencyStore } from './idempotency/idempotency-store.ts'
import {
  createOnceByKey,
  type IdempotencySettings,
  type OnceByKey,
} from './idempotency/once-by-key.ts'
import { createBalanceReader } from './read-balances.ts'
import { createResolvers } from './resolvers/all-resolvers.ts'
import { type AnyResolver, buildAdminSchema } from './schema/build-admin-schema.ts'

/** How the admin API behaves. */
export interface AdminSettings extends ResolverSettings, SignatureSettings, IdempotencySettings {
  /** Whether clients may ask for the schema; not in production. */
  readonly introspection: boolean
  /** Whether `X-Forwarded-*` headers are believed. */
  readonly trustProxy: boolean
}

/** What the server needs. */
export interface AdminServerOptions
  extends AdminPorts,
    Pick<HttpServerBase, 'clock' | 'log' | 'metrics' | 'probes' | 'limits'> {
  readonly random: Random
  readonly directory: AdminPorts['directory'] & Pick<Directory, 'operatorId'>
  readonly replayGuard: SignatureReplayGuard
  readonly idempotency: IdempotencyStore
  readonly settings: AdminSettings
}

/**
 * The admin API of the ASE: `POST /graphql`, signed with a tenant's secret in the headers
 * `tenant-id` and `signature`. A request that nobody known signed, just now and for the first time,
 * is answered 401 `Unauthorized`.
 */
export function createAdminServer(options: AdminServerOptions): HttpServer {
  const { ledger, settings } = options
  const authenticate = createAuthenticate(options)
  const unauthorized = createFaultReport(options)
  const engine = createEngine<AdminContext>({
    ...options,
    schema: createSchema(options),
    introspection: settings.introspection,
  })
  const server = createHttpServer({
    ...options,
    name: 'admin',
    cors: true,
    trustProxy: settings.trustProxy,
    errorBody: (status, _code, message) => errorBody(message, codeOfStatus(status)),
  })
  server.app.post('/graphql', async (request, reply) => {
    const caller = await authenticate(request)
    if (typeof caller === 'string') {
      unauthorized(caller)
      return await reply.status(401).type('text/plain; charset=utf-8').send('Unauthorized')
    }
    const read = readRequest(request.body, request.rawBody)
    if (typeof read === 'string') return await reply.status(400).send(errorBody(read))
    const { status, body } = await engine(read, { caller, balance: createBalanceReader(ledger) })
    return await reply.status(status).send(body)
  })
  return server
}

function createSchema(options: AdminServerOptions): GraphQLSchema {
  const { idempotency: store, ...ports } = options
  const once = createOnceByKey({ ...ports, store })
  return buildAdminSchema({
    resolvers: createResolvers(options),
    aroundMutation: (mutation, resolve) => keyed({ mutation, resolve, once }),
  })
}

/** The resolver of a mutation, run once for each idempotency key that its input has. */
function keyed(wrapped: {
  readonly mutation: string
  readonly resolve: AnyResolver
  readonly once: OnceByKey
}): AnyResolver {
  const { mutation, resolve, once } = wrapped
  return (...call) => {
    const input = call[1]['input'] as KeyedInput // Every mutation has one.
    const key = input.idempotencyKey
    if (key === null || key === undefined) return resolve(...call)
    const { caller } = call[2]
    return once({ caller, key, mutation, input }, async () => await resolve(...call))
  }
}

interface KeyedInput {
  readonly idempotencyKey?: string | null
}

/** Counts requests that nobody is let in with; the reason is for the operator alone. */
function createFaultReport({
  log,
  metrics,
}: Pick<AdminServerOptions, 'log' | 'metrics'>): (fault: AuthenticationFault) => void {
  return (fault) => {
    log.debug('An admin request was not let in', { fault })
    const help = 'Requests to the admin API that were answered 401.'
    metrics.counter({ name: 'kivuko_admin_refused_total', help, labels: { fault } }).add()
  }
}

function errorBody(message: string, code: ErrorCode = 'BAD_USER_INPUT') {
  return { errors: [{ message, extensions: { code } }] }
}

function codeOfStatus(status: number): ErrorCode {
  if (status === 404) return 'NOT_FOUND'
  return status < 500 ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR'
}
