import assert from 'node:assert/strict'
import { connect } from 'node:net'
import { describe, test } from 'node:test'
import fc from 'fast-check'

import { call, startTestServer, type TestServer } from './test-server.ts'

function assertNothingHappened(server: TestServer): void {
  assert.deepEqual(server.payments.stored, { incoming: [], quotes: [], outgoing: [] })
  assert.deepEqual(server.badAnswers, [])
}

/** All routes that take a body, with one that is right but for what a test does to it. */
function postRoutes({ tenantId, alice }: TestServer) {
  const receiver = `https://x.example/incoming-payments/1`
  const walletAddress = alice.url
  return [
    [`/${tenantId}/incoming-payments`, { walletAddress }],
    [`/${tenantId}/quotes`, { walletAddress, receiver, method: 'ilp' }],
    [`/${tenantId}/outgoing-payments`, { walletAddress, quoteId: receiver }],
  ] as const
}

describe('a body', () => {
  for (const [what, body, status, type] of [
    ['that is no JSON', '{"walletAddress": ', 400, undefined],
    ['that is not UTF-8', Buffer.from([0x22, 0xff, 0x22]).toString('latin1'), 400, undefined],
    ['that sets a prototype', '{"__proto__":{"admin":true}}', 400, undefined],
    ['that is a list', '[]', 400, undefined],
    ['that is null', 'null', 400, undefined],
    ['that is a text', '"walletAddress"', 400, undefined],
    ['that is empty', '', 400, undefined],
    ['that is too large', `{"a":"${'x'.repeat(40_000)}"}`, 413, undefined],
    ['that nests without end', '['.repeat(30_000), 400, undefined],
    ['of another type', 'walletAddress=x', 415, 'application/x-www-form-urlencoded'],
  ] as const) {
    test(`${what} is answered ${status} in the format of Open Payments`, async () => {
      await using server = await startTestServer()
      for (const [path] of postRoutes(server)) {
        const headers = type === undefined ? {} : { 'content-type': type }
        const signed = { token: server.grant(), signer: server.clients.app }
        const answer = await call(server.port, { method: 'POST', path, body, headers, ...signed })
        assert.equal(answer.status, status, answer.text)
        assert.equal(answer.json.error.code, String(status))
        assert.equal(typeof answer.json.error.description, 'string')
      }
      assertNothingHappened(server)
    })
  }

  test('of any JSON is answered, never with a failure of ours, and nothing is stored', async () => {
    await using server = await startTestServer()
    const token = server.grant()
    const routes = postRoutes(server)
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...routes),
        fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.object({ maxDepth: 2 })),
        fc.string(),
        async ([path, right], value, member) => {
          const spoiled = { ...right, [member]: value, walletAddress: value }
          for (const body of [value, spoiled]) {
            const signer = server.clients.app
            const answer = await call(server.port, { method: 'POST', path, token, signer, body })
            assert.ok(answer.status >= 400 && answer.status < 500, answer.text)
            assert.equal(answer.json.error.code, String(answer.status))
          }
        },
      ),
      { numRuns: 100 },
    )
    assertNothingHappened(server)
  })
})

describe('a path', () => {
  test('of any characters is answered, never with a failure of ours', async () => {
    await using server = await startTestServer()
    const token = server.grant()
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('', `/${server.tenantId}`, `/${server.tenantId}/incoming-payments`),
        fc.string({
          unit: fc.integer({ min: 0x21, max: 0x7e }).map((c) => String.fromCharCode(c)),
        }),
        fc.constantFrom('GET', 'POST', 'DELETE', 'PATCH'),
        async (base, rest, method) => {
          const path = `${base}/${rest}`
          const answer = await call(server.port, { method, path, token })
          assert.ok(answer.status < 500 && answer.status >= 400, `${path}: ${answer.text}`)
          assert.equal(answer.json.error.code, String(answer.status), path)
        },
      ),
      { numRuns: 150 },
    )
    assertNothingHappened(server)
  })

  test('that no route has is answered 404 in the format of Open Payments', async () => {
    await using server = await startTestServer()
    for (const [method, path] of [
      ['POST', '/'],
      ['DELETE', `/${server.tenantId}/quotes/1`],
      ['PUT', '/alice'],
      ['GET', '/metrics'],
    ] as const) {
      const answer = await call(server.port, { method, path })
      assert.deepEqual([answer.status, answer.json.error.code], [404, '404'], path)
    }
  })
})

describe('headers', () => {
  test('of any text are answered, never with a failure of ours', async () => {
    await using server = await startTestServer()
    const { clients, tenantId, alice } = server
    const good = { token: server.grant(), signer: clients.app, body: { walletAddress: alice.url } }
    const printable = fc.string({
      unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)),
      maxLength: 60,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('signature', 'signature-input', 'content-digest', 'authorization'),
        printable,
        async (name, text) => {
          const path = `/${tenantId}/incoming-payments`
          const answer = await call(server.port, { ...good, path, headers: { [name]: text } })
          assert.ok([401, 403].includes(answer.status), answer.text)
        },
      ),
      { numRuns: 150 },
    )
    await fc.assert(
      fc.asyncProperty(printable, printable, async (accept, host) => {
        const answer = await call(server.port, { path: '/alice', headers: { accept, host } })
        assert.ok(answer.status < 500, answer.text)
      }),
      { numRuns: 100 },
    )
    assertNothingHappened(server)
  })
})

test('bytes that are no HTTP close their connection and nothing else', async () => {
  await using server = await startTestServer()
  for (const bytes of ['\u0000\u0001\u0002\r\n\r\n', 'GET\r\n\r\n', 'POST / HTTP/9.9\r\n\r\n']) {
    const received = await new Promise<string>((resolve, reject) => {
      const socket = connect(server.port, '127.0.0.1', () => socket.write(bytes))
      let text = ''
      socket.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      socket.on('close', () => resolve(text))
      socket.on('error', reject)
    })
    assert.match(received, /^HTTP\/1\.1 (400|505) /)
  }
  assert.equal((await call(server.port, { path: '/alice' })).status, 200)
  assertNothingHappened(server)
})
