import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { systemClock as clock } from '@kivuko/clock'
import { createHttpClient } from '@kivuko/http'
import { Secret, silentLog as log } from '@kivuko/log'
import { systemRandom as random } from '@kivuko/random'
import { signWebhook, type WebhookBody } from '@kivuko/signatures'
import { type Books, createBooks } from './books/books.ts'
import { Journal } from './books/journal.ts'
import { type AdminClient, createAdminClient } from './node/admin-client.ts'
import { createIdentityProvider } from './node/identity-provider.ts'
import { createNodePayments } from './node/node-payments.ts'
import { parseRateTable, type RateTable } from './rates/rate-table.ts'
import { startTestNode, type TestNode } from './test-node.ts'
import { createWalletServer } from './wallet-server.ts'

/** A wallet that listens, with a double of a node. */
export interface TestWallet extends AsyncDisposable {
  readonly url: string
  readonly node: TestNode
  readonly admin: AdminClient
  /** Amina has 1,000.00 USD and the wallet address `AMINA`. */
  readonly books: Books
  /** Delivers a webhook as the node does, and gives the status of the answer. */
  deliver(event: WebhookBody): Promise<number>
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>
  post(
    path: string,
    form: Readonly<Record<string, string>>,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Response>
}

/** The id of Amina's wallet address. */
export const AMINA = '6b3c1f6e-57e4-4a0e-8b51-6c9a8f3f0001'

const webhookSecret = 'the secret of webhooks'

/** Starts a wallet on a free port. */
export async function startTestWallet(): Promise<TestWallet> {
  await using resources = new AsyncDisposableStack()
  const folder = resources.use(mkdtempDisposableSync(join(tmpdir(), 'kivuko-wallet-')))
  const node = resources.use(await startTestNode())
  const http = resources.use(createHttpClient({ clock }))
  const journal = resources.use(new Journal(join(folder.path, 'journal.jsonl')))
  const books = createBooks({ journal, clock })
  books.open({ account: 'amina', name: 'Amina Otieno', amount: 100_000n })
  books.address({ account: 'amina', walletAddressId: AMINA })
  const { adminUrl, tenantId, idpSecret } = node
  const secret = new Secret(node.secret)
  const admin = createAdminClient({ http, clock, url: adminUrl, tenantId, secret })
  const idp = {
    http,
    apiUrl: node.url,
    authUrl: 'https://auth.example',
    secret: new Secret(idpSecret),
  }
  const server = resources.use(
    createWalletServer({
      clock,
      random,
      log,
      books,
      payments: createNodePayments(admin),
      identityProvider: createIdentityProvider(idp),
      walletName: 'Baobab Bank',
      asset: { code: 'USD', scale: 2 },
      rates: ratesOf('USD/EUR=0.92,EUR/USD=1.0800000000000001'),
      webhookSecret: new Secret(webhookSecret),
      addressOf: (account) => `https://127.0.0.1:3003/${account}`,
    }),
  )
  const url = `http://127.0.0.1:${await server.listen({ host: '127.0.0.1', port: 0 })}`
  const owned = resources.move()
  return {
    url,
    node,
    admin,
    books,
    deliver: async (event) => (await deliver(url, event)).status,
    get: (path, headers = {}) => fetch(url + path, { headers, redirect: 'manual' }),
    post: (path, form, headers = {}) => {
      const body = new URLSearchParams(form)
      return fetch(url + path, { method: 'POST', headers, body, redirect: 'manual' })
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function ratesOf(text: string): RateTable {
  const table = parseRateTable(text)
  if (table === undefined) throw new Error(`no rates: ${text}`)
  return table
}

async function deliver(url: string, event: WebhookBody): Promise<Response> {
  const signature = signWebhook({
    body: event,
    secret: webhookSecret,
    version: 1,
    nowMs: Date.now(),
  })
  const response = await fetch(`${url}/webhooks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'rafiki-signature': signature },
    body: JSON.stringify(event),
  })
  await response.text()
  return response
}
