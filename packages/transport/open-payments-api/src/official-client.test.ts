import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import {
  createAuthenticatedClient,
  createUnauthenticatedClient,
  OpenPaymentsClientError,
} from '@interledger/open-payments'

import { startTestServer, type TestServer } from './test-server.ts'

const common = { useHttp: true, validateResponses: true, logLevel: 'silent' } as const
const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 })

async function authenticated({ clients: { app } }: TestServer) {
  return await createAuthenticatedClient({
    ...common,
    walletAddressUrl: 'https://client.example/app',
    privateKey: app.key,
    keyId: app.keyId,
  })
}

describe('the official client', () => {
  test('reads wallet addresses and their keys', async () => {
    await using server = await startTestServer()
    const client = await createUnauthenticatedClient(common)
    const wallet = await client.walletAddress.get({ url: server.alice.url })
    assert.equal(wallet.id, server.alice.url)
    assert.equal(wallet.resourceServer, `${server.url}/${server.tenantId}`)
    const { keys } = await client.walletAddress.getKeys({ url: server.alice.url })
    assert.deepEqual(
      keys.map(({ kid }) => kid),
      ['wallet-key'],
    )
  })

  test('makes, reads, lists and completes incoming payments', async () => {
    await using server = await startTestServer()
    const client = await authenticated(server)
    const accessToken = server.grant()
    const at = { url: `${server.url}/${server.tenantId}`, accessToken }
    const made = await client.incomingPayment.create(at, {
      walletAddress: server.alice.url,
      incomingAmount: usd('100'),
      expiresAt: '2030-02-01T00:00:00Z',
      metadata: { description: 'Käse' },
    })
    assert.equal(made.methods.length, 1)
    const { id: url } = made
    const read = await client.incomingPayment.get({ url, accessToken })
    assert.deepEqual([read.id, read.metadata], [url, { description: 'Käse' }])
    const { authServer } = await client.incomingPayment.getPublic({ url })
    assert.equal(authServer, `https://auth.example/${server.tenantId}`)
    const list = { ...at, walletAddress: server.alice.url }
    const page = await client.incomingPayment.list(list)
    assert.deepEqual(
      page.result.map(({ id }) => id),
      [url],
    )
    const completed = await client.incomingPayment.complete({ url, accessToken })
    assert.equal(completed.completed, true)
    assert.deepEqual(server.badAnswers, [])
  })

  test('quotes and pays', async () => {
    await using server = await startTestServer()
    const client = await authenticated(server)
    const accessToken = server.grant()
    const at = { url: `${server.url}/${server.tenantId}`, accessToken }
    const walletAddress = server.alice.url
    const receiver = `${server.url}/${server.tenantId}/incoming-payments/${crypto.randomUUID()}`
    const quote = await client.quote.create(at, {
      walletAddress,
      receiver,
      method: 'ilp',
      debitAmount: usd('500'),
    })
    assert.deepEqual(await client.quote.get({ url: quote.id, accessToken }), quote)
    const paid = await client.outgoingPayment.create(at, { walletAddress, quoteId: quote.id })
    assert.deepEqual(paid.grantSpentDebitAmount, usd('7'))
    const read = await client.outgoingPayment.get({ url: paid.id, accessToken })
    assert.equal(read.id, paid.id)
    const page = await client.outgoingPayment.list({ ...at, walletAddress })
    assert.equal(page.result.length, 1)
    const spent = await client.outgoingPayment.getGrantSpentAmounts(at)
    assert.deepEqual(spent, { spentDebitAmount: usd('12'), spentReceiveAmount: null })
    assert.deepEqual(server.badAnswers, [])
  })

  test('is told why it is refused', async () => {
    await using server = await startTestServer()
    const client = await authenticated(server)
    const url = `${server.url}/${server.tenantId}`
    await assert.rejects(
      client.incomingPayment.create(
        { url, accessToken: 'unknown' },
        { walletAddress: server.alice.url },
      ),
      (error) => {
        assert.ok(error instanceof OpenPaymentsClientError)
        assert.deepEqual(
          [error.status, error.code, error.description],
          [403, '403', 'the token is not active'],
        )
        return true
      },
    )
  })
})
