import {
  createGrantServer,
  createHttpClientKeys,
  createIdpServer,
  createIntrospectionServer,
  createTenantServer,
} from '@kivuko/auth-api'
import {
  createGrants,
  createPostgresGrantStore,
  createPostgresTenantStore,
  type Introspection,
  runCleanUp,
} from '@kivuko/grants'
import { createHttpClient, type Probe } from '@kivuko/http'
import type { Postgres } from '@kivuko/postgres'
import type { AuthConfig } from './config.ts'
import { type NodeProcess, openServers } from './node-process.ts'

/**
 * Starts the authorization server on its database; gives what the resource server asks about
 * tokens.
 */
export async function startAuth(
  node: NodeProcess,
  { config, postgres }: { config: AuthConfig; postgres: Postgres },
): Promise<Introspection> {
  const { clock, random, metrics, shutdown } = node
  const log = node.log.with({ part: 'auth' })
  const base = { clock, log, metrics, probes: [databaseProbe('auth database', postgres)] }
  const tenants = createPostgresTenantStore({ postgres })
  await tenants.put({
    id: config.operatorTenantId,
    apiSecret: config.adminApiSecret,
    idpConsentUrl: config.identityServerUrl,
    idpSecret: config.identityServerSecret,
    createdAtMs: clock.now(),
  })
  const grants = createGrants({
    store: createPostgresGrantStore({ postgres }),
    tenants,
    clock,
    random,
    log,
    metrics,
    settings: grantSettings(config),
  })
  shutdown.register(
    'clean-up of grants',
    runCleanUp({ clock, log, cleanUp: (signal) => grants.cleanUp(signal) }),
  )
  const http = createHttpClient({ clock })
  shutdown.register('auth http client', http)
  await openServers(node, config, [
    [
      createGrantServer({
        ...base,
        grants,
        random,
        clientKeys: createHttpClientKeys({ http, clock, log, useHttp: callsHttp(config) }),
        settings: {
          authServerUrl: config.authServerUrl,
          cookieKey: config.cookieKey,
          ...(config.cookieSameSite && { cookieSameSite: config.cookieSameSite }),
          interactionExpirySec: config.interactionExpirySeconds,
          waitSec: config.waitSeconds,
          trustProxy: config.trustProxy,
        },
      }),
      config.authPort,
    ],
    [createIntrospectionServer({ ...base, introspection: grants }), config.introspectionPort],
    [createIdpServer({ ...base, grants, trustProxy: config.trustProxy }), config.interactionPort],
    [createTenantServer({ ...base, tenants }), config.serviceApiPort],
  ])
  return grants
}

/** A server is ready while its database answers. */
export function databaseProbe(name: string, postgres: Postgres): Probe {
  return { name, check: () => postgres.query({ text: 'select 1' }) }
}

/** Development: other servers are called by http where their ids say https. */
export function callsHttp(config: { readonly nodeEnv: string }): boolean {
  return config.nodeEnv === 'development'
}

function grantSettings(config: AuthConfig) {
  return {
    accessTokenExpirySec: config.tokenExpirySeconds,
    interactionExpirySec: config.interactionExpirySeconds,
    waitSec: config.waitSeconds,
    accessTokenDeletionDays: config.tokenDeletionDays,
    incomingPaymentInteraction: config.incomingPaymentInteraction,
    quoteInteraction: config.quoteInteraction,
    listAllAccessInteraction: config.listAllInteraction,
  }
}
