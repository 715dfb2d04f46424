import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gcpHandler, type GcpResponse } from './gcp-handler.ts'
import { type Handled, lambdaHandler } from './lambda-handler.ts'
import { startTestServer, testEntry, testServedAdapter } from './test-served-adapter.ts'

async function startHandled(started: { times: number } = { times: 0 }) {
  const adapter = testServedAdapter()
  adapter.kept.set('ETH/USD', testEntry(5))
  const running = await startTestServer([adapter], { baseUrl: '/acme' })
  const handled: Handled = { handle: running.server.handle, path: '/acme' }
  const start = async (): Promise<Handled> => {
    started.times += 1
    return handled
  }
  return { start, [Symbol.asyncDispose]: () => running[Symbol.asyncDispose]() }
}

const request = { id: 'abc', data: { base: 'ETH', quote: 'USD' } }
const body = JSON.stringify(request)
const json = { 'Content-Type': 'application/json' }

test('Lambda: answers both formats of API Gateway as over HTTP', async () => {
  await using handled = await startHandled()
  const handler = lambdaHandler(handled.start)
  const events = [
    { httpMethod: 'POST', path: '/x', headers: json, body, isBase64Encoded: false },
    {
      version: '2.0',
      rawPath: '/x',
      rawQueryString: 'x=1',
      requestContext: { http: { method: 'POST' } },
      headers: { 'content-type': 'application/json' },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    },
  ]
  for (const event of events) {
    const reply = await handler(event)
    assert.ok('headers' in reply)
    assert.deepEqual([reply.statusCode, reply['isBase64Encoded']], [200, false])
    assert.equal(JSON.parse(String(reply['body'])).jobRunID, 'abc')
  }
  const refused = await handler({ httpMethod: 'POST', headers: json, body: '{' })
  assert.equal(refused.statusCode, 400)
})

test('Lambda: called by itself, it gives the body', async () => {
  await using handled = await startHandled()
  const handler = lambdaHandler(handled.start)
  const reply: Readonly<Record<string, unknown>> = { ...(await handler(request)) }
  assert.deepEqual([reply['jobRunID'], reply['result'], reply['statusCode']], ['abc', 5, 200])
})

test('starts once, and again only when a start has failed', async () => {
  const started = { times: 0 }
  await using handled = await startHandled(started)
  let broken = true
  const handler = lambdaHandler(() => {
    if (!broken) return handled.start()
    broken = false
    return Promise.reject(new Error('no settings'))
  })
  await assert.rejects(handler(request), /no settings/)
  await handler(request)
  await handler(request)
  assert.equal(started.times, 1)
})

test('Google Cloud: answers what was parsed and what was not', async () => {
  await using handled = await startHandled()
  const handler = gcpHandler(handled.start)
  const answered: unknown[] = []
  const response: GcpResponse = {
    status: (code) => (answered.push(code), response),
    set: (headers) => (answered.push(headers['content-type']), response),
    send: (text) => answered.push(JSON.parse(text).result),
  }
  const query = { quote: 'USD' }
  await handler({ body: request, headers: json, query }, response)
  await handler({ rawBody: Buffer.from(body), body: {}, headers: json }, response)
  const type = 'application/json; charset=utf-8'
  assert.deepEqual(answered, [200, type, 5, 200, type, 5])
})
