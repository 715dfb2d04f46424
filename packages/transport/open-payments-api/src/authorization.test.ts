import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { contentDigest } from '@kivuko/signatures'

import { call, fullAccess, startTestServer, type TestCall, type TestServer } from './test-server.ts'

/** A good request; each test spoils one thing of it. */
function goodCall(server: TestServer): TestCall & { readonly headers?: Record<string, string> } {
  return {
    path: `/${server.tenantId}/incoming-payments`,
    token: server.grant(),
    signer: server.clients.app,
    body: { walletAddress: server.alice.url },
  }
}

async function expectRefused(
  server: TestServer,
  changes: Partial<TestCall>,
  expected: { status: number; challenge?: boolean },
): Promise<void> {
  const answer = await call(server.port, { ...goodCall(server), ...changes })
  assert.equal(answer.status, expected.status, answer.text)
  assert.equal(answer.json.error.code, String(expected.status))
  const challenge = `GNAP as_uri=https://auth.example/${server.tenantId}`
  const wanted = expected.challenge === false ? undefined : challenge
  assert.equal(answer.headers['www-authenticate'], wanted)
  assert.deepEqual(server.payments.stored.incoming, [])
}

describe('a token', () => {
  for (const [what, headers] of [
    ['is missing', { authorization: undefined }],
    ['is of another scheme', { authorization: 'Bearer abc' }],
    ['is empty', { authorization: 'GNAP ' }],
    ['is far too long', { authorization: `GNAP ${'a'.repeat(5_000)}` }],
  ] as const) {
    test(`that ${what} is answered 401 and where to get one`, async () => {
      await using server = await startTestServer()
      await expectRefused(server, { headers }, { status: 401 })
    })
  }

  test('that is not active is answered 403', async () => {
    await using server = await startTestServer()
    await expectRefused(server, { token: 'revoked' }, { status: 403 })
  })

  test('that does not allow the action is answered 403', async () => {
    await using server = await startTestServer()
    const reading = [{ type: 'incoming-payment', actions: ['read', 'list'] } as const]
    const token = server.grant(server.clients.app, reading)
    await expectRefused(server, { token }, { status: 403 })
  })

  test('for another wallet address is answered 403', async () => {
    await using server = await startTestServer()
    const token = server.grant(server.clients.app, fullAccess(server.bob.url))
    await expectRefused(server, { token }, { status: 403 })
  })

  test('that was revoked between two requests does not let the second in', async () => {
    await using server = await startTestServer()
    const good = goodCall(server)
    assert.equal((await call(server.port, good)).status, 201)
    server.tokens.clear()
    assert.equal((await call(server.port, good)).status, 403)
  })

  test('that cannot be checked is answered 401', async () => {
    const introspection = {
      introspect: async () => {
        throw new Error('the authorization server is down')
      },
    }
    await using server = await startTestServer({ ports: { introspection } })
    await expectRefused(server, {}, { status: 401 })
  })
})

describe('a signature', () => {
  for (const [what, tamper] of [
    ['is missing', ({ headers }) => void delete headers['signature']],
    ['has no input', ({ headers }) => void delete headers['signature-input']],
    ['is no signature', ({ headers }) => void (headers['signature'] = 'sig1=:AAAA:')],
    ['is garbage', ({ headers }) => void (headers['signature'] = 'sig1;;==,,"')],
    ['is of another body', (sent) => void (sent.body = sent.body.replace(/}$/, ',"metadata":{}}'))],
    [
      'is of a body with another digest',
      (sent) => {
        sent.body = `${sent.body} `
        sent.headers['content-digest'] = contentDigest(sent.body)
      },
    ],
    ['lacks the digest', ({ headers }) => void delete headers['content-digest']],
    [
      'does not cover the token',
      ({ headers }) => {
        headers['signature-input'] = (headers['signature-input'] ?? '').replace(
          ' "authorization"',
          '',
        )
      },
    ],
  ] as readonly (readonly [string, NonNullable<TestCall['tamper']>])[]) {
    test(`that ${what} is answered 401`, async () => {
      await using server = await startTestServer()
      await expectRefused(server, { tamper }, { status: 401 })
    })
  }

  test('of another client than the token’s is answered 401', async () => {
    await using server = await startTestServer()
    await expectRefused(server, { signer: server.clients.other }, { status: 401 })
    const sameKid = { ...server.clients.other, keyId: server.clients.app.keyId }
    await expectRefused(server, { signer: sameKid }, { status: 401 })
  })

  test('with the key that the token names is right', async () => {
    await using server = await startTestServer()
    const { one, other } = server.jwkClients
    const good = { ...goodCall(server), token: server.grant(one) }
    assert.equal((await call(server.port, { ...good, signer: one })).status, 201)
    assert.equal((await call(server.port, { ...good, signer: other })).status, 401)
    const renamed = { ...one, keyId: other.keyId }
    assert.equal((await call(server.port, { ...good, signer: renamed })).status, 401)
  })

  test('is right for the https URL too, which a proxy has made http', async () => {
    await using server = await startTestServer()
    const answer = await call(server.port, { ...goodCall(server), signedScheme: 'https' })
    assert.equal(answer.status, 201, answer.text)
  })

  test('is right for the server’s own URL when a proxy has rewritten the host', async () => {
    await using server = await startTestServer()
    const headers = { host: 'internal:1234' }
    const answer = await call(server.port, { ...goodCall(server), signedScheme: 'https', headers })
    assert.equal(answer.status, 201, answer.text)
  })

  test('is right for the forwarded host only where proxies are trusted', async () => {
    const settings = { trustProxy: true, openPaymentsUrl: 'https://public.example' }
    for (const [trustProxy, status] of [
      [true, 201],
      [false, 401],
    ] as const) {
      await using server = await startTestServer({ settings: { ...settings, trustProxy } })
      const forwarded = `127.0.0.1:${server.port}`
      const headers = { host: 'internal', 'x-forwarded-host': forwarded }
      const answer = await call(server.port, { ...goodCall(server), headers })
      assert.equal(answer.status, status, answer.text)
    }
  })

  test('of any age is right, unless the operator limits it', async () => {
    const clock = { now: () => Date.now() + 3_600_000 }
    const ports = { clock: { ...(await import('@kivuko/clock')).systemClock, ...clock } }
    await using lenient = await startTestServer({ ports })
    assert.equal((await call(lenient.port, goodCall(lenient))).status, 201)
    await using strict = await startTestServer({ ports, settings: { signatureAgeSecMax: 60 } })
    await expectRefused(strict, {}, { status: 401 })
  })
})

describe('a tenant', () => {
  test('that is not there has no resource server', async () => {
    await using server = await startTestServer()
    for (const tenant of [crypto.randomUUID(), 'tenant', '%0d%0aset-cookie:x']) {
      const path = `/${tenant}/incoming-payments`
      await expectRefused(server, { path }, { status: 404, challenge: false })
    }
  })

  test('does not make payments into another one’s wallet address', async () => {
    await using server = await startTestServer()
    const token = server.grant(server.clients.app, fullAccess(server.carol.url))
    const body = { walletAddress: server.carol.url }
    await expectRefused(server, { token, body }, { status: 400, challenge: false })
  })

  test('does not know another one’s resources', async () => {
    await using server = await startTestServer()
    const made = await call(server.port, goodCall(server))
    assert.equal(made.status, 201)
    const path = new URL(made.json.id).pathname
    const elsewhere = path.replace(server.tenantId, server.otherTenantId)
    assert.equal((await call(server.port, { path: elsewhere })).status, 404)
    const { token, signer } = goodCall(server)
    const answer = await call(server.port, { path: elsewhere, token: token ?? '', signer: signer! })
    assert.equal(answer.status, 401)
  })
})

describe('a wallet address', () => {
  test('that is not active is answered 400', async () => {
    await using server = await startTestServer()
    const token = server.grant(server.clients.app, fullAccess(server.dormant.url))
    const body = { walletAddress: server.dormant.url }
    await expectRefused(server, { token, body }, { status: 400, challenge: false })
  })

  test('that is not there is asked for, and answered 400 when it does not come', async () => {
    await using server = await startTestServer()
    const url = `${server.url}/nobody`
    const token = server.grant(server.clients.app, fullAccess(url))
    const body = { walletAddress: url }
    await expectRefused(server, { token, body }, { status: 400, challenge: false })
    assert.deepEqual(server.absent, [url])
  })

  test('that is not there is asked for by nobody whose signature is wrong', async () => {
    await using server = await startTestServer()
    const url = `${server.url}/nobody`
    const token = server.grant(server.clients.app, fullAccess(url))
    const body = { walletAddress: url }
    await expectRefused(server, { token, body, signer: server.clients.other }, { status: 401 })
    assert.deepEqual(server.absent, [])
  })

  test('that has a query is none', async () => {
    await using server = await startTestServer()
    const body = { walletAddress: `${server.alice.url}?a` }
    await expectRefused(server, { body }, { status: 401 })
  })
})
