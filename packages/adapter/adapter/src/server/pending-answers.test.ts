import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'
import { test } from 'node:test'
import { Secret } from '@kivuko/log'
import { waitFor } from '@kivuko/testing'
import type { Answer } from '../engine/answer.ts'
import {
  keptAnswer,
  startTestServer,
  testEntry,
  testServedAdapter,
  testSettings,
} from './test-served-adapter.ts'

interface Call {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly authorization: string | undefined
  readonly body: { readonly value?: unknown; readonly error?: unknown }
}

/** A node that fails the first `failures` calls. */
async function startNode(failures = 0) {
  const calls: Call[] = []
  let left = failures
  const server = createServer((request, response) => {
    const { method, url: path, headers } = request
    void json(request).then((body) => {
      response.statusCode = left > 0 ? 500 : 200
      if (left > 0) left -= 1
      else calls.push({ method, path, authorization: headers.authorization, body: body as object })
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // It listens on a port.
  const { port } = server.address() as AddressInfo
  return {
    calls,
    origin: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

function slowAdapter() {
  const adapter = testServedAdapter()
  const later = Promise.withResolvers<Answer>()
  adapter.later(() => later.promise)
  return { adapter, answer: later.resolve }
}

function bridgeTo(origin: string) {
  const incomingToken = new Secret('for-the-node')
  return { ...testSettings.bridge, incomingToken, callbackOrigins: [origin] }
}

const data = { base: 'ETH', quote: 'USD' }

test('a node that takes callbacks is told to wait, and called back with the body', async () => {
  await using node = await startNode(1)
  const { adapter, answer } = slowAdapter()
  await using server = await startTestServer([adapter], { bridge: bridgeTo(node.origin) })
  const responseURL = `${node.origin}/v2/resume/7`
  const first = await server.request('/', { body: { id: 'abc', data, responseURL } })
  assert.deepEqual([first.status, first.json], [200, { jobRunID: 'abc', pending: true }])
  assert.equal(first.headers['x-chainlink-pending'], 'true')
  answer(keptAnswer(testEntry(5), false))
  await waitFor(() => node.calls.length > 0)
  const [call] = node.calls
  assert.deepEqual(
    [call?.method, call?.path, call?.authorization],
    ['PATCH', '/v2/resume/7', 'Bearer for-the-node'],
  )
  assert.equal(JSON.parse(String(call?.body['value'])).data.result, 5)
})

test('a failure is called back as an error', async () => {
  await using node = await startNode()
  const { adapter, answer } = slowAdapter()
  await using server = await startTestServer([adapter], { bridge: bridgeTo(node.origin) })
  await server.request('/', { body: { data, responseURL: `${node.origin}/r` } })
  answer({ failure: { statusCode: 502, message: 'The provider is down' } })
  await waitFor(() => node.calls.length > 0)
  assert.deepEqual(node.calls[0]?.body, { error: 'The provider is down' })
})

test('what is there in time is answered at once, callback or not', async () => {
  await using node = await startNode()
  const adapter = testServedAdapter()
  adapter.later(async () => keptAnswer(testEntry(5), false))
  await using server = await startTestServer([adapter], { bridge: bridgeTo(node.origin) })
  const reply = await server.request('/', { body: { data, responseURL: `${node.origin}/r` } })
  assert.deepEqual([reply.json?.['result'], reply.json?.['pending']], [5, undefined])
  assert.equal(node.calls.length, 0)
})

test('nobody else is called back: the client waits', async () => {
  await using node = await startNode()
  for (const responseURL of [`${node.origin}/r`, 'file:///etc/passwd', 'nonsense', 5]) {
    const { adapter, answer } = slowAdapter()
    const bridge = bridgeTo('https://other.example')
    await using server = await startTestServer([adapter], { bridge })
    const asked = server.request('/', { body: { data, responseURL } })
    setTimeout(() => answer(keptAnswer(testEntry(5), false)), 40)
    assert.equal((await asked).json?.['result'], 5)
  }
  assert.equal(node.calls.length, 0)
})

test('nodes that still wait when the adapter stops are told', async () => {
  await using node = await startNode()
  const { adapter } = slowAdapter()
  const server = await startTestServer([adapter], { bridge: bridgeTo(node.origin) })
  await server.request('/', { body: { data, responseURL: `${node.origin}/r` } })
  await server[Symbol.asyncDispose]()
  assert.deepEqual(node.calls[0]?.body, { error: 'The adapter is stopping' })
})
