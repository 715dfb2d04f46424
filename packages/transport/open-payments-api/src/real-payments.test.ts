import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAuthenticatedClient, OpenPaymentsClientError } from '@interledger/open-payments'
import type { OutgoingPaymentId } from '@kivuko/payments'
import { freePort, waitFor } from '@kivuko/testing'

import { startTestNode } from './test-node.ts'
import { call, fullAccess } from './test-server.ts'

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 })

async function start() {
  const port = await freePort()
  const node = await startTestNode(`https://127.0.0.1:${port}`, port)
  const { app } = node.server.clients
  const client = await createAuthenticatedClient({
    useHttp: true,
    validateResponses: true,
    logLevel: 'silent',
    walletAddressUrl: 'https://client.example/app',
    privateKey: app.key,
    keyId: app.keyId,
  })
  return { node, client }
}

test('a client pays from one wallet address to another with the real payments', async () => {
  const { node, client } = await start()
  await using running = node
  const { server } = running
  const [alice, bob] = [await node.makeWallet('alice'), await node.makeWallet('bob')]
  const url = (await client.walletAddress.get({ url: alice.url })).resourceServer
  const toBob = { url, accessToken: server.grant(server.clients.app, fullAccess(bob.url)) }

  const incoming = await client.incomingPayment.create(toBob, {
    walletAddress: bob.url,
    incomingAmount: usd('2500'),
    metadata: { order: 'ü' },
  })
  const limits = { receiver: incoming.id, debitAmount: usd('3000') }
  const access = fullAccess(alice.url).map((item) =>
    item.type === 'outgoing-payment' ? { ...item, limits } : item,
  )
  const fromAlice = { url, accessToken: server.grant(server.clients.app, access) }
  const walletAddress = alice.url
  const quote = await client.quote.create(fromAlice, {
    walletAddress,
    receiver: incoming.id,
    method: 'ilp',
  })
  assert.deepEqual(quote.debitAmount, usd('2500'))
  const paying = await client.outgoingPayment.create(fromAlice, {
    walletAddress,
    quoteId: quote.id,
    metadata: { invoice: 7 },
  })
  assert.deepEqual([paying.failed, paying.sentAmount], [false, usd('0')])
  assert.equal(paying.id.split('/').at(-1), quote.id.split('/').at(-1))
  const spent = await client.outgoingPayment.getGrantSpentAmounts(fromAlice)
  assert.deepEqual(spent.spentDebitAmount, usd('2500'))

  const id = paying.id.split('/').at(-1) as OutgoingPaymentId
  const funded = await node.payments.outgoing.fund({ id })
  assert.equal('refusal' in funded, false)
  const { accessToken } = toBob
  await waitFor(async () => {
    const { completed } = await client.incomingPayment.get({ url: incoming.id, accessToken })
    return completed
  })
  const received = await client.incomingPayment.get({ url: incoming.id, accessToken })
  assert.deepEqual([received.receivedAmount, received.methods], [usd('2500'), []])
  const sent = await client.outgoingPayment.get({
    url: paying.id,
    accessToken: fromAlice.accessToken,
  })
  assert.deepEqual([sent.sentAmount, sent.metadata], [usd('2500'), { invoice: 7 }])
  const listed = await client.outgoingPayment.list({ ...fromAlice, walletAddress })
  assert.deepEqual(
    listed.result.map((payment) => payment.id),
    [paying.id],
  )
  assert.deepEqual(server.badAnswers, [])
})

test('a grant’s limit holds, and nothing is stored beyond it', async () => {
  const { node, client } = await start()
  await using running = node
  const { server } = running
  const [alice, bob] = [await node.makeWallet('alice'), await node.makeWallet('bob')]
  const url = `${server.url}/${node.operatorId}`
  const toBob = { url, accessToken: server.grant(server.clients.app, fullAccess(bob.url)) }
  const incoming = await client.incomingPayment.create(toBob, { walletAddress: bob.url })
  const limits = { debitAmount: usd('100') }
  const access = fullAccess(alice.url).map((item) =>
    item.type === 'outgoing-payment' ? { ...item, limits } : item,
  )
  const fromAlice = { url, accessToken: server.grant(server.clients.app, access) }
  const pay = (value: string) =>
    client.outgoingPayment.create(fromAlice, {
      walletAddress: alice.url,
      incomingPayment: incoming.id,
      debitAmount: usd(value),
    })
  await pay('60')
  await assert.rejects(pay('60'), (error) => {
    assert.ok(error instanceof OpenPaymentsClientError)
    return error.status === 403
  })
  const { result } = await client.outgoingPayment.list({ ...fromAlice, walletAddress: alice.url })
  assert.equal(result.length, 1)
})

test('pages of real payments follow their cursors; one that is none is an empty page', async () => {
  const { node, client } = await start()
  await using running = node
  const { server } = running
  const bob = await node.makeWallet('bob')
  const accessToken = server.grant(server.clients.app, fullAccess(bob.url))
  const at = { url: `${server.url}/${node.operatorId}`, accessToken, walletAddress: bob.url }
  const made: string[] = []
  for (let count = 0; count < 3; count++) {
    made.unshift((await client.incomingPayment.create(at, { walletAddress: bob.url })).id)
  }
  const wallet = { 'wallet-address': bob.url }
  const first = await client.incomingPayment.list(at, { ...wallet, first: 2 })
  const cursor = first.pagination.endCursor ?? assert.fail('no cursor')
  const second = await client.incomingPayment.list(at, { ...wallet, first: 2, cursor })
  const ids = [...first.result, ...second.result].map(({ id }) => id)
  assert.deepEqual(ids, made)
  const odd = await client.incomingPayment.list(at, { ...wallet, first: 2, cursor: 'nonsense' })
  assert.deepEqual(odd.result, [])
})

test('metadata that a database might choke on is kept or refused, never a failure', async () => {
  const { node } = await start()
  await using running = node
  const { server } = running
  const bob = await node.makeWallet('bob')
  const statusOf = async (body: string) => {
    const answer = await call(server.port, {
      path: `/${node.operatorId}/incoming-payments`,
      token: server.grant(server.clients.app, fullAccess(bob.url)),
      signer: server.clients.app,
      body,
    })
    return answer.status
  }
  const wallet = `"walletAddress":"${bob.url}"`
  for (const [metadata, status] of [
    ['{"a":"\\u0000"}', 400],
    ['{"a\\u0000":1}', 400],
    ['{"a":"\\ud800"}', 400],
    [`{"a":${'['.repeat(200)}${']'.repeat(200)}}`, 400],
    ['{"a":1e400,"b":-0,"c":1e-400,"d":12345678901234567890}', 201],
    ['{"":"","ü":"😀","a b":null}', 201],
  ] as const) {
    assert.equal(await statusOf(`{${wallet},"metadata":${metadata}}`), status, metadata)
  }
})

test('an ASE is told of a wallet address that is asked for', async () => {
  const { node } = await start()
  await using running = node
  const answer = await call(running.server.port, { path: '/late/jwks.json' })
  assert.equal(answer.status, 404)
  const [event] = await node.webhooks.events({ limit: 1 })
  assert.deepEqual(
    [event?.type, event?.data, event?.tenantId],
    [
      'wallet_address.not_found',
      { walletAddressUrl: `${running.server.url}/late` },
      node.operatorId,
    ],
  )
})
