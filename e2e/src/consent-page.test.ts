import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { isFinalizedGrantWithAccessToken, isPendingGrant } from '@interledger/open-payments'
import { type Browser, chromium, type Page } from 'playwright-core'
import { startProgram, waitFor } from '@kivuko/testing'
import { type OpenPaymentsClient, openClient } from './test-client.ts'
import { openFolder } from './test-folder.ts'
import { programEnvironment, repositoryFolder, startTestNode, type TestNode } from './test-node.ts'
import { amountOf, createReceiver } from './test-objects.ts'
import { findPorts } from './test-ports.ts'

/** Where systems keep a browser; `KIVUKO_CHROMIUM` names another place. */
const browserPaths = [
  process.env['KIVUKO_CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
]
const executablePath = browserPaths.find((path) => path !== '' && existsSync(path))
const skip = executablePath === undefined && 'there is no Chromium; KIVUKO_CHROMIUM may name one'

describe('a user who is asked for consent, in a real browser', { skip }, () => {
  const opened = new AsyncDisposableStack()
  let node: TestNode
  let walletUrl: string
  let shop: OpenPaymentsClient
  let shopUrl: string
  let browser: Browser

  before(async () => {
    const folder = opened.use(await openFolder()).path
    const [port = 0] = await findPorts(1)
    walletUrl = `http://127.0.0.1:${port}`
    node = opened.use(
      await startTestNode({
        folder,
        name: 'bank',
        settings: {
          WEBHOOK_URL: `${walletUrl}/webhooks`,
          EXCHANGE_RATES_URL: `${walletUrl}/rates`,
          IDENTITY_SERVER_URL: `${walletUrl}/consent`,
        },
      }),
    )
    await startWallet(folder, port)
    shopUrl = await startShop()
    const found = await node.admin.call<{ assetByCodeAndScale: { id: string } }>(
      `{ assetByCodeAndScale(code: "USD", scale: 2) { id } }`,
    )
    shop = await openClient(node, { name: 'shop', assetId: found.assetByCodeAndScale.id })
    const args = process.getuid?.() === 0 ? ['--no-sandbox'] : []
    browser = await chromium.launch({ executablePath: executablePath ?? '', args })
    opened.defer(() => browser.close())
  })
  after(() => opened.disposeAsync())

  const startWallet = async (folder: string, port: number): Promise<void> => {
    const { settings, urls } = node
    const env = programEnvironment({
      WALLET_PORT: String(port),
      WALLET_DATA_DIR: join(folder, 'wallet'),
      NODE_ADMIN_URL: `${urls.ADMIN_PORT}/graphql`,
      NODE_INTERACTION_URL: urls.INTERACTION_PORT,
      NODE_AUTH_URL: urls.AUTH_PORT,
      WALLET_ADDRESS_PREFIX: `https://127.0.0.1:${settings['OPEN_PAYMENTS_PORT']}`,
      OPERATOR_TENANT_ID: settings['OPERATOR_TENANT_ID'] ?? '',
      ADMIN_API_SECRET: settings['ADMIN_API_SECRET'] ?? '',
      SIGNATURE_SECRET: settings['SIGNATURE_SECRET'] ?? '',
      IDP_SECRET: settings['IDENTITY_SERVER_SECRET'] ?? '',
    })
    const args = [join(repositoryFolder, 'apps/demo-wallet/src/main.ts')]
    const program = { name: 'wallet', args, env }
    const wallet = opened.use(await startProgram({ folder, program }))
    await wallet.ready(walletUrl)
  }

  /** The client's own site, which users come back to. */
  const startShop = async (): Promise<string> => {
    const server = createServer((_request, response) => {
      response.setHeader('content-type', 'text/html')
      response.end('<!doctype html><title>Shop</title><h1>Back at the shop</h1>')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    opened.defer(() => void server.close())
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  }

  /** Asks Amina for leave to spend 25 dollars; gives the page that her browser is led to. */
  const ask = async () => {
    const { authServer } = await shop.client.walletAddress.get({ url: node.walletAddress('amina') })
    const access = {
      type: 'outgoing-payment' as const,
      actions: ['create' as const, 'read' as const],
      identifier: node.walletAddress('amina'),
      limits: { debitAmount: amountOf(2500) },
    }
    const finish = { method: 'redirect' as const, uri: `${shopUrl}/back`, nonce: 'nonce' }
    const pending = await shop.client.grant.request(
      { url: authServer },
      { access_token: { access: [access] }, interact: { start: ['redirect'], finish } },
    )
    assert.ok(isPendingGrant(pending))
    const page = await (await browser.newContext()).newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text())
    })
    page.on('pageerror', (error) => complaints.push(String(error)))
    await page.goto(pending.interact.redirect)
    const by = { url: pending.continue.uri, accessToken: pending.continue.access_token.value }
    return { page, by, complaints, redirect: pending.interact.redirect }
  }

  const backAtShop = async (page: Page): Promise<URL> => {
    await page.waitForURL(`${shopUrl}/back**`)
    assert.equal(await page.textContent('h1'), 'Back at the shop')
    return new URL(page.url())
  }

  test('sees who asks for what, accepts, and the shop is paid', async () => {
    const { page, by, complaints } = await ask()
    const words = (await page.textContent('main')) ?? ''
    assert.match(words, /Let Shop shop pay from your account\?/)
    assert.match(words, /25\.00/)
    assert.match(words, /Amina Otieno/)
    assert.deepEqual(complaints, [])
    await page.getByRole('button', { name: 'Accept' }).click()
    const back = await backAtShop(page)
    const interact_ref = back.searchParams.get('interact_ref') ?? ''
    const issued = await shop.client.grant.continue(by, { interact_ref })
    assert.ok(isFinalizedGrantWithAccessToken(issued))

    const walletAddressUrl = node.walletAddress('juma')
    const incomingPayment = await createReceiver(node.admin, { walletAddressUrl })
    const walletAddress = node.walletAddress('amina')
    const { resourceServer } = await shop.client.walletAddress.get({ url: walletAddress })
    await shop.client.outgoingPayment.create(
      { url: resourceServer, accessToken: issued.access_token.value },
      { walletAddress, incomingPayment, debitAmount: amountOf(2000) },
    )
    await waitFor(
      async () => {
        await page.goto(walletUrl)
        return ((await page.textContent('main')) ?? '').includes('980.00')
      },
      { what: 'the wallet to show 980 dollars' },
    )
    await page.context().close()
  })

  test('declines, and the shop gets nothing, whatever the user clicks then', async () => {
    const { page, by, redirect } = await ask()
    await page.getByRole('button', { name: 'Decline' }).click()
    const back = await backAtShop(page)
    assert.equal(back.searchParams.get('result'), 'grant_rejected')
    assert.equal(back.searchParams.get('interact_ref'), null)
    await assert.rejects(shop.client.grant.continue(by, { interact_ref: 'any' }))
    await page.goto(redirect)
    assert.equal(await page.getByRole('button', { name: 'Accept' }).count(), 0)
    await page.context().close()
  })
})
