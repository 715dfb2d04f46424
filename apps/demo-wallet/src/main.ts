import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock as clock } from '@kivuko/clock'
import { createHttpClient, createShutdown } from '@kivuko/http'
import { createLog } from '@kivuko/log'
import { systemRandom as random } from '@kivuko/random'
import { createBooks } from './books/books.ts'
import { Journal } from './books/journal.ts'
import { readWalletConfig } from './config.ts'
import { createAdminClient } from './node/admin-client.ts'
import { createIdentityProvider } from './node/identity-provider.ts'
import { createNodePayments } from './node/node-payments.ts'
import { seedNode } from './node/seed-node.ts'
import { planSeed, walletAddressOf } from './node/seed-plan.ts'
import { createWalletServer } from './wallet-server.ts'

/** How long a stop waits for requests underway. */
const graceMs = 5_000

const config = readWalletConfig()
const log = createLog({ level: config.logLevel, name: config.name })
const shutdown = createShutdown({ log, clock, graceMs })
for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => shutdown.onSignal(signal))
// A wallet that another program runs as its child does not outlive it.
process.once('disconnect', () => shutdown.onSignal('disconnect'))

const http = createHttpClient({ clock, timeoutMs: 10_000 })
shutdown.register('http client', http)

mkdirSync(config.dataDir, { recursive: true })
const journal = new Journal(join(config.dataDir, 'journal.jsonl'))
const books = createBooks({ journal, clock })
for (const { id, name, balance } of config.accounts) {
  books.open({ account: id, name, amount: balance })
}

const admin = createAdminClient({
  http,
  clock,
  url: config.nodeAdminUrl,
  tenantId: config.operatorTenantId,
  secret: config.adminApiSecret,
})
const identityProvider = createIdentityProvider({
  http,
  apiUrl: config.nodeInteractionUrl,
  authUrl: config.nodeAuthUrl,
  secret: config.idpSecret,
})
const server = createWalletServer({
  clock,
  random,
  log,
  books,
  payments: createNodePayments(admin),
  identityProvider,
  walletName: config.name,
  asset: { code: config.assetCode, scale: config.assetScale },
  rates: config.rates,
  webhookSecret: config.webhookSecret,
  addressOf: (account) => walletAddressOf(config, account),
})
shutdown.register('server', server)

await seedNode({ admin, books, clock, log }, planSeed(config))
const port = await server.listen({ host: config.host, port: config.port })
log.info('The wallet is open', { host: config.host, port })
