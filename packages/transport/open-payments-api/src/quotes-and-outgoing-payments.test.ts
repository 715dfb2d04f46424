import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { call, fullAccess, startTestServer, type TestServer } from './test-server.ts'

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 })
const receiver = 'https://elsewhere.example/incoming-payments/08394f02-7b7b-45e2-b645-51d04e7c330c'

async function post(server: TestServer, collection: string, more: object, token = server.grant()) {
  return await call(server.port, {
    path: `/${server.tenantId}/${collection}`,
    token,
    signer: server.clients.app,
    body: { walletAddress: server.alice.url, ...more },
  })
}

async function quote(server: TestServer) {
  const made = await post(server, 'quotes', { receiver, method: 'ilp', debitAmount: usd('500') })
  assert.equal(made.status, 201, made.text)
  return made.json
}

describe('POST /:tenantId/quotes', () => {
  test('makes a quote, which its client can read', async () => {
    await using server = await startTestServer()
    const { tenantId, alice, url } = server
    const made = await quote(server)
    const [stored] = server.payments.stored.quotes
    assert.deepEqual(made, {
      id: `${url}/${tenantId}/quotes/${stored?.id}`,
      walletAddress: alice.url,
      receiver,
      debitAmount: usd('500'),
      receiveAmount: usd('500'),
      method: 'ilp',
      createdAt: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-01-02T00:00:00.000Z',
    })
    const read = await call(server.port, {
      path: new URL(made.id).pathname,
      token: server.grant(),
      signer: server.clients.app,
    })
    assert.deepEqual([read.status, read.json], [200, made])
    assert.deepEqual(server.badAnswers, [])
  })

  test('quotes for the amount that is to arrive, or for the receiver’s own', async () => {
    await using server = await startTestServer()
    const fixed = await post(server, 'quotes', {
      receiver,
      method: 'ilp',
      receiveAmount: usd('70'),
    })
    const open = await post(server, 'quotes', { receiver, method: 'ilp' })
    assert.deepEqual([fixed.status, open.status], [201, 201])
    assert.deepEqual(fixed.json.receiveAmount, usd('70'))
  })

  for (const [what, body] of [
    ['both amounts', { debitAmount: usd('1'), receiveAmount: usd('1') }],
    ['a receiver that is no incoming payment', { receiver: 'https://elsewhere.example/bob' }],
    ['a method that is not known', { method: 'cash' }],
    ['no method', { method: undefined }],
  ] as const) {
    test(`refuses ${what}`, async () => {
      await using server = await startTestServer()
      const answer = await post(server, 'quotes', { receiver, method: 'ilp', ...body })
      assert.equal(answer.status, 400, answer.text)
      assert.deepEqual(server.payments.stored.quotes, [])
    })
  }

  test('passes on how little is too little', async () => {
    await using server = await startTestServer()
    const details = { minSendAmount: usd('3') }
    const refusal = 'NonPositiveReceiveAmount' as never
    server.payments.refuseNext = { refusal, description: 'too little', details }
    const answer = await post(server, 'quotes', { receiver, method: 'ilp', debitAmount: usd('1') })
    assert.equal(answer.status, 400)
    assert.deepEqual(answer.json, { error: { code: '400', description: 'too little', details } })
  })

  for (const [refusal, status] of [
    ['InvalidReceiver', 400],
    ['CouldNotFetchRates', 500],
  ] as const) {
    test(`answers ${status} when the domain says ${refusal}`, async () => {
      await using server = await startTestServer()
      server.payments.refuseNext = { refusal: refusal as never, description: 'because' }
      const answer = await post(server, 'quotes', { receiver, method: 'ilp' })
      assert.deepEqual([answer.status, answer.json.error.description], [status, 'because'])
    })
  }
})

describe('POST /:tenantId/outgoing-payments', () => {
  test('pays by a quote, under the limits of the grant', async () => {
    await using server = await startTestServer()
    const { alice, tenantId, url } = server
    const quoted = await quote(server)
    const limits = {
      receiver,
      debitAmount: usd('1000'),
      interval: 'R/2030-01-01T00:00:00Z/P1M',
    }
    const [, , outgoing] = fullAccess(alice.url)
    assert.ok(outgoing)
    const token = server.grant(server.clients.app, [{ ...outgoing, limits }])
    const body = { quoteId: quoted.id, metadata: { invoice: 7 } }
    const made = await post(server, 'outgoing-payments', body, token)
    assert.equal(made.status, 201, made.text)
    const [stored] = server.payments.stored.outgoing
    assert.deepEqual(made.json, {
      id: `${url}/${tenantId}/outgoing-payments/${stored?.id}`,
      walletAddress: alice.url,
      quoteId: quoted.id,
      receiver,
      debitAmount: usd('500'),
      receiveAmount: usd('500'),
      sentAmount: usd('0'),
      failed: false,
      metadata: { invoice: 7 },
      createdAt: '2030-01-01T00:00:00.000Z',
      grantSpentDebitAmount: usd('7'),
    })
    const [given] = server.payments.createdWith
    assert.deepEqual(given?.grant, {
      id: server.tokens.get(token)?.grantId,
      limits: {
        receiver,
        debitAmount: { value: 1000n, code: 'USD', scale: 2 },
        interval: limits.interval,
      },
    })
    assert.deepEqual(server.badAnswers, [])
  })

  test('pays straight into an incoming payment', async () => {
    await using server = await startTestServer()
    await quote(server)
    const from = { incomingPayment: receiver, debitAmount: usd('25') }
    const made = await post(server, 'outgoing-payments', from)
    assert.equal(made.status, 201, made.text)
    assert.deepEqual(server.payments.createdWith[0]?.from, {
      incomingPayment: receiver,
      debitAmount: { value: 25n, code: 'USD', scale: 2 },
    })
  })

  for (const [what, body, status] of [
    ['neither a quote nor an incoming payment', {}, 400],
    ['both', { quoteId: receiver, incomingPayment: receiver, debitAmount: usd('1') }, 400],
    ['an incoming payment without an amount', { incomingPayment: receiver }, 400],
    ['a quote that is no URL of one', { quoteId: receiver }, 404],
  ] as const) {
    test(`refuses ${what}`, async () => {
      await using server = await startTestServer()
      const answer = await post(server, 'outgoing-payments', body)
      assert.equal(answer.status, status, answer.text)
      assert.deepEqual(server.payments.createdWith, [])
    })
  }

  for (const [refusal, status] of [
    ['InsufficientGrant', 403],
    ['InvalidQuote', 400],
    ['UnknownQuote', 404],
    ['NegativeReceiveAmount', 400],
    ['WrongState', 409],
    ['InvalidInterval', 500],
    ['OnlyOneGrantAmountAllowed', 500],
  ] as const) {
    test(`answers ${status} when the domain says ${refusal}`, async () => {
      await using server = await startTestServer()
      const { id: quoteId } = await quote(server)
      server.payments.refuseNext = { refusal: refusal as never, description: 'because' }
      const answer = await post(server, 'outgoing-payments', { quoteId })
      assert.deepEqual([answer.status, answer.json.error.description], [status, 'because'])
    })
  }
})

describe('GET /:tenantId/outgoing-payments/:id', () => {
  test('tells what was sent, and nothing of the grant', async () => {
    await using server = await startTestServer()
    const { id: quoteId } = await quote(server)
    const made = await post(server, 'outgoing-payments', { quoteId })
    const read = await call(server.port, {
      path: new URL(made.json.id).pathname,
      token: server.grant(),
      signer: server.clients.app,
    })
    const { grantSpentDebitAmount: _before, ...payment } = made.json
    assert.deepEqual([read.status, read.json], [200, payment])
    assert.deepEqual(server.badAnswers, [])
  })
})

describe('GET /:tenantId/outgoing-payment-grant', () => {
  const read = (server: TestServer, token: string, tenantId: string = server.tenantId) =>
    call(server.port, {
      path: `/${tenantId}/outgoing-payment-grant`,
      token,
      signer: server.clients.app,
    })

  test('tells what was spent under the grant', async () => {
    await using server = await startTestServer()
    const answer = await read(server, server.grant())
    assert.equal(answer.status, 200, answer.text)
    assert.deepEqual(answer.json, { spentDebitAmount: usd('12'), spentReceiveAmount: null })
    assert.deepEqual(server.badAnswers, [])
  })

  test('tells null where nothing was spent', async () => {
    await using server = await startTestServer()
    const { client } = server.clients.app
    const access = fullAccess(server.alice.url)
    server.tokens.set('t', { grantId: 'unused-grant', client, access })
    const answer = await read(server, 't')
    assert.deepEqual(answer.json, { spentDebitAmount: null, spentReceiveAmount: null })
  })

  test('wants a grant for outgoing payments of this server', async () => {
    await using server = await startTestServer()
    const withoutOutgoing = fullAccess(server.alice.url).slice(0, 2)
    const poor = server.grant(server.clients.app, withoutOutgoing)
    assert.equal((await read(server, poor)).status, 403)
    assert.equal((await read(server, server.grant(), server.otherTenantId)).status, 403)
    assert.equal((await read(server, 'unknown')).status, 403)
  })
})
