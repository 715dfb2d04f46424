import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

import { call, startTestServer, type TestServer } from './test-server.ts'

const usd = (value: string) => ({ value, assetCode: 'USD', assetScale: 2 })

async function create(server: TestServer, more: object = {}) {
  const made = await call(server.port, {
    path: `/${server.tenantId}/incoming-payments`,
    token: server.grant(),
    signer: server.clients.app,
    body: { walletAddress: server.alice.url, ...more },
  })
  assert.equal(made.status, 201, made.text)
  return made
}

describe('POST /:tenantId/incoming-payments', () => {
  test('makes an incoming payment with a way to pay it', async () => {
    await using server = await startTestServer()
    const { tenantId, alice, url } = server
    const made = await create(server, {
      incomingAmount: usd('2500'),
      expiresAt: '2030-06-01T12:00:00Z',
      metadata: { order: 'ü1', nested: { deep: [1, null] } },
    })
    const [stored] = server.payments.stored.incoming
    assert.deepEqual(made.json, {
      id: `${url}/${tenantId}/incoming-payments/${stored?.id}`,
      walletAddress: alice.url,
      incomingAmount: usd('2500'),
      receivedAmount: usd('0'),
      completed: false,
      metadata: { order: 'ü1', nested: { deep: [1, null] } },
      createdAt: '2030-01-01T00:00:00.000Z',
      expiresAt: '2030-06-01T12:00:00.000Z',
      methods: [
        {
          type: 'ilp',
          ilpAddress: 'test.node.conn1',
          sharedSecret: Buffer.alloc(32, 1).toString('base64url'),
        },
      ],
    })
    assert.equal(stored?.client, 'https://client.example/app')
    assert.equal(stored?.initiatedBy, 'OPEN_PAYMENTS')
    assert.deepEqual(server.badAnswers, [])
  })

  test('takes the wallet address in any of its spellings', async () => {
    await using server = await startTestServer()
    const spelled = `http://127.0.0.1:${server.port}/ALICE/`
    const made = await create(server, { walletAddress: spelled })
    assert.equal(made.json.walletAddress, server.alice.url)
  })

  for (const [what, body] of [
    ['no wallet address', { walletAddress: undefined }],
    ['a wallet address that is no URL', { walletAddress: 'alice' }],
    ['an amount that is a number', { incomingAmount: { ...usd('1'), value: 1 } }],
    ['an amount below zero', { incomingAmount: usd('-1') }],
    ['an amount beyond 64 bits', { incomingAmount: usd('18446744073709551616') }],
    ['an amount in hexadecimal', { incomingAmount: usd('0x10') }],
    ['a scale that is too large', { incomingAmount: { ...usd('1'), assetScale: 256 } }],
    ['an expiry that is no time', { expiresAt: 'tomorrow' }],
    ['an expiry without a time zone', { expiresAt: '2030-01-01T00:00:00' }],
    ['metadata that is a list', { metadata: [1] }],
    ['a member that is not known', { amount: '1' }],
    ['a text with a NUL', { metadata: { a: 'x\u0000' } }],
    ['a text with half a character', { metadata: { 'a\ud800': 'x' } }],
    ['metadata that is nested too deep', { metadata: nested(70) }],
  ] as const) {
    test(`refuses ${what} with 400 and stores nothing`, async () => {
      await using server = await startTestServer()
      const answer = await call(server.port, {
        path: `/${server.tenantId}/incoming-payments`,
        token: server.grant(),
        signer: server.clients.app,
        body: { walletAddress: server.alice.url, ...body },
      })
      assert.equal(answer.status, 400, answer.text)
      assert.equal(answer.json.error.code, '400')
      assert.notEqual(answer.json.error.description, '')
      assert.deepEqual(server.payments.stored.incoming, [])
    })
  }

  test('says which member is wrong, and how', async () => {
    await using server = await startTestServer()
    const answer = await call(server.port, {
      path: `/${server.tenantId}/incoming-payments`,
      body: { walletAddress: server.alice.url, incomingAmount: usd('x') },
    })
    assert.equal(
      answer.json.error.description,
      'body.incomingAmount.value must match format "uint64"',
    )
  })

  for (const [refusal, status] of [
    ['UnknownWalletAddress', 404],
    ['InvalidAmount', 400],
    ['InvalidExpiry', 400],
    ['InvalidState', 400],
    ['InactiveWalletAddress', 400],
    ['ActionNotPerformed', 403],
    ['AlreadyActioned', 403],
  ] as const) {
    test(`answers ${status} when the domain says ${refusal}`, async () => {
      await using server = await startTestServer()
      server.payments.refuseNext = { refusal: refusal as never, description: 'because' }
      const answer = await call(server.port, {
        path: `/${server.tenantId}/incoming-payments`,
        token: server.grant(),
        signer: server.clients.app,
        body: { walletAddress: server.alice.url },
      })
      assert.equal(answer.status, status)
      assert.deepEqual(answer.json, { error: { code: String(status), description: 'because' } })
      assert.equal(answer.headers['www-authenticate'], undefined)
    })
  }
})

describe('GET /:tenantId/incoming-payments/:id', () => {
  test('gives new credentials each time it is asked', async () => {
    await using server = await startTestServer()
    const made = await create(server)
    const path = new URL(made.json.id).pathname
    const get = () => call(server.port, { path, token: server.grant(), signer: server.clients.app })
    const [one, other] = [await get(), await get()]
    assert.deepEqual([one.status, other.status], [200, 200])
    assert.equal(one.json.id, made.json.id)
    const secrets = [made, one, other].map(({ json }) => json.methods[0].sharedSecret)
    assert.equal(new Set(secrets).size, 3)
    assert.deepEqual(server.badAnswers, [])
  })

  test('tells anybody what was received, and where to ask for a grant', async () => {
    await using server = await startTestServer()
    const made = await create(server, { metadata: { private: true } })
    const answer = await call(server.port, { path: new URL(made.json.id).pathname })
    assert.equal(answer.status, 200)
    assert.deepEqual(answer.json, {
      receivedAmount: usd('0'),
      authServer: `https://auth.example/${server.tenantId}`,
    })
  })

  test('answers 404 to anybody who asks for one that is not there', async () => {
    await using server = await startTestServer()
    const paths = [crypto.randomUUID(), 'x', '%00', '..%2f..'].map(
      (id) => `/${server.tenantId}/incoming-payments/${id}`,
    )
    const answers = await Promise.all(paths.map((path) => call(server.port, { path })))
    assert.deepEqual(
      answers.map(({ status, json }) => [status, json.error.code]),
      paths.map(() => [404, '404']),
    )
  })

  test('answers 401 with a token to one that is not there: it is nobody’s', async () => {
    await using server = await startTestServer()
    const answer = await call(server.port, {
      path: `/${server.tenantId}/incoming-payments/${crypto.randomUUID()}`,
      token: server.grant(),
      signer: server.clients.app,
    })
    assert.equal(answer.status, 401)
  })
})

describe('POST /:tenantId/incoming-payments/:id/complete', () => {
  test('completes a payment once; then there is nothing to pay it by', async () => {
    await using server = await startTestServer()
    const made = await create(server)
    const resource = new URL(made.json.id).pathname
    const complete = () =>
      call(server.port, {
        method: 'POST',
        path: `${resource}/complete`,
        token: server.grant(),
        signer: server.clients.app,
      })
    const completed = await complete()
    assert.equal(completed.status, 200, completed.text)
    assert.equal(completed.json.completed, true)
    assert.equal('methods' in completed.json, false)
    const again = await complete()
    assert.equal(again.status, 409)
    const read = await call(server.port, {
      path: resource,
      token: server.grant(),
      signer: server.clients.app,
    })
    assert.deepEqual(read.json.methods, [])
    assert.deepEqual(server.badAnswers, [])
  })
})

function nested(depth: number): object {
  let value = {}
  for (let level = 0; level < depth; level++) value = { a: value }
  return value
}
