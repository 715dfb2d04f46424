import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock } from '@kivuko/clock'
import { encodeFulfill, peerFulfillment } from '@kivuko/ilp'
import { silentLog } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { request } from 'undici'
import { createIlpHttpServer } from './ilp-http-server.ts'
import { prepareBytesMax } from './limits.ts'

const fulfill = encodeFulfill({ fulfillment: peerFulfillment, data: new Uint8Array(0) })
const headers = { authorization: 'Bearer right', 'content-type': 'application/octet-stream' }

interface Served extends AsyncDisposable {
  readonly url: string
  readonly handled: { readonly peerId: string; readonly text: string }[]
}

async function serve(): Promise<Served> {
  const handled: { peerId: string; text: string }[] = []
  const server = createIlpHttpServer({
    connector: {
      handle: (peerId, prepare, reply) => {
        handled.push({ peerId, text: Buffer.from(prepare).toString() })
        reply(fulfill)
      },
    },
    authenticate: (token) => (token === 'right' ? 'alice' : undefined),
    clock: systemClock,
    log: silentLog,
    metrics: createMetrics(),
  })
  const port = await server.listen({ host: '127.0.0.1', port: 0 })
  const url = `http://127.0.0.1:${port}`
  return { url, handled, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() }
}

test('gives a packet and its peer to the connector, on any path, and the reply back', async () => {
  await using served = await serve()
  for (const path of ['/', '/ilp', '/some/where?x=1']) {
    const response = await request(served.url + path, { method: 'POST', headers, body: 'packet' })
    assert.equal(response.statusCode, 200)
    assert.equal(response.headers['content-type'], 'application/octet-stream')
    assert.deepEqual(Buffer.from(await response.body.arrayBuffer()), Buffer.from(fulfill))
  }
  assert.deepEqual(served.handled[2], { peerId: 'alice', text: 'packet' })
})

interface RefusedRequest {
  readonly says: string
  readonly status: number
  readonly method?: 'GET' | 'PUT'
  readonly change?: Readonly<Record<string, string>>
  readonly body?: string
}

const refused: readonly RefusedRequest[] = [
  { says: 'no token', status: 401, change: { authorization: '' } },
  { says: 'a token of nobody', status: 401, change: { authorization: 'Bearer wrong' } },
  { says: 'another scheme', status: 401, change: { authorization: 'Basic right' } },
  { says: 'another content type', status: 400, change: { 'content-type': 'application/json' } },
  { says: 'no content type', status: 400, change: { 'content-type': '' } },
  { says: 'another method', status: 405, method: 'PUT' },
  { says: 'a body that no packet needs', status: 413, body: 'x'.repeat(prepareBytesMax + 1) },
]

for (const { says, status, method = 'POST', change = {}, body = 'packet' } of refused) {
  test(`answers ${status} to ${says}`, async () => {
    await using served = await serve()
    const response = await request(served.url, { method, headers: { ...headers, ...change }, body })
    await response.body.dump()
    assert.equal(response.statusCode, status)
    assert.deepEqual(served.handled, [])
  })
}

for (const contentType of ['Application/Octet-Stream; x=1', 'application/ilp+octet-stream']) {
  test(`takes the scheme in any case, and ${contentType}`, async () => {
    await using served = await serve()
    const response = await request(served.url, {
      method: 'POST',
      headers: { authorization: 'bearer right', 'content-type': contentType },
      body: 'x'.repeat(prepareBytesMax),
    })
    await response.body.dump()
    assert.equal(response.statusCode, 200)
  })
}
