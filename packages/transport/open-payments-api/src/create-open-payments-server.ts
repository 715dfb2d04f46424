import type { Clock } from '@kivuko/clock'
import type { AbsenceNotice } from '@kivuko/directory'
import type { Probe } from '@kivuko/http'
import { type AppServer, createHttpServer } from '@kivuko/http/app-server'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'
import { errorBody } from '@kivuko/open-payments'

import { createAbsentWalletAddresses } from './absent-wallet-addresses.ts'
import { addRoutes } from './add-routes.ts'
import { createResourceEvents } from './events.ts'
import { limitPublicRequests, publicRequestLimit } from './limit-public-requests.ts'
import { createOpenApi } from './openapi/open-api.ts'
import { absentWalletAddressDefaults } from './open-payments-settings.ts'
import type { ResourceApi } from './resource-api.ts'

/** A body at most. Answers repeat its metadata, and nodes read answers up to twice as long. */
const bodyBytesMax = 32_768

/** What the resource server works with. */
export interface OpenPaymentsServerOptions
  extends Pick<
    ResourceApi,
    | 'payments'
    | 'directory'
    | 'introspection'
    | 'clientKeys'
    | 'nodeKey'
    | 'spsp'
    | 'clock'
    | 'settings'
  > {
  readonly absenceNotice: AbsenceNotice
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly probes?: readonly Probe[]
}

/** The public server of Open Payments: wallet addresses, and the payments and quotes of them. */
export function createOpenPaymentsServer(options: OpenPaymentsServerOptions): AppServer {
  const { clock, log, metrics, probes = [], settings } = options
  const server = createHttpServer({
    name: 'open-payments',
    clock,
    log,
    metrics,
    errorBody: (status, _code, message) => errorBody(status, message),
    probes,
    limits: { bodyBytesMax },
    metricsRoute: false,
    trustProxy: settings.trustProxy ?? false,
    cors: true,
  })
  limitPublicRequests(server.app, { clock, limit: settings.publicLimit ?? publicRequestLimit })
  addRoutes(server.app, createResourceApi(options))
  return server
}

function createResourceApi(options: OpenPaymentsServerOptions): ResourceApi {
  const { directory, clock, settings, absenceNotice: notice, log, metrics } = options
  const events = createResourceEvents({ log, metrics })
  return {
    ...options,
    events,
    openApi: createOpenApi(),
    absentWalletAddresses: createAbsentWalletAddresses({
      directory,
      notice,
      clock,
      events,
      settings: { ...absentWalletAddressDefaults, ...settings.absentWalletAddresses },
    }),
  }
}
