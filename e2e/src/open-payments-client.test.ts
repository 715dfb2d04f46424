import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import {
  createUnauthenticatedClient,
  type Grant,
  isFinalizedGrantWithAccessToken,
  isPendingGrant,
  OpenPaymentsClientError,
} from '@interledger/open-payments'
import { waitFor } from '@kivuko/testing'
import { peerNodes, startBank } from './test-bank.ts'
import { type OpenPaymentsClient, openClient } from './test-client.ts'
import { followRedirect } from './test-consent.ts'
import { openFolder } from './test-folder.ts'
import type { TestNode } from './test-node.ts'
import { amountOf, createAsset, createWallet } from './test-objects.ts'

type Access = Parameters<OpenPaymentsClient['client']['grant']['request']>[1]
type AccessItem = NonNullable<Access['access_token']>['access'][number]

describe('the official Open Payments client', () => {
  const opened = new AsyncDisposableStack()
  let shop: OpenPaymentsClient
  let home: TestNode
  let abroad: TestNode
  let usd: string

  before(async () => {
    const folder = opened.use(await openFolder()).path
    const banks = await Promise.all([
      startBank({ folder, name: 'home' }),
      startBank({ folder, name: 'abroad' }),
    ])
    for (const bank of banks) opened.use(bank)
    home = banks[0].node
    abroad = banks[1].node
    usd = await createAsset(home.admin, { code: 'USD' })
    const there = await createAsset(abroad.admin, { code: 'USD' })
    const eur = await createAsset(abroad.admin, { code: 'EUR' })
    await peerNodes([
      { node: home, assetId: usd },
      { node: abroad, assetId: there },
    ])
    shop = await openClient(home, { name: 'shop', assetId: usd })
    await createWallet(home.admin, { assetId: usd, address: home.walletAddress('amina') })
    await createWallet(home.admin, { assetId: usd, address: home.walletAddress('juma') })
    await createWallet(abroad.admin, { assetId: eur, address: abroad.walletAddress('claire') })
  })
  after(() => opened.disposeAsync())

  /** A token for what needs no consent. */
  const simpleGrant = async (
    walletAddress: string,
    access: AccessItem,
  ): Promise<NonNullable<Grant['access_token']>> => {
    const { authServer } = await shop.client.walletAddress.get({ url: walletAddress })
    const grant = await shop.client.grant.request(
      { url: authServer },
      { access_token: { access: [access] } },
    )
    assert.ok(!isPendingGrant(grant) && isFinalizedGrantWithAccessToken(grant))
    return grant.access_token
  }

  const createIncoming = async (walletAddress: string, incomingAmount = amountOf(1000)) => {
    const { value } = await simpleGrant(walletAddress, {
      type: 'incoming-payment',
      actions: ['create', 'read', 'list', 'complete'],
    })
    const { resourceServer } = await shop.client.walletAddress.get({ url: walletAddress })
    const payment = await shop.client.incomingPayment.create(
      { url: resourceServer, accessToken: value },
      { walletAddress, incomingAmount, metadata: { order: '7' } },
    )
    return { payment, accessToken: value, resourceServer }
  }

  /** Asks Amina for leave to pay, and lets her accept. */
  const consentedGrant = async (limits: { readonly debitAmount: ReturnType<typeof amountOf> }) => {
    const wallet = home.walletAddress('amina')
    const { authServer } = await shop.client.walletAddress.get({ url: wallet })
    const nonce = 'nonce of the client'
    const finish = { method: 'redirect' as const, uri: 'https://shop.example/back?cart=1', nonce }
    const pending = await shop.client.grant.request(
      { url: authServer },
      {
        access_token: {
          access: [
            {
              type: 'outgoing-payment',
              actions: ['create', 'read', 'list'],
              identifier: wallet,
              limits,
            },
          ],
        },
        interact: { start: ['redirect'], finish },
      },
    )
    assert.ok(isPendingGrant(pending))
    const consent = await followRedirect(home, pending.interact.redirect)
    return { pending, consent, authServer, nonce }
  }

  const consentedToken = async (debit: string) => {
    const { pending, consent } = await consentedGrant({ debitAmount: amountOf(debit) })
    const back = await consent.decide('accept')
    const by = { url: pending.continue.uri, accessToken: pending.continue.access_token.value }
    const interact_ref = back.searchParams.get('interact_ref') ?? ''
    const issued = await shop.client.grant.continue(by, { interact_ref })
    assert.ok(isFinalizedGrantWithAccessToken(issued))
    return { accessToken: issued.access_token.value, by }
  }

  const quoteFor = async (amounts: { receiver: string; debitAmount?: object }) => {
    const walletAddress = home.walletAddress('amina')
    const { value } = await simpleGrant(walletAddress, {
      type: 'quote',
      actions: ['create', 'read'],
    })
    const { resourceServer } = await shop.client.walletAddress.get({ url: walletAddress })
    const quote = await shop.client.quote.create({ url: resourceServer, accessToken: value }, {
      walletAddress,
      method: 'ilp',
      ...amounts,
    } as never)
    assert.deepEqual(await shop.client.quote.get({ url: quote.id, accessToken: value }), quote)
    return { quote, resourceServer }
  }

  const completed = async (url: string, accessToken: string) =>
    await waitFor(
      async () => {
        const payment = await shop.client.outgoingPayment.get({ url, accessToken })
        assert.equal(payment.failed, false)
        return payment.sentAmount.value !== '0' && payment
      },
      { what: 'the payment to be sent', timeoutMs: 15_000 },
    )

  test('finds a wallet address and the keys of a client', async () => {
    const wallet = await shop.client.walletAddress.get({ url: shop.walletAddress })
    assert.deepEqual(wallet, {
      id: shop.walletAddress,
      publicName: 'Shop shop',
      assetCode: 'USD',
      assetScale: 2,
      authServer: `${home.urls.AUTH_PORT}/${home.settings['OPERATOR_TENANT_ID']}`,
      resourceServer: `${home.urls.OPEN_PAYMENTS_PORT}/${home.settings['OPERATOR_TENANT_ID']}`,
    })
    const { keys } = await shop.client.walletAddress.getKeys({ url: shop.walletAddress })
    assert.deepEqual(
      keys.map(({ kid, crv }) => [kid, crv]),
      [[shop.keyId, 'Ed25519']],
    )
    await assertRefused(shop.client.walletAddress.get({ url: home.walletAddress('nobody') }), 404)
  })

  test('creates, reads, lists and completes incoming payments', async () => {
    const walletAddress = home.walletAddress('juma')
    const { payment, accessToken, resourceServer } = await createIncoming(walletAddress)
    assert.deepEqual(payment.incomingAmount, amountOf(1000))
    assert.deepEqual(payment.receivedAmount, amountOf(0))
    assert.deepEqual(payment.metadata, { order: '7' })
    assert.equal(payment.completed, false)
    const [method] = payment.methods
    assert.ok(method?.type === 'ilp' && method.ilpAddress.startsWith('test.home.'))
    assert.equal(Buffer.from(method.sharedSecret, 'base64url').length, 32)

    const read = await shop.client.incomingPayment.get({ url: payment.id, accessToken })
    assert.ok('methods' in read)
    assert.deepEqual({ ...read, methods: [] }, { ...payment, methods: [] })
    const { client: stranger } = await openClient(home, { name: 'stranger', assetId: usd })
    const seen = await stranger.incomingPayment.getPublic({ url: payment.id })
    assert.deepEqual(Object.keys(seen).sort(), ['authServer', 'receivedAmount'])

    const list = await shop.client.incomingPayment.list({
      url: resourceServer,
      accessToken,
      walletAddress,
    })
    assert.ok(list.result.some(({ id }) => id === payment.id))
    const url = { url: payment.id, accessToken }
    assert.equal((await shop.client.incomingPayment.complete(url)).completed, true)
    await assertRefused(shop.client.incomingPayment.complete(url), 409)
    const ended = await shop.client.incomingPayment.get(url)
    assert.ok('completed' in ended && ended.completed)
  })

  test('pages through incoming payments', async () => {
    const address = home.walletAddress('pages')
    await createWallet(home.admin, { assetId: usd, address })
    const made: string[] = []
    let access = { accessToken: '', resourceServer: '' }
    for (let count = 0; count < 3; count += 1) {
      const { payment, ...rest } = await createIncoming(address)
      made.unshift(payment.id)
      access = rest
    }
    const list = async (pagination: { first: number; cursor?: string }) =>
      await shop.client.incomingPayment.list(
        { url: access.resourceServer, accessToken: access.accessToken, walletAddress: address },
        { ...pagination, 'wallet-address': address },
      )
    const newest = await list({ first: 2 })
    assert.deepEqual(
      newest.result.map(({ id }) => id),
      made.slice(0, 2),
    )
    assert.equal(newest.pagination.hasNextPage, true)
    const cursor = newest.pagination.endCursor ?? ''
    const rest = await list({ first: 2, cursor })
    assert.deepEqual(
      rest.result.map(({ id }) => id),
      made.slice(2),
    )
    assert.equal(rest.pagination.hasNextPage, false)
  })

  test('is told what a user decides, with a hash that nobody else can make', async () => {
    const limits = { debitAmount: amountOf(5000) }
    const { pending, consent, authServer, nonce } = await consentedGrant(limits)
    assert.equal(consent.page.searchParams.get('clientName'), 'Shop shop')
    assert.equal(consent.page.searchParams.get('clientUri'), shop.walletAddress)
    const asked = await consent.asked()
    assert.equal(asked.state, 'PENDING')
    assert.deepEqual(
      asked.access.map((item) => 'limits' in item && item.limits),
      [limits],
    )

    const back = await consent.decide('accept')
    assert.equal(back.searchParams.get('cart'), '1')
    const interactRef = back.searchParams.get('interact_ref') ?? ''
    const text = [nonce, pending.interact.finish, interactRef, authServer].join('\n')
    const hash = createHash('sha256').update(text).digest('base64')
    assert.equal(back.searchParams.get('hash'), hash)

    const by = { url: pending.continue.uri, accessToken: pending.continue.access_token.value }
    await assertRefused(shop.client.grant.continue(by, { interact_ref: 'another' }), 404)
    const issued = await shop.client.grant.continue(by, { interact_ref: interactRef })
    assert.ok(isFinalizedGrantWithAccessToken(issued))
    await assertRefused(shop.client.grant.continue(by, { interact_ref: interactRef }), 404)
  })

  test('gets no token when the user rejects', async () => {
    const { pending, consent } = await consentedGrant({ debitAmount: amountOf(100) })
    const back = await consent.decide('reject')
    assert.equal(back.searchParams.get('result'), 'grant_rejected')
    assert.equal(back.searchParams.get('interact_ref'), null)
    const by = { url: pending.continue.uri, accessToken: pending.continue.access_token.value }
    await assertRefused(shop.client.grant.continue(by, { interact_ref: 'any' }), [401, 404])
  })

  test('cancels a grant that nobody has decided about', async () => {
    const { pending, consent } = await consentedGrant({ debitAmount: amountOf(100) })
    const by = { url: pending.continue.uri, accessToken: pending.continue.access_token.value }
    await shop.client.grant.cancel(by)
    await assert.rejects(consent.decide('accept'))
    await assertRefused(shop.client.grant.continue(by, { interact_ref: 'any' }), [401, 404])
  })

  test('rotates and revokes tokens', async () => {
    const access = { type: 'incoming-payment' as const, actions: ['list' as const] }
    const { value, manage } = await simpleGrant(home.walletAddress('juma'), access)
    const walletAddress = home.walletAddress('juma')
    const { resourceServer: url } = await shop.client.walletAddress.get({ url: walletAddress })
    const list = (accessToken: string) =>
      shop.client.incomingPayment.list({ url, accessToken, walletAddress })
    await list(value)
    const rotated = await shop.client.token.rotate({ url: manage, accessToken: value })
    const next = rotated.access_token
    await list(next.value)
    await assertRefused(list(value), 403)
    await shop.client.token.revoke({ url: next.manage, accessToken: next.value })
    await assertRefused(list(next.value), 403)
  })

  test('pays within the node, exactly', async () => {
    const { payment: incoming, accessToken: reading } = await createIncoming(
      home.walletAddress('juma'),
    )
    const { quote, resourceServer } = await quoteFor({ receiver: incoming.id })
    assert.deepEqual(quote.debitAmount, amountOf(1000))
    assert.deepEqual(quote.receiveAmount, amountOf(1000))
    const { accessToken } = await consentedToken('1500')
    const walletAddress = home.walletAddress('amina')
    const by = { url: resourceServer, accessToken }
    const made = await shop.client.outgoingPayment.create(by, {
      walletAddress,
      quoteId: quote.id,
      metadata: { order: '7' },
    })
    assert.equal(made.quoteId, quote.id)
    assert.deepEqual(made.grantSpentDebitAmount, amountOf(0))
    const done = await completed(made.id, accessToken)
    assert.deepEqual(done.sentAmount, amountOf(1000))
    const spent = await shop.client.outgoingPayment.getGrantSpentAmounts(by)
    assert.deepEqual(spent.spentDebitAmount, amountOf(1000))
    const list = await shop.client.outgoingPayment.list({ ...by, walletAddress })
    assert.deepEqual(
      list.result.map(({ id, sentAmount }) => [id, sentAmount.value]),
      [[made.id, '1000']],
    )
    const received = await shop.client.incomingPayment.get({
      url: incoming.id,
      accessToken: reading,
    })
    assert.ok('completed' in received && received.completed)
    assert.deepEqual(received.receivedAmount, amountOf(1000))

    const { payment: another } = await createIncoming(home.walletAddress('juma'))
    const tooMuch = await quoteFor({ receiver: another.id })
    await assertRefused(
      shop.client.outgoingPayment.create(by, { walletAddress, quoteId: tooMuch.quote.id }),
      403,
    )
  })

  test('pays another node in another currency', async () => {
    const claire = abroad.walletAddress('claire')
    const { payment: incoming, accessToken: reading } = await createIncoming(
      claire,
      amountOf(900, 'EUR'),
    )
    const { quote, resourceServer } = await quoteFor({ receiver: incoming.id })
    assert.deepEqual(quote.receiveAmount, amountOf(900, 'EUR'))
    // 900 euros cost 1000 dollars; then one percent of slippage: floor(1000 / 0.99) + 1.
    assert.deepEqual(quote.debitAmount, amountOf(1011))
    const { accessToken } = await consentedToken('2000')
    const made = await shop.client.outgoingPayment.create(
      { url: resourceServer, accessToken },
      { walletAddress: home.walletAddress('amina'), quoteId: quote.id },
    )
    const done = await completed(made.id, accessToken)
    assert.deepEqual(done.sentAmount, amountOf(1000))
    const received = await shop.client.incomingPayment.get({
      url: incoming.id,
      accessToken: reading,
    })
    assert.ok('completed' in received && received.completed)
    assert.deepEqual(received.receivedAmount, amountOf(900, 'EUR'))
  })

  test('pays without a quote of its own', async () => {
    const { payment: incoming } = await createIncoming(home.walletAddress('juma'), amountOf(700))
    const { accessToken } = await consentedToken('700')
    const walletAddress = home.walletAddress('amina')
    const { resourceServer } = await shop.client.walletAddress.get({ url: walletAddress })
    const made = await shop.client.outgoingPayment.create(
      { url: resourceServer, accessToken },
      { walletAddress, incomingPayment: incoming.id, debitAmount: amountOf(700) },
    )
    assert.deepEqual((await completed(made.id, accessToken)).sentAmount, amountOf(700))
  })

  test('reads without a key what is for everybody', async () => {
    const client = await createUnauthenticatedClient({ useHttp: true })
    const wallet = await client.walletAddress.get({ url: abroad.walletAddress('claire') })
    assert.equal(wallet.assetCode, 'EUR')
    const { payment } = await createIncoming(home.walletAddress('juma'))
    const { receivedAmount } = await client.incomingPayment.get({ url: payment.id })
    assert.deepEqual(receivedAmount, amountOf(0))
  })
})

/** The client's error of a status, with a description from the server. */
async function assertRefused(call: Promise<unknown>, status: number | readonly number[]) {
  await assert.rejects(call, (error: unknown) => {
    assert.ok(error instanceof OpenPaymentsClientError)
    const statuses = [status].flat()
    assert.ok(statuses.includes(error.status ?? 0), `${error.status}: ${error.description}`)
    assert.notEqual(error.description, '')
    return true
  })
}
