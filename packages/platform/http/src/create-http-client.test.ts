import assert from 'node:assert/strict'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net'
import { test } from 'node:test'
import { createFakeClock, systemClock } from '@kivuko/clock'
import { createHttpClient, type HttpClientOptions } from './create-http-client.ts'
import { isPublicAddress } from './guarded-connect.ts'
import { type HttpClient, type HttpRequest, HttpRequestError } from './http-client.ts'

interface Running extends AsyncDisposable {
  readonly url: string
  readonly client: HttpClient
  readonly server: Server
}

async function run(
  listener: RequestListener,
  options: Partial<HttpClientOptions> = {},
): Promise<Running> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const client = createHttpClient({ clock: systemClock, ...options })
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    client,
    server,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
      await client[Symbol.asyncDispose]()
    },
  }
}

async function failureOf(
  client: HttpClient,
  request: HttpRequest,
): Promise<Pick<HttpRequestError, 'failure' | 'sent'>> {
  try {
    await client.request(request)
  } catch (error) {
    assert.ok(error instanceof HttpRequestError, String(error))
    return { failure: error.failure, sent: error.sent }
  }
  assert.fail('The request was answered')
}

const never: RequestListener = () => {}

test('sends method, path, headers and body, and gives status, headers and body', async () => {
  await using running = await run((request, response) => {
    let body = ''
    request.on('data', (chunk) => (body += chunk))
    request.on('end', () => {
      response.writeHead(201, { 'X-One': 'a', 'Set-Cookie': ['b=1', 'c=2'] })
      response.end(JSON.stringify([request.method, request.url, request.headers['x-in'], body]))
    })
  })
  const { status, headers, body } = await running.client.request({
    method: 'POST',
    url: `${running.url}/a%20b?c=d#fragment`,
    headers: { 'X-In': 'yes' },
    body: 'naïve',
  })
  assert.equal(status, 201)
  assert.equal(headers['x-one'], 'a')
  assert.deepEqual(headers['set-cookie'], ['b=1', 'c=2'])
  assert.deepEqual(JSON.parse(body.toString()), ['POST', '/a%20b?c=d', 'yes', 'naïve'])
})

test('keeps connections alive, and opens no more than allowed', async () => {
  const sockets = new Set<unknown>()
  let now = 0
  let most = 0
  await using running = await run(
    (request, response) => {
      sockets.add(request.socket)
      most = Math.max(most, (now += 1))
      setTimeout(() => {
        now -= 1
        response.end('ok')
      }, 5)
    },
    { connectionsPerOrigin: 2 },
  )
  const request = { method: 'GET', url: new URL(running.url) } as const
  await Promise.all(Array.from({ length: 10 }, () => running.client.request(request)))
  assert.equal(most, 2)
  assert.equal(sockets.size, 2)
})

test('a redirect is an answer, not followed', async () => {
  let requests = 0
  await using running = await run((_request, response) => {
    requests += 1
    response.writeHead(302, { location: '/elsewhere' }).end()
  })
  const { status, headers } = await running.client.request({ method: 'GET', url: running.url })
  assert.deepEqual([status, headers['location'], requests], [302, '/elsewhere', 1])
})

test('an answer beyond the limit fails, and one at the limit does not', async () => {
  await using running = await run((_request, response) => response.end('x'.repeat(100)))
  const request = { method: 'GET', url: running.url } as const
  const { body } = await running.client.request({ ...request, maxBodyBytes: 100 })
  assert.equal(body.length, 100)
  assert.deepEqual(await failureOf(running.client, { ...request, maxBodyBytes: 99 }), {
    failure: 'body_too_large',
    sent: true,
  })
})

test('a request that no server took was not sent', async () => {
  const running = await run(never)
  running.server.close()
  const request = { method: 'POST', url: running.url, body: 'pay' } as const
  assert.deepEqual(await failureOf(running.client, request), { failure: 'connect', sent: false })
  await running[Symbol.asyncDispose]()
})

test('a request that a server took and did not answer was sent', async () => {
  await using running = await run((request) => request.socket.destroy())
  const request = { method: 'POST', url: running.url, body: 'pay' } as const
  assert.deepEqual(await failureOf(running.client, request), { failure: 'broken', sent: true })
})

test('an answer cut short is no answer', async () => {
  await using running = await run((request, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('half')
    setTimeout(() => request.socket.destroy(), 5)
  })
  const request = { method: 'GET', url: running.url } as const
  assert.deepEqual(await failureOf(running.client, request), { failure: 'broken', sent: true })
})

test('what answers in another protocol is no server', async () => {
  const server = createTcpServer((socket: Socket) => socket.end('SSH-2.0\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await using client = createHttpClient({ clock: systemClock })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { failure } = await failureOf(client, { method: 'GET', url })
  assert.equal(failure, 'broken')
  const https = await failureOf(client, { method: 'GET', url: url.replace('http', 'https') })
  assert.deepEqual(https, { failure: 'connect', sent: false })
  server.close()
})

test('gives up after the time limit, telling a sent request from a waiting one', async () => {
  const clock = createFakeClock()
  let requests = 0
  let arrived = (): void => {}
  const taken = new Promise<void>((resolve) => (arrived = resolve))
  await using running = await run(
    () => {
      requests += 1
      arrived()
    },
    { clock, connectionsPerOrigin: 1 },
  )
  const request = { method: 'POST', url: running.url, body: 'pay', timeoutMs: 1_000 } as const
  const first = failureOf(running.client, request)
  await taken
  const second = failureOf(running.client, { ...request, timeoutMs: 500 })
  await clock.advance(1_000)
  assert.deepEqual(await first, { failure: 'timeout', sent: true })
  assert.deepEqual(await second, { failure: 'timeout', sent: false })
  assert.equal(clock.pendingTimers(), 0)
  // The one that waited is not sent after all when the connection is free.
  await systemClock.sleep(30)
  assert.equal(requests, 1)
})

test('an answer that never ends runs into the time limit', async () => {
  await using running = await run((_request, response) => {
    response.writeHead(200)
    response.write('x')
  })
  const request = { method: 'GET', url: running.url, timeoutMs: 50 } as const
  assert.deepEqual(await failureOf(running.client, request), { failure: 'timeout', sent: true })
})

test('gives up when aborted, before it is sent and after', async () => {
  await using running = await run((request) => request.socket.emit('taken'))
  const abort = new AbortController()
  running.server.on('connection', (socket) => socket.on('taken', () => abort.abort()))
  const request = { method: 'GET', url: running.url, signal: abort.signal } as const
  assert.deepEqual(await failureOf(running.client, request), { failure: 'aborted', sent: true })
  assert.deepEqual(await failureOf(running.client, request), { failure: 'aborted', sent: false })
})

test('refuses what cannot be requested, unsent', async () => {
  await using client = createHttpClient({ clock: systemClock })
  const url = 'http://127.0.0.1:9/'
  const requests: readonly HttpRequest[] = [
    { method: 'GET', url: 'not a url' },
    { method: 'GET', url: 'ftp://example.com/' },
    { method: 'GET', url: 'file:///etc/passwd' },
    { method: 'GET', url, headers: { 'x-a': 'b\r\nx-injected: 1' } },
    { method: 'GET', url, headers: { 'x a': 'b' } },
  ]
  for (const request of requests) {
    assert.deepEqual(await failureOf(client, request), { failure: 'invalid', sent: false })
  }
})

test('refuses more requests and origins than allowed', async () => {
  await using running = await run(never, { requestsMax: 1, originsMax: 1 })
  const abort = new AbortController()
  const request = { method: 'GET', url: running.url } as const
  const first = failureOf(running.client, { ...request, signal: abort.signal })
  assert.deepEqual(await failureOf(running.client, request), { failure: 'busy', sent: false })
  abort.abort()
  await first
  await using other = createHttpClient({ clock: systemClock, originsMax: 1 })
  const waiting = failureOf(other, { ...request, timeoutMs: 50 })
  const second = await failureOf(other, { method: 'GET', url: 'http://127.0.0.1:9/' })
  assert.deepEqual(second, { failure: 'busy', sent: false })
  await waiting
})

test('refuses to connect where it must not, by address and by name', async () => {
  let requests = 0
  await using running = await run(
    (_request, response) => {
      requests += 1
      response.end()
    },
    { mayConnect: isPublicAddress },
  )
  const { port } = new URL(running.url)
  for (const host of ['127.0.0.1', 'localhost', '[::1]', '0x7f.1', '[::ffff:127.0.0.1]']) {
    const url = `http://${host}:${port}/`
    assert.deepEqual(await failureOf(running.client, { method: 'GET', url }), {
      failure: 'invalid',
      sent: false,
    })
  }
  assert.equal(requests, 0)
  await using allowing = createHttpClient({ clock: systemClock, mayConnect: () => true })
  await allowing.request({ method: 'GET', url: `http://localhost:${port}/` })
  assert.equal(requests, 1)
})

test('knows the addresses of the public Internet', () => {
  for (const address of ['1.1.1.1', '172.15.0.1', '192.169.0.1', '2606:4700::1111']) {
    assert.equal(isPublicAddress(address), true, address)
  }
  const special =
    '0.0.0.0 10.1.2.3 127.9.9.9 169.254.169.254 172.31.0.1 192.168.1.1 100.64.0.1 224.0.0.1 ' +
    '255.255.255.255 :: ::1 ::ffff:8.8.8.8 64:ff9b::7f00:1 fc00::1 fd12::1 fe80::1 ff02::1 ' +
    '2002:7f00:1:: name'
  for (const address of special.split(' ')) {
    assert.equal(isPublicAddress(address), false, address)
  }
})

test('a closed client sends nothing more', async () => {
  const client = createHttpClient({ clock: systemClock })
  await client[Symbol.asyncDispose]()
  const request = { method: 'GET', url: 'http://127.0.0.1:9/' } as const
  assert.deepEqual(await failureOf(client, request), { failure: 'closed', sent: false })
})
