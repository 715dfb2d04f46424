import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { type AppServer, createHttpServer, type HttpServerOptions } from './create-http-server.ts'
import { createHttpClient } from '../create-http-client.ts'
import type { HttpRequest, HttpResponse } from '../http-client.ts'
import { baseOptions, connectTo, recordingLog } from '../test-kit.ts'

interface Running extends AsyncDisposable {
  readonly port: number
  readonly server: AppServer
  request(request: Omit<HttpRequest, 'url'> & { readonly path: string }): Promise<HttpResponse>
}

async function run(options: Partial<HttpServerOptions> = {}): Promise<Running> {
  const server = createHttpServer({ ...baseOptions(), ...options })
  server.app.post('/echo', async (request) => ({
    body: request.body ?? null,
    raw: request.rawBody.toString('latin1'),
  }))
  server.app.get('/raw-length', async (request) => ({ length: request.rawBody.length }))
  server.app.get('/boom', async () => {
    throw new Error('the database password is hush')
  })
  server.app.get('/whoami', async ({ protocol, host, ip }) => ({ protocol, host, ip }))
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  const client = createHttpClient({ clock: systemClock })
  return {
    port,
    server,
    request: ({ path, ...rest }) =>
      client.request({ ...rest, url: `http://127.0.0.1:${port}${path}` }),
    [Symbol.asyncDispose]: async () => {
      await client[Symbol.asyncDispose]()
      await server.close({ graceMs: 100 })
    },
  }
}

const json = { 'content-type': 'application/json' }

function codeOf({ status, body }: HttpResponse): readonly [number, unknown] {
  return [status, JSON.parse(body.toString()).error.code]
}

test('gives a JSON body parsed and as it came', async () => {
  await using running = await run()
  const sent = '{ "b": 1,  "a": "\\u00e9" }'
  const { status, body } = await running.request({
    method: 'POST',
    path: '/echo',
    headers: { 'content-type': 'application/json; charset=utf-8' },
    body: sent,
  })
  assert.equal(status, 200)
  assert.deepEqual(JSON.parse(body.toString()), { body: { b: 1, a: 'é' }, raw: sent })
})

test('takes an empty body for none', async () => {
  await using running = await run()
  for (const headers of [json, {}]) {
    const { body } = await running.request({ method: 'POST', path: '/echo', headers })
    assert.deepEqual(JSON.parse(body.toString()), { body: null, raw: '' })
  }
  const { body } = await running.request({ method: 'GET', path: '/raw-length' })
  assert.deepEqual(JSON.parse(body.toString()), { length: 0 })
})

test('takes a path with and without a slash at its end', async () => {
  await using running = await run()
  const { status } = await running.request({ method: 'GET', path: '/raw-length/' })
  assert.equal(status, 200)
})

const refusedBodies: readonly (readonly [string, string | Uint8Array])[] = [
  ['not JSON', '{"a":'],
  ['with a prototype', '{"a":{"__proto__":{"admin":true}}}'],
  ['with a constructor prototype', '{"constructor":{"prototype":{"admin":true}}}'],
  ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22)],
]
for (const [what, body] of refusedBodies) {
  test(`refuses a body that is ${what}, in the format of the interface`, async () => {
    await using running = await run()
    const response = await running.request({ method: 'POST', path: '/echo', headers: json, body })
    assert.deepEqual(codeOf(response), [400, 'invalid_json'])
  })
}

test('refuses a body of another type', async () => {
  await using running = await run()
  for (const headers of [{ 'content-type': 'application/x-www-form-urlencoded' }, {}]) {
    const response = await running.request({ method: 'POST', path: '/echo', headers, body: 'a=b' })
    assert.deepEqual(codeOf(response), [415, 'unsupported_media_type'])
  }
})

test('refuses a body beyond the limit, announced or not', async () => {
  await using running = await run({ limits: { bodyBytesMax: 10 } })
  const announced = { method: 'POST', path: '/echo', headers: json } as const
  assert.equal((await running.request({ ...announced, body: '"12345678"' })).status, 200)
  assert.deepEqual(codeOf(await running.request({ ...announced, body: '"123456789"' })), [
    413,
    'body_too_large',
  ])
  using connection = await connectTo(running.port)
  connection.send(
    'POST /echo HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n' +
      'Transfer-Encoding: chunked\r\n\r\nb\r\n"123456789"\r\n0\r\n\r\n',
  )
  assert.match(await connection.received(/too large/), /^HTTP\/1.1 413 /)
})

test('answers an unknown route and a malformed path in the format of the interface', async () => {
  await using running = await run()
  const unknown = await running.request({ method: 'GET', path: '/nothing/here' })
  assert.deepEqual(codeOf(unknown), [404, 'not_found'])
  const malformed = await running.request({ method: 'GET', path: '/%ff' })
  assert.deepEqual(codeOf(malformed), [400, 'bad_request'])
})

test('an error format of plain text is sent as plain text', async () => {
  await using running = await run({ errorBody: (_status, _code, message) => message })
  const { headers, body } = await running.request({ method: 'GET', path: '/nothing' })
  assert.equal(headers['content-type'], 'text/plain; charset=utf-8')
  assert.equal(body.toString(), 'Not Found')
})

test('answers 500 without a word about the cause, and logs the cause', async () => {
  const { log, lines } = recordingLog()
  await using running = await run({ log })
  const response = await running.request({ method: 'GET', path: '/boom' })
  assert.deepEqual(codeOf(response), [500, 'internal_error'])
  assert.doesNotMatch(response.body.toString(), /hush/)
  const [line] = lines as [string, string, { route: string; err: Error }][]
  assert.equal(line?.[0], 'error')
  assert.equal(line?.[2].route, '/boom')
  assert.match(line?.[2].err.message ?? '', /hush/)
})

test('believes X-Forwarded headers only when told to', async () => {
  const headers = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'pay.example' }
  for (const trustProxy of [true, false]) {
    await using running = await run({ trustProxy })
    const { body } = await running.request({ method: 'GET', path: '/whoami', headers })
    const { protocol, host } = JSON.parse(body.toString())
    const expected = trustProxy ? ['https', 'pay.example'] : ['http', `127.0.0.1:${running.port}`]
    assert.deepEqual([protocol, host], expected)
  }
})

test('lets scripts of other origins in only when told to', async () => {
  const preflight = {
    method: 'OPTIONS',
    path: '/echo',
    headers: {
      origin: 'https://wallet.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'signature,content-type',
    },
  } as const
  const plain = { method: 'GET', path: '/boom', headers: { origin: 'https://a.example' } } as const
  await using open = await run({ cors: true })
  const { status, headers } = await open.request(preflight)
  assert.equal(status, 204)
  assert.equal(headers['access-control-allow-origin'], '*')
  assert.match(String(headers['access-control-allow-methods']), /POST/)
  assert.equal(headers['access-control-allow-headers'], 'signature,content-type')
  // Errors too, else a script cannot read what went wrong.
  const failed = await open.request(plain)
  assert.deepEqual([failed.status, failed.headers['access-control-allow-origin']], [500, '*'])

  await using closed = await run()
  const refused = await closed.request(preflight)
  assert.equal(refused.status, 404)
  assert.equal(refused.headers['access-control-allow-origin'], undefined)
})

test('counts requests by route and status, never by path', async () => {
  await using running = await run()
  await running.request({ method: 'GET', path: '/secret-nonce-in-a-path' })
  await running.request({ method: 'GET', path: '/raw-length?token=secret' })
  const text = (await running.request({ method: 'GET', path: '/metrics' })).body.toString()
  const name = 'kivuko_http_requests_total'
  const labels = (route: string, status: number) =>
    `{method="GET",route="${route}",server="test",status="${status}"}`
  assert.ok(text.includes(`${name}${labels('/raw-length', 200)} 1\n`), text)
  assert.ok(text.includes(`${name}${labels('none', 404)} 1\n`))
  assert.doesNotMatch(text, /secret/)
})

test('plugins and routes see the server stop', async () => {
  const running = await run()
  let closed = false
  const server = createHttpServer(baseOptions())
  server.app.addHook('onClose', async () => {
    closed = true
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  await server[Symbol.asyncDispose]()
  assert.equal(closed, true)
  await running[Symbol.asyncDispose]()
})
