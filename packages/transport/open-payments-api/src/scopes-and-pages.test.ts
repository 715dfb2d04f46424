import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { AccessAction } from '@kivuko/gnap'

import { call, startTestServer, type TestClient, type TestServer } from './test-server.ts'

type Actions = readonly AccessAction[]

function incomingToken(server: TestServer, holder: TestClient, actions: Actions): string {
  return server.grant(holder, [{ type: 'incoming-payment', actions }])
}

async function create(server: TestServer, signer: TestClient, metadata = {}): Promise<string> {
  const made = await call(server.port, {
    path: `/${server.tenantId}/incoming-payments`,
    token: incomingToken(server, signer, ['create']),
    signer,
    body: { walletAddress: server.alice.url, metadata },
  })
  assert.equal(made.status, 201, made.text)
  return made.json.id
}

async function list(
  server: TestServer,
  { query = '', ...by }: { signer: TestClient; actions: Actions; query?: string },
) {
  const wallet = encodeURIComponent(server.alice.url)
  return await call(server.port, {
    path: `/${server.tenantId}/incoming-payments?wallet-address=${wallet}${query}`,
    token: incomingToken(server, by.signer, by.actions),
    signer: by.signer,
  })
}

const idsOf = ({ json }: { json: { result: { id: string }[] } }) => json.result.map(({ id }) => id)

describe('what a client sees', () => {
  for (const kind of ['clients', 'jwkClients'] as const) {
    const pair = (server: TestServer): readonly [TestClient, TestClient] => {
      const [mine, theirs] = Object.values(server[kind])
      assert.ok(mine && theirs)
      return [mine, theirs]
    }

    test(`is its own with list, all with list-all (${kind})`, async () => {
      await using server = await startTestServer()
      const [mine, theirs] = pair(server)
      const own = await create(server, mine)
      const foreign = await create(server, theirs)
      const listed = await list(server, { signer: mine, actions: ['list'] })
      assert.deepEqual(idsOf(listed), [own])
      const all = await list(server, { signer: mine, actions: ['list-all'] })
      assert.deepEqual(idsOf(all), [foreign, own])
      assert.deepEqual(server.badAnswers, [])
    })

    test(`is its own with read, all with read-all (${kind})`, async () => {
      await using server = await startTestServer()
      const [mine, theirs] = pair(server)
      const path = new URL(await create(server, theirs)).pathname
      const read = async (signer: TestClient, actions: Actions) => {
        const token = incomingToken(server, signer, actions)
        return (await call(server.port, { path, token, signer })).status
      }
      assert.equal(await read(theirs, ['read']), 200)
      assert.equal(await read(mine, ['read']), 404)
      assert.equal(await read(mine, ['read-all']), 200)
      assert.equal(await read(mine, ['create']), 403)
    })
  }

  test('includes others’ outgoing payments with list-all', async () => {
    await using server = await startTestServer()
    const { app, other } = server.clients
    const wallet = server.alice.url
    const token = server.grant(app)
    const receiver = `${server.url}/incoming-payments/1`
    const quote = await call(server.port, {
      path: `/${server.tenantId}/quotes`,
      token,
      signer: app,
      body: { walletAddress: wallet, receiver, method: 'ilp' },
    })
    const path = `/${server.tenantId}/outgoing-payments`
    const body = { walletAddress: wallet, quoteId: quote.json.id }
    const made = await call(server.port, { path, token, signer: app, body })
    assert.equal(made.status, 201)
    const seen = async (actions: Actions) => {
      const access = [{ type: 'outgoing-payment', actions, identifier: wallet } as const]
      const answer = await call(server.port, {
        path: `${path}?wallet-address=${encodeURIComponent(wallet)}`,
        token: server.grant(other, access),
        signer: other,
      })
      assert.equal(answer.status, 200)
      return idsOf(answer)
    }
    assert.deepEqual(await seen(['list']), [])
    assert.deepEqual(await seen(['list-all']), [made.json.id])
    assert.deepEqual(server.badAnswers, [])
  })
})

describe('pages', () => {
  test('go forward and backward from a cursor, newest first', async () => {
    await using server = await startTestServer()
    const signer = server.clients.app
    const made: string[] = []
    for (let count = 0; count < 5; count++) made.unshift(await create(server, signer))
    const page = (query: string) => list(server, { signer, actions: ['list'], query })
    const first = await page('&first=2')
    assert.deepEqual(idsOf(first), made.slice(0, 2))
    const { endCursor, startCursor, ...more } = first.json.pagination
    assert.equal(endCursor, made[1]?.split('/').at(-1))
    assert.deepEqual(more, { hasNextPage: true, hasPreviousPage: false })
    const second = await page(`&first=2&cursor=${endCursor}`)
    assert.deepEqual(idsOf(second), made.slice(2, 4))
    const back = await page(`&last=2&cursor=${second.json.pagination.startCursor}`)
    assert.deepEqual(idsOf(back), made.slice(0, 2))
    assert.equal(back.json.pagination.startCursor, startCursor)
    assert.equal('methods' in first.json.result[0], false)
    assert.deepEqual(server.badAnswers, [])
  })

  test('may be empty', async () => {
    await using server = await startTestServer()
    const answer = await list(server, { signer: server.clients.app, actions: ['list'] })
    const pagination = { hasNextPage: false, hasPreviousPage: false }
    assert.deepEqual(answer.json, { pagination, result: [] })
  })

  for (const query of [
    '&first=0',
    '&first=101',
    '&first=1.5',
    '&first=x',
    '&first=1&first=2',
    '&last=2',
    '&first=1&last=1&cursor=a',
    '&cursor=',
  ]) {
    test(`cannot be asked for with ${query}`, async () => {
      await using server = await startTestServer()
      const answer = await list(server, { signer: server.clients.app, actions: ['list'], query })
      assert.equal(answer.status, 400, answer.text)
    })
  }

  test('need a wallet address', async () => {
    await using server = await startTestServer()
    const signer = server.clients.app
    const path = `/${server.tenantId}/incoming-payments`
    const answer = await call(server.port, { path, token: server.grant(), signer })
    assert.equal(answer.status, 400)
    assert.match(answer.json.error.description, /wallet-address/)
  })
})
