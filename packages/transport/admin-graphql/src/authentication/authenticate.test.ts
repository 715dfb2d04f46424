import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createFakeClock } from '@kivuko/clock'
import { signRequest, startTestAdminNode, type TestAdminNode } from '../test-admin-node.ts'

const body = { query: '{ whoami { id isOperator } }' }
const clock = createFakeClock(Date.parse('2026-08-01T12:00:00Z'))

describe('a request to the admin API', () => {
  let node: TestAdminNode
  before(async () => {
    node = await startTestAdminNode({ clock })
  })
  after(() => node[Symbol.asyncDispose]())

  /** A request that is right, later than all before it. */
  const signed = async () => {
    await clock.advance(10)
    return signRequest({ body, tenant: node.operator, nowMs: clock.now() })
  }
  const status = async (request: { headers: Record<string, string>; body: string }) =>
    (await node.send(request)).status

  test('that is signed is answered, to whoever signed it', async () => {
    const tenant = await node.makeTenant()
    const { whoami } = await node.data(body.query, {}, tenant)
    assert.deepEqual(whoami, { id: tenant.id, isOperator: false })
    const operator = await node.data(body.query)
    assert.deepEqual(operator.whoami, { id: node.operator.id, isOperator: true })
  })

  test('that is not signed is answered 401 Unauthorized', async () => {
    const { headers, ...request } = await signed()
    const { signature: _signature, ...unsigned } = headers
    const answer = await node.send({ ...request, headers: unsigned })
    assert.deepEqual([answer.status, answer.body.toString()], [401, 'Unauthorized'])
    assert.match(String(answer.headers['content-type']), /^text\/plain/)
  })

  test('without a tenant, or of one that is not there, is not let in', async () => {
    const { headers, ...request } = await signed()
    const { 'tenant-id': _tenantId, ...nameless } = headers
    assert.equal(await status({ ...request, headers: nameless }), 401)
    for (const id of ['nobody', '11111111-2222-4333-8444-555555555555']) {
      assert.equal(await status({ ...request, headers: { ...headers, 'tenant-id': id } }), 401)
    }
    assert.equal(await status({ ...request, headers }), 200)
  })

  test('signed by one tenant in the name of another is not let in', async () => {
    const [one, other] = [await node.makeTenant(), await node.makeTenant()]
    const request = signRequest({ body, tenant: one, nowMs: clock.now() })
    const headers = { ...request.headers, 'tenant-id': other.id }
    assert.equal(await status({ ...request, headers }), 401)
  })

  test('of a deleted tenant is not let in', async () => {
    const tenant = await node.makeTenant()
    await node.postgres.query({
      text: 'update directory.tenants set deleted_at = now() where id = $1',
      values: [tenant.id],
    })
    const request = signRequest({ body, tenant, nowMs: clock.now() })
    assert.equal(await status(request), 401)
  })

  test('that was tampered with is not let in', async () => {
    const { headers } = await signed()
    const tampered = [
      { query: '{ whoami { id } }' },
      { ...body, variables: { a: 1 } },
      { ...body, operationName: 'Other' },
      [body],
    ]
    for (const other of tampered) {
      assert.equal(await status({ headers, body: JSON.stringify(other) }), 401)
    }
    const later = headers['signature']?.replace(/t=\d+/, `t=${clock.now() + 1}`) ?? ''
    const request = { headers: { ...headers, signature: later }, body: JSON.stringify(body) }
    assert.equal(await status(request), 401)
  })

  test('may carry more in its body than is signed, in any order', async () => {
    const { headers } = await signed()
    const more = { extensions: { b: 1 }, operationName: undefined, ...body }
    assert.equal(await status({ headers, body: JSON.stringify(more) }), 200)
  })

  test('is let in once, whatever is added to its header', async () => {
    const request = await signed()
    assert.equal(await status(request), 200)
    assert.equal(await status(request), 401)
    const signature = `${request.headers['signature']}, n=2`
    assert.equal(await status({ ...request, headers: { ...request.headers, signature } }), 401)
    const upper = request.headers['signature']?.replace(/[a-f]+$/i, (hex) => hex.toUpperCase())
    const headers = { ...request.headers, signature: upper ?? '' }
    assert.equal(await status({ ...request, headers }), 401)
  })

  test('is let in once of many times at the same moment', async () => {
    const request = await signed()
    const statuses = await Promise.all(Array.from({ length: 20 }, () => status(request)))
    assert.equal(statuses.filter((each) => each === 200).length, 1)
    assert.equal(statuses.filter((each) => each === 401).length, 19)
  })

  test('that was refused does not use up the signature', async () => {
    const request = await signed()
    assert.equal(await status({ ...request, body: '{"query":"{ a }"}' }), 401)
    assert.equal(await status(request), 200)
  })

  test('is let in for 30 seconds, and up to 5 seconds ahead of time', async () => {
    const at = (ms: number) =>
      status(signRequest({ body, tenant: node.operator, nowMs: clock.now() + ms }))
    await clock.advance(60_000)
    assert.equal(await at(-30_000), 200)
    assert.equal(await at(-30_001), 401)
    assert.equal(await at(5_000), 200)
    assert.equal(await at(5_001), 401)
  })

  test('of another version is not let in', async () => {
    const { headers, ...request } = await signed()
    const signature = headers['signature']?.replace('v1=', 'v2=') ?? ''
    assert.equal(await status({ ...request, headers: { ...headers, signature } }), 401)
  })
})

test('where the whole header counts, a further part makes a request another one', async () => {
  await using node = await startTestAdminNode({ settings: { replayKey: 'header' } })
  const request = signRequest({ body, tenant: node.operator, nowMs: Date.now() })
  const withPart = (part: string) => {
    const signature = `${request.headers['signature']}, n=${part}`
    return { ...request, headers: { ...request.headers, signature } }
  }
  const statuses = []
  for (const part of ['1', '2', '1']) statuses.push((await node.send(withPart(part))).status)
  assert.deepEqual(statuses, [200, 200, 401])
})
