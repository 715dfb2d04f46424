import type { RateBoard } from '@kivuko/adapter-rates'
import { type Connector, createConnector } from '@kivuko/connector'
import { type Directory, openDirectory, type TenantId } from '@kivuko/directory'
import {
  type Books,
  createBooks,
  createPostgresLedger,
  type PostgresLedger,
  releaseExpiredTransfers,
} from '@kivuko/ledger'
import type { Postgres } from '@kivuko/postgres'
import { createHttpRateSource, createRates, type Rates } from '@kivuko/rates'
import { createRoutes, type Routes } from '@kivuko/routing'
import type { BackendConfig } from './config.ts'
import type { NodeProcess } from './node-process.ts'
import { createBoardRateSource } from './rates/board-rate-source.ts'
import { followAssets } from './rates/follow-assets.ts'

/** What moves packets and keeps their money. */
export interface PacketParts {
  readonly ledger: PostgresLedger
  readonly books: Books
  readonly directory: Directory
  readonly routes: Routes
  readonly rates: Rates
  readonly connector: Connector
}

/** Puts the ledger, the directory and the connector together; no peer is there yet. */
export async function wirePackets(
  { clock, random, log, metrics, shutdown }: NodeProcess,
  options: { config: BackendConfig; postgres: Postgres; board: RateBoard | undefined },
): Promise<PacketParts> {
  const { config, postgres, board } = options
  const ledger = createPostgresLedger({ postgres, clock })
  shutdown.register('ledger', ledger)
  shutdown.register('expired transfers', releaseExpiredTransfers({ ledger, clock, log }))
  const books = createBooks({ store: ledger, clock, random, log, metrics })
  shutdown.register('books', books)
  // The setting is a UUID.
  const operatorId = config.operatorTenantId as TenantId
  const directory = await openDirectory({ postgres, operatorId, log })
  shutdown.register('directory', directory)
  const overHttp = createHttpRateSource({
    clock,
    urlOf: async (tenantId) =>
      (await directory.tenant(tenantId as TenantId))?.settings.EXCHANGE_RATES_URL ??
      config.ratesUrl,
  })
  shutdown.register('rates', overHttp)
  const { ratesMoveBasisPointsMax } = config
  const source =
    board === undefined ? overHttp : createBoardRateSource(board, overHttp, ratesMoveBasisPointsMax)
  if (board !== undefined) followOwnAssets({ clock, log, shutdown }, { directory, board })
  const lifetimeMs = config.ratesLifetimeMs
  const rates = createRates({ source, clock, log, metrics, lifetimeMs })
  const routes = createRoutes()
  const connector = createConnector({
    ownAddress: config.ilpAddress,
    routes,
    books,
    rates,
    clock,
    log,
    metrics,
    limits: { rateLimit: packetRate(config.packetsPerMinute) },
  })
  // Before the books close: what is in flight ends first.
  shutdown.register('connector', { [Symbol.asyncDispose]: () => connector.drain() })
  return { ledger, books, directory, routes, rates, connector }
}

/** A lost notification costs no longer than this. */
const ownAssetsReadMs = 60_000

function followOwnAssets(
  { clock, log, shutdown }: Pick<NodeProcess, 'clock' | 'log' | 'shutdown'>,
  { directory, board }: { directory: Directory; board: RateBoard },
): void {
  const read = () => directory.assetCodes()
  const following = followAssets({ clock, log, board, read, everyMs: ownAssetsReadMs })
  const listening = directory.onAssetsChanged(() => following.changed())
  shutdown.register("the node's assets", {
    [Symbol.asyncDispose]: async () => {
      listening[Symbol.dispose]()
      await following[Symbol.asyncDispose]()
    },
  })
}

function packetRate(packetsPerMinute: number) {
  return packetsPerMinute === 0
    ? ('off' as const)
    : { refillCount: packetsPerMinute, refillPeriodMs: 60_000 }
}
