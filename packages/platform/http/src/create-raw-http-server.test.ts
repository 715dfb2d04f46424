import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMetrics } from '@kivuko/metrics'
import { createRawHttpServer, type RawHandler, type RawRequest } from './create-raw-http-server.ts'
import type { HttpServerBase } from './http-server.ts'
import { baseOptions, type Connection, connectTo, recordingLog } from './test-kit.ts'

async function run(handler: RawHandler, changes: Partial<HttpServerBase> = {}) {
  const server = createRawHttpServer({ ...baseOptions(changes), handler })
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  const connection: Connection = await connectTo(port)
  return {
    port,
    connection,
    [Symbol.asyncDispose]: async () => {
      connection[Symbol.dispose]()
      await server.close({ graceMs: 100 })
    },
  }
}

const echo: RawHandler = ({ body }) => ({
  status: 200,
  headers: { 'content-type': 'application/octet-stream' },
  body,
})

test('gives the handler method, url, headers and body, and sends its answer', async () => {
  const requests: RawRequest[] = []
  await using running = await run((request) => {
    requests.push(request)
    return { status: 202, headers: { 'x-kind': 'test' }, body: Buffer.from('answer') }
  })
  running.connection.send(
    'PUT /a/b?c=d HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer t\r\nContent-Length: 3\r\n\r\nabc',
  )
  const text = await running.connection.received(/answer/)
  assert.match(text, /^HTTP\/1\.1 202 /)
  assert.match(text, /^x-kind: test\r$/m)
  assert.match(text, /^content-length: 6\r$/m)
  const [{ method, url, headers, body } = assert.fail()] = requests
  assert.deepEqual([method, url, headers.authorization], ['PUT', '/a/b?c=d', 'Bearer t'])
  assert.equal(body.toString(), 'abc')
})

test('joins a body that comes in pieces', async () => {
  await using running = await run(echo)
  running.connection.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
  await new Promise((resolve) => setTimeout(resolve, 20))
  running.connection.send('def')
  await new Promise((resolve) => setTimeout(resolve, 20))
  running.connection.send('ghi')
  assert.match(await running.connection.received(/abc/), /\r\n\r\nabcdefghi$/)
})

test('an empty body is a buffer of no bytes', async () => {
  await using running = await run(({ body }) => ({
    status: 200,
    headers: {},
    body: Buffer.from(`length ${body.length}`),
  }))
  running.connection.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  assert.match(await running.connection.received(/length/), /length 0$/)
})

test('refuses a body beyond the limit before reading it, and while reading it', async () => {
  const limits = { bodyBytesMax: 8 }
  let calls = 0
  const counted: RawHandler = (request) => {
    calls += 1
    return echo(request)
  }
  await using announced = await run(counted, { limits })
  announced.connection.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n')
  assert.match(await announced.connection.closed(), /^HTTP\/1\.1 413 [^]*body_too_large/)

  await using chunked = await run(counted, { limits })
  chunked.connection.send('POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n')
  chunked.connection.send('8\r\n12345678\r\n')
  chunked.connection.send('8\r\n12345678\r\n8\r\n12345678\r\n0\r\n\r\n')
  const text = await chunked.connection.received(/body_too_large/)
  assert.equal(text.match(/HTTP\/1\.1/g)?.length, 1)
  assert.match(text, /^HTTP\/1\.1 413 [^]*connection: close\r\n/i)
  assert.equal(calls, 0)
})

test('a handler that throws, at once or later, is answered 500 and logged', async () => {
  const handlers: readonly RawHandler[] = [
    () => {
      throw new Error('hush')
    },
    () => Promise.reject(new Error('hush')),
    // What cannot be sent is as much a bug as what is thrown.
    () => ({ status: 200, headers: { 'x-a': 'hush\r\n' }, body: Buffer.alloc(0) }),
  ]
  for (const handler of handlers) {
    const { log, lines } = recordingLog()
    await using running = await run(handler, { log })
    running.connection.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    const text = await running.connection.received(/internal_error/)
    assert.match(text, /^HTTP\/1\.1 500 /)
    assert.doesNotMatch(text, /hush/)
    assert.equal((lines as [string, string][])[0]?.[1], 'A request failed')
  }
})

test('a client that goes away while it sends does not reach the handler', async () => {
  let calls = 0
  const metrics = createMetrics()
  await using running = await run(
    (request) => {
      calls += 1
      return echo(request)
    },
    { metrics },
  )
  running.connection.send('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nabc')
  await new Promise((resolve) => setTimeout(resolve, 20))
  running.connection[Symbol.dispose]()
  using second = await connectTo(running.port)
  second.send('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
  await second.received(/200/)
  assert.equal(calls, 1)
  assert.match(
    metrics.render(),
    /^kivuko_http_requests_total\{method="any",route="any",server="test",status="200"\} 1$/m,
  )
})
