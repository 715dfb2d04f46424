import type { Clock } from '@kivuko/clock'
import type { Grants } from '@kivuko/grants'
import type { Probe } from '@kivuko/http'
import { type AppServer, createHttpServer } from '@kivuko/http/app-server'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'

import { addDecideInteraction } from './endpoints/decide-interaction.ts'
import { addReadInteraction } from './endpoints/read-interaction.ts'
import { serverErrorBody } from './reply.ts'

/** The server that identity providers ask what to show, and tell what their users have decided. */
export function createIdpServer(options: {
  readonly grants: Grants
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly trustProxy?: boolean
  readonly probes?: readonly Probe[]
}): AppServer {
  const { grants, ...base } = options
  const server = createHttpServer({
    ...base,
    name: 'idp',
    errorBody: serverErrorBody,
    metricsRoute: false,
  })
  addReadInteraction(server.app, grants)
  addDecideInteraction(server.app, grants)
  return server
}
