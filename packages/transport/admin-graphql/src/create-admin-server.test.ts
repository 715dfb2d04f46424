import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createHttpClient } from '@kivuko/http'
import { systemClock } from '@kivuko/clock'
import { collectLog } from '@kivuko/testing'
import { signRequest, startTestAdminNode, type TestAdminNode } from './test-admin-node.ts'

describe('the admin server', () => {
  let node: TestAdminNode
  const { log, lines } = collectLog()
  before(async () => {
    node = await startTestAdminNode({ log, settings: { introspection: false } })
  })
  after(() => node[Symbol.asyncDispose]())

  /** Sends a body that is signed as far as it can be. */
  const sendSigned = async (body: unknown, text = JSON.stringify(body)) => {
    const isObject = typeof body === 'object' && body !== null
    const { headers } = signRequest({
      body: isObject ? body : {},
      tenant: node.operator,
      nowMs: Date.now(),
    })
    const response = await node.send({ headers, body: text })
    return { status: response.status, body: response.body.toString() }
  }
  const wrong = (message: string) => ({
    errors: [{ message, extensions: { code: 'BAD_USER_INPUT' } }],
  })
  const visit = async (path: string, method: 'GET' | 'OPTIONS' = 'GET') => {
    await using http = createHttpClient({ clock: systemClock })
    const headers = { origin: 'https://page.test', 'access-control-request-method': 'POST' }
    return await http.request({ method, url: new URL(path, node.url), headers })
  }

  test('tells what is wrong with a body, to who signed it', async () => {
    const cases: readonly [unknown, string][] = [
      [{}, 'query must be a text'],
      [{ query: 1 }, 'query must be a text'],
      [{ query: '{ a }', variables: [] }, 'variables must be an object'],
      [{ query: '{ a }', variables: '{}' }, 'variables must be an object'],
      [{ query: '{ a }', operationName: 1 }, 'operationName must be a text'],
      [[{ query: '{ a }' }], 'The body must be a JSON object: one request, no list'],
      ['{ a }', 'The body must be a JSON object: one request, no list'],
      [
        { query: '{ a }', variables: { a: 'x\u0000' } },
        'Texts must be Unicode, without the character NUL',
      ],
    ]
    for (const [body, message] of cases) {
      const answer = await sendSigned(body)
      assert.deepEqual([answer.status, JSON.parse(answer.body)], [400, wrong(message)])
    }
  })

  test('refuses what is no JSON, not UTF-8, too large or of another type', async () => {
    const { headers } = signRequest({ body: {}, tenant: node.operator, nowMs: Date.now() })
    const status = async (body: string, type = 'application/json') =>
      (await node.send({ headers: { ...headers, 'content-type': type }, body })).status
    assert.equal(await status('{'), 400)
    assert.equal(await status(`{"query":"${' '.repeat(2 ** 20)}"}`), 413)
    assert.equal(await status('{}', 'text/plain'), 415)
    assert.equal(await status('{"__proto__":{}}'), 400)
  })

  test('answers POST /graphql only', async () => {
    const { status, body } = await visit('/graphql?query={whoami{id}}')
    assert.equal(status, 404)
    assert.equal(JSON.parse(body.toString()).errors[0].extensions.code, 'NOT_FOUND')
    assert.equal((await visit('/')).status, 404)
  })

  test('is open to scripts of all origins', async () => {
    const { status, headers } = await visit('/graphql', 'OPTIONS')
    assert.deepEqual([status, headers['access-control-allow-origin']], [204, '*'])
  })

  test('says that it is well, and counts whom it did not let in', async () => {
    assert.equal((await visit('/healthz')).status, 200)
    const { headers } = signRequest({ body: {}, tenant: node.operator, nowMs: 0 })
    assert.equal((await node.send({ headers, body: '{}' })).status, 401)
    const metrics = (await visit('/metrics')).body.toString()
    assert.match(metrics, /kivuko_admin_refused_total\{fault="tooOld"\} 1/)
  })

  test('does not tell the schema', async () => {
    const { status, errors } = await node.ask('{ __schema { types { name } } }')
    assert.equal(status, 400)
    assert.match(errors?.[0]?.message ?? '', /introspection/)
  })

  test('names no field that was not asked for', async () => {
    const { errors } = await node.ask('{ whoam { id } }')
    assert.equal(errors?.[0]?.message, 'Cannot query field "whoam" on type "Query".')
  })

  test('logs no secret and no signature', async () => {
    await node.data('{ tenant(id: "' + node.operator.id + '") { apiSecret } }')
    assert.equal(JSON.stringify(lines).includes(node.operator.secret), false)
  })
})
