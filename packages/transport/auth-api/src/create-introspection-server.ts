import type { Clock } from '@kivuko/clock'
import type { Introspection } from '@kivuko/grants'
import type { Probe } from '@kivuko/http'
import { type AppServer, createHttpServer } from '@kivuko/http/app-server'
import type { Log } from '@kivuko/log'
import type { Metrics } from '@kivuko/metrics'

import { addIntrospectToken } from './endpoints/introspect-token.ts'
import { serverErrorBody } from './reply.ts'

/** The server that resource servers ask about tokens. Reached from the operator's network only. */
export function createIntrospectionServer(options: {
  readonly introspection: Introspection
  readonly clock: Clock
  readonly log: Log
  readonly metrics: Metrics
  readonly probes?: readonly Probe[]
}): AppServer {
  const { introspection, ...base } = options
  const server = createHttpServer({ ...base, name: 'introspection', errorBody: serverErrorBody })
  addIntrospectToken(server.app, introspection)
  return server
}
