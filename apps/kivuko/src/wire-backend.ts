import type { RateBoard } from '@kivuko/adapter-rates'
import { ensureOperator, type TenantId } from '@kivuko/directory'
import type { Introspection } from '@kivuko/grants'
import { createHttpClient, type HttpServer } from '@kivuko/http'
import { createIlpHttpClient, createIlpHttpServer } from '@kivuko/ilp-http'
import type { Postgres } from '@kivuko/postgres'
import type { BackendConfig } from './config.ts'
import { followPeers } from './follow-peers.ts'
import { type NodeProcess, openServers } from './node-process.ts'
import { type ApiParts, wireAdminApi, wireOpenPaymentsApi } from './wire-apis.ts'
import { databaseProbe } from './wire-auth.ts'
import { type PacketParts, wirePackets } from './wire-packets.ts'
import { startPayments } from './wire-payments.ts'

/** Starts the backend on its database: the connector, the payments, and the APIs. */
export async function startBackend(
  process: NodeProcess,
  options: {
    config: BackendConfig
    postgres: Postgres
    introspection: Introspection
    board: RateBoard | undefined
  },
): Promise<void> {
  const node = { ...process, log: process.log.with({ part: 'backend' }) }
  const { clock, shutdown } = node
  const { config, postgres, introspection, board } = options
  // The setting is a UUID.
  const operator = { id: config.operatorTenantId as TenantId, apiSecret: config.adminApiSecret }
  await ensureOperator({ postgres, clock, operator })
  const http = createHttpClient({ clock })
  shutdown.register('http client', http)
  const packets = await wirePackets(node, { config, postgres, board })
  const paying = await startPayments(node, { config, postgres, http, packets })
  const probes = [databaseProbe('database', postgres)]
  const parts: ApiParts = { ...packets, ...paying, config, postgres, http, introspection, probes }
  startPeers(node, packets)
  await openServers(node, config, [
    [wireConnectorServer(node, parts), config.connectorPort],
    [wireOpenPaymentsApi(node, parts), config.openPaymentsPort],
    [wireAdminApi(node, parts), config.adminPort],
  ])
}

function startPeers({ clock, log, shutdown }: NodeProcess, packets: PacketParts): void {
  const client = createIlpHttpClient({ clock })
  const following = followPeers({
    ...packets,
    log,
    limits: {},
    openEndpoint: ({ outgoing: { endpoint: url, authToken: token } }) =>
      client.open({ url, token }),
  })
  shutdown.register('peers', { [Symbol.asyncDispose]: async () => following[Symbol.dispose]() })
}

function wireConnectorServer({ clock, log, metrics }: NodeProcess, parts: ApiParts): HttpServer {
  const { connector, directory, probes } = parts
  return createIlpHttpServer({
    clock,
    log,
    metrics,
    probes,
    connector,
    authenticate: (token) => directory.peerByIncomingToken(token),
  })
}
