import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { RequestListener, Server } from 'node:http'
import { createServer as createTcpServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import type { FakeClock } from '@kivuko/clock'
import type { Endpoint, SendResult } from '@kivuko/connector'
import { packetLengthMax } from '@kivuko/ilp'
import { Secret } from '@kivuko/log'
import { createIlpHttpClient } from './ilp-http-client.ts'
import { lateReplyMs, requestMsMax } from './limits.ts'

const packet = Buffer.from('a packet')

interface Fixture extends AsyncDisposable {
  readonly clock: FakeClock
  readonly endpoint: Endpoint & AsyncDisposable
  readonly server: Server
}

async function serve(listener: RequestListener, connections = 4): Promise<Fixture> {
  const server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const clock = createFakeClock(0)
  const client = createIlpHttpClient({ clock, connections })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/ilp?x=1`
  const endpoint = client.open({ url, token: new Secret('token') })
  return {
    clock,
    endpoint,
    server,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await endpoint[Symbol.asyncDispose]()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function send(endpoint: Endpoint, expiresAtMs = 10_000): Promise<SendResult> {
  return new Promise((resolve, reject) => {
    let calls = 0
    endpoint.send(packet, expiresAtMs, (result) => {
      calls += 1
      if (calls > 1) reject(new Error('done was called twice'))
      else resolve(result)
    })
  })
}

test('posts the bytes with the token, on kept connections, and gives the reply', async () => {
  const seen: unknown[] = []
  const sockets = new Set<unknown>()
  await using fixture = await serve((request, response) => {
    sockets.add(request.socket)
    request.on('data', (chunk: Buffer) => {
      const { method, url, headers } = request
      const { authorization } = headers
      seen.push([method, url, authorization, headers['content-type'], chunk.toString()])
    })
    request.on('end', () => {
      response.write('re')
      response.end('ply')
    })
  })
  for (let turn = 0; turn < 9; turn += 1) {
    const result = await send(fixture.endpoint)
    assert.equal('bytes' in result && Buffer.from(result.bytes).toString(), 'reply')
  }
  const expected = ['POST', '/ilp?x=1', 'Bearer token', 'application/octet-stream', 'a packet']
  assert.deepEqual(
    seen,
    Array.from({ length: 9 }, () => expected),
  )
  // A connection is free again only after the reply was handed over, so two take turns.
  assert.ok(sockets.size <= 2)
})

test('tells every status but 200', async () => {
  for (const status of [201, 204, 302, 400, 401, 500, 503]) {
    await using fixture = await serve((_request, response) => {
      response.writeHead(status).end(status === 204 ? undefined : 'words')
    })
    assert.deepEqual(await send(fixture.endpoint), { failure: 'http', sent: true, status })
  }
})

test('an answer longer than any packet is none', async () => {
  await using fixture = await serve((_request, response) => {
    response.end(Buffer.alloc(packetLengthMax + 1))
  })
  assert.deepEqual(await send(fixture.endpoint), { failure: 'http', sent: true, status: 200 })
})

test('a connection that breaks after the request may have carried the packet', async () => {
  await using fixture = await serve((request) => request.socket.destroy())
  assert.deepEqual(await send(fixture.endpoint), { failure: 'broken', sent: true })
})

test('a connection that breaks within the answer may have carried the packet', async () => {
  await using fixture = await serve((request, response) => {
    response.writeHead(200, { 'content-length': 100 })
    response.write('rep', () => request.socket.destroy())
  })
  assert.deepEqual(await send(fixture.endpoint), { failure: 'broken', sent: true })
})

test('a peer that is not there has not seen the packet', async () => {
  const closed = createTcpServer()
  await new Promise<void>((resolve) => closed.listen(0, '127.0.0.1', resolve))
  const { port } = closed.address() as AddressInfo
  await new Promise((resolve) => closed.close(resolve))
  const client = createIlpHttpClient({ clock: createFakeClock(0) })
  const urls = [`http://127.0.0.1:${port}`, 'http://no-such-host.invalid']
  for (const url of urls) {
    await using endpoint = client.open({ url, token: new Secret('token') })
    assert.deepEqual(await send(endpoint), { failure: 'unreachable', sent: false })
  }
})

test('a peer that speaks no TLS has not seen the packet', async () => {
  await using fixture = await serve((_request, response) => void response.end())
  const { port } = fixture.server.address() as AddressInfo
  const client = createIlpHttpClient({ clock: createFakeClock(0) })
  await using endpoint = client.open({
    url: `https://127.0.0.1:${port}`,
    token: new Secret('token'),
  })
  assert.deepEqual(await send(endpoint), { failure: 'unreachable', sent: false })
})

/** A peer that takes packets and answers only when told to. */
function silent(): { listener: RequestListener; reached: (count: number) => Promise<void> } {
  let count = 0
  const waiting: { readonly count: number; readonly resolve: () => void }[] = []
  return {
    listener: () => {
      count += 1
      for (const wait of waiting) if (wait.count <= count) wait.resolve()
    },
    reached: (wanted) =>
      new Promise((resolve) => {
        if (count >= wanted) resolve()
        else waiting.push({ count: wanted, resolve })
      }),
  }
}

test('listens a little longer than the packet lives, then gives up', async () => {
  const { listener, reached } = silent()
  await using fixture = await serve(listener)
  let ended = false
  const sending = send(fixture.endpoint, 10_000).finally(() => {
    ended = true
  })
  await reached(1)
  await fixture.clock.advance(10_000 + lateReplyMs - 1)
  assert.equal(ended, false)
  await fixture.clock.advance(50)
  assert.deepEqual(await sending, { failure: 'broken', sent: true })
})

test('gives up after the longest time, however long the packet lives', async () => {
  const { listener, reached } = silent()
  await using fixture = await serve(listener)
  const sending = send(fixture.endpoint, 3_600_000)
  await reached(1)
  await fixture.clock.advance(requestMsMax + 50)
  assert.deepEqual(await sending, { failure: 'broken', sent: true })
})

test('does not send what has expired while it waited for a connection', async () => {
  const { listener, reached } = silent()
  await using fixture = await serve(listener, 1)
  const first = send(fixture.endpoint, 10_000)
  const second = send(fixture.endpoint, 12_000)
  const third = send(fixture.endpoint, 30_000)
  await reached(1)
  await fixture.clock.advance(15_050)
  assert.deepEqual(await first, { failure: 'broken', sent: true })
  assert.deepEqual(await second, { failure: 'unreachable', sent: false })
  await reached(2)
  await fixture.clock.advance(21_000)
  assert.deepEqual(await third, { failure: 'broken', sent: true })
})

test('disposed, takes no more packets and ends when those underway have', async () => {
  const responses: (() => void)[] = []
  let asked: () => void
  const reached = new Promise<void>((resolve) => {
    asked = resolve
  })
  await using fixture = await serve((_request, response) => {
    responses.push(() => response.end('reply'))
    asked()
  })
  const sending = send(fixture.endpoint)
  await reached
  let disposed = false
  const disposing = fixture.endpoint[Symbol.asyncDispose]().then(() => {
    disposed = true
  })
  assert.deepEqual(await send(fixture.endpoint), { failure: 'unreachable', sent: false })
  assert.equal(disposed, false)
  responses[0]?.()
  assert.ok('bytes' in (await sending))
  await disposing
})

test('throws for a URL that no packet can be sent to', () => {
  const client = createIlpHttpClient({ clock: createFakeClock(0) })
  for (const url of ['', 'ilp.example', 'ftp://ilp.example']) {
    assert.throws(() => client.open({ url, token: new Secret('token') }), RangeError)
  }
})
