import type { Clock } from '@kivuko/clock'
import { type AppServer, createHttpServer } from '@kivuko/http/app-server'
import type { Log, Secret } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import type { AssetUnit } from '@kivuko/money'
import { isSameWalletAddress } from '@kivuko/open-payments'
import type { Random } from '@kivuko/random'
import type { Books } from './books/books.ts'
import { addConsentRoutes } from './consent/consent-routes.ts'
import { createFormGuard } from './consent/form-guard.ts'
import type { IdentityProvider } from './node/identity-provider.ts'
import type { NodePayments } from './node/node-payments.ts'
import { addOverviewRoutes } from './overview/overview-routes.ts'
import { addSecurityHeaders } from './pages/security-headers.ts'
import { addStaticRoutes } from './pages/static-files.ts'
import type { RateTable } from './rates/rate-table.ts'
import { addRatesRoute } from './rates/tell-rates.ts'
import { addWebhookRoute } from './webhooks/take-webhook.ts'

/** What the wallet is made of. */
export interface WalletOptions {
  readonly clock: Clock
  readonly random: Random
  readonly log: Log
  readonly books: Books
  readonly payments: NodePayments
  readonly identityProvider: IdentityProvider
  readonly walletName: string
  readonly asset: AssetUnit
  readonly rates: RateTable
  readonly webhookSecret: Secret
  /** The wallet address of an account, by the account's id. */
  readonly addressOf: (account: string) => string
}

/** The wallet's one server: for the node, for browsers and for who operates it. */
export function createWalletServer(options: WalletOptions): AppServer {
  const { clock, random, log, books, addressOf } = options
  const server = createHttpServer({
    name: 'wallet',
    clock,
    log,
    metrics: createMetrics(),
    errorBody: (_status, code, message) => ({ error: { code, description: message } }),
  })
  const { app } = server
  acceptForms(app)
  addSecurityHeaders(app)
  addStaticRoutes(app)
  addWebhookRoute(app, { ...options, secret: options.webhookSecret })
  addRatesRoute(app, options.rates)
  addOverviewRoutes(app, options)
  addConsentRoutes(app, {
    ...options,
    guard: createFormGuard(random),
    accountAt: (address) =>
      books.accounts().find(({ id }) => isSameWalletAddress(addressOf(id), address)),
  })
  return server
}

/** A browser sends the consent form as it always has (HTML standard, 4.10.21.6). */
function acceptForms(app: AppServer['app']): void {
  const type = 'application/x-www-form-urlencoded'
  app.addContentTypeParser<string>(type, { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(body)))
  })
}
