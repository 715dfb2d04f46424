import type { Clock } from '@kivuko/clock'
import type { Grants } from '@kivuko/grants'
import type { Probe } from '@kivuko/http'
import { type AppServer, createHttpServer } from '@kivuko/http/app-server'
import type { Log, Secret } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import type { Random } from '@kivuko/random'

import { grantRequestLimit, interactionLimit, limitAddresses } from './address-limit.ts'
import type { ClientKeys } from './client-keys.ts'
import { addCancelGrant } from './endpoints/cancel-grant.ts'
import { addContinueGrant } from './endpoints/continue-grant.ts'
import { addDiscovery } from './endpoints/discovery.ts'
import { addFinishInteraction } from './endpoints/finish-interaction.ts'
import { addRequestGrant } from './endpoints/request-grant.ts'
import { addRevokeToken } from './endpoints/revoke-token.ts'
import { addRotateToken } from './endpoints/rotate-token.ts'
import { addStartInteraction } from './endpoints/start-interaction.ts'
import type { GrantApi } from './grant-api.ts'
import { serverErrorBody } from './reply.ts'

/** What an operator may set of the GNAP server. */
export interface GrantServerSettings {
  /** The URL at which clients and users reach it. */
  readonly authServerUrl: string
  /** What session cookies are signed with. */
  readonly cookieKey: Secret
  readonly cookieSameSite?: 'lax' | 'none'
  readonly interactionExpirySec: number
  readonly waitSec: number
  /**
   * Whether requests that were signed for another host name are good; true if left out, as nodes
   * are often called by several names.
   */
  readonly acceptsAnyHost?: boolean
  /** How old a signature may be; any age if left out, as deployed clients expect. */
  readonly signatureAgeSecMax?: number
  readonly trustProxy?: boolean
}

/** How far ahead a client's clock may be where the age of signatures is looked at. */
const clientClockSkewSecMax = 60

/** A grant request is a few kilobytes at most. */
const bodyBytesMax = 65_536

/** The public server of the authorization side: GNAP for clients, redirects for their users. */
export function createGrantServer(options: {
  readonly grants: Grants
  readonly clientKeys: ClientKeys
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly metrics: Metrics
  readonly settings: GrantServerSettings
  readonly probes?: readonly Probe[]
}): AppServer {
  const { clock, log, metrics, settings, probes = [] } = options
  const server = createHttpServer({
    name: 'auth',
    clock,
    log,
    metrics,
    errorBody: serverErrorBody,
    probes,
    limits: { bodyBytesMax },
    metricsRoute: false,
    trustProxy: settings.trustProxy ?? false,
    cors: true,
  })
  const api = createGrantApi(options)
  void server.app.register(async (app) => {
    limitAddresses(app, { clock, limit: grantRequestLimit })
    addRequestGrant(app, api)
    addContinueGrant(app, api)
    addCancelGrant(app, api)
    addRotateToken(app, api)
    addRevokeToken(app, api)
    addDiscovery(app)
  })
  void server.app.register(async (app) => {
    limitAddresses(app, { clock, limit: interactionLimit })
    addStartInteraction(app, api)
    addFinishInteraction(app, api)
  })
  return server
}

function createGrantApi(options: Parameters<typeof createGrantServer>[0]): GrantApi {
  const { grants, clientKeys, clock, random, log, settings } = options
  const { authServerUrl, cookieKey, cookieSameSite, signatureAgeSecMax: maxAgeSec } = settings
  return {
    grants,
    clientKeys,
    clock,
    random,
    log,
    authServerUrl,
    acceptsAnyHost: settings.acceptsAnyHost ?? true,
    waitSec: settings.waitSec,
    cookies: {
      cookieKey,
      maxAgeSec: settings.interactionExpirySec,
      secure: authServerUrl.startsWith('https:'),
      ...(cookieSameSite !== undefined && { sameSite: cookieSameSite }),
    },
    ...(maxAgeSec !== undefined && {
      freshness: () => ({ nowMs: clock.now(), maxAgeSec, maxSkewSec: clientClockSkewSecMax }),
    }),
  }
}
