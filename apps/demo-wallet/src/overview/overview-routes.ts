import type { Clock } from '@kivuko/clock'
import type { AssetUnit } from '@kivuko/money'
import type { FastifyInstance } from 'fastify'
import { type Account, available } from '../books/account.ts'
import type { Books } from '../books/books.ts'
import { renderHtml } from '../pages/html.ts'
import { type AddressedAccount, overviewPage } from './overview-page.ts'

/** What the overview needs. */
export interface OverviewOptions {
  readonly walletName: string
  readonly asset: AssetUnit
  readonly books: Books
  readonly clock: Clock
  /** What an account's wallet address is. */
  readonly addressOf: (account: string) => string
}

/** `GET /` for people, `GET /accounts/:id` for programs. */
export function addOverviewRoutes(app: FastifyInstance, options: OverviewOptions): void {
  const { books, clock } = options
  app.get('/', async (_request, reply) => {
    const accounts = books.accounts().map((account) => addressed(options, account))
    const page = overviewPage({ ...options, accounts, nowMs: clock.now() })
    return reply.type('text/html; charset=utf-8').send(renderHtml(page))
  })
  app.get<{ Params: { id: string } }>('/accounts/:id', async ({ params }, reply) => {
    const account = books.account(params.id)
    if (account === undefined) {
      return reply.status(404).send({ error: { description: 'There is no such account' } })
    }
    return accountJson(options, account)
  })
}

/** The node itself speaks plain http in development, whatever its addresses say. */
function addressed({ addressOf }: OverviewOptions, account: Account): AddressedAccount {
  const walletAddress = addressOf(account.id)
  const local = /^https:\/\/(127\.0\.0\.1|localhost)(:|\/)/.test(walletAddress)
  const link = local ? walletAddress.replace('https:', 'http:') : walletAddress
  return { account, walletAddress, link }
}

function accountJson({ asset, addressOf }: OverviewOptions, account: Account) {
  return {
    id: account.id,
    name: account.name,
    walletAddress: addressOf(account.id),
    assetCode: asset.code,
    assetScale: asset.scale,
    balance: account.balance.toString(),
    held: account.held.toString(),
    available: available(account).toString(),
    movements: account.movements.map(({ kind, amount, atMs, payment }) => ({
      kind,
      amount: amount.toString(),
      at: new Date(atMs).toISOString(),
      payment,
    })),
  }
}
