import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { startTestAdminNode, type TestAdminNode, type TestTenant } from '../test-admin-node.ts'
import { deposit, makeAsset, makePeer, makeWallet } from './test-directory.ts'
import { createQuote, createReceiver, payQuote } from './test-payments.ts'

const pageInfo = 'pageInfo { startCursor endCursor hasNextPage hasPreviousPage }'

interface Edge {
  readonly cursor: string
  readonly node: { readonly id: string; readonly [field: string]: unknown }
}

describe('lists of the admin API', () => {
  let node: TestAdminNode
  let tenant: TestTenant
  before(async () => {
    node = await startTestAdminNode()
    tenant = await node.makeTenant()
  })
  after(() => node[Symbol.asyncDispose]())

  const ids = (edges: readonly Edge[]) => edges.map((edge) => edge.node.id)

  test('go forward and backward, newest or oldest first', async () => {
    const made: string[] = []
    for (const _ of [1, 2, 3, 4, 5]) made.push((await makeAsset(node, {}, tenant)).id)
    const [one, two, three, four, five] = made as [string, string, string, string, string]
    const list = async (args: string) => {
      const query = `{ assets(${args}) { edges { cursor node { id } } ${pageInfo} } }`
      return (await node.data(query, {}, tenant)).assets
    }
    const newest = await list('first: 2')
    assert.deepEqual(ids(newest.edges), [five, four])
    assert.deepEqual(newest.pageInfo, {
      startCursor: five,
      endCursor: four,
      hasNextPage: true,
      hasPreviousPage: false,
    })
    const next = await list(`first: 2, after: "${four}"`)
    assert.deepEqual([ids(next.edges), next.pageInfo.hasPreviousPage], [[three, two], true])
    const last = await list(`first: 2, after: "${two}"`)
    assert.deepEqual([ids(last.edges), last.pageInfo.hasNextPage], [[one], false])
    const back = await list(`last: 2, before: "${two}"`)
    assert.deepEqual([ids(back.edges), back.pageInfo.hasNextPage], [[four, three], true])
    assert.equal(back.pageInfo.hasPreviousPage, true)
    const oldest = await list(`first: 2, sortOrder: ASC, after: "${one}"`)
    assert.deepEqual(ids(oldest.edges), [two, three])
    assert.deepEqual(ids((await list(`first: 2, after: "${randomUUID()}"`)).edges), [])
  })

  test('of events go both ways, and hide those of the card service', async () => {
    const own = await node.makeTenant()
    const ids5 = Array.from({ length: 5 }, () => randomUUID())
    const types = ['incoming_payment.created', 'outgoing_payment.funded']
    for (const [index, id] of ids5.entries()) {
      await node.postgres.query({
        text: `insert into webhooks.events (id, tenant_id, type, resource_id, data, created_at)
          values ($1, $2, $3, $1, $4, $5)`,
        values: [id, own.id, types[index % 2], { index }, new Date(index * 1_000)],
      })
    }
    const [e0, e1, e2, e3, e4] = ids5 as [string, string, string, string, string]
    const list = async (args: string) => {
      const fields = `edges { cursor node { id type data createdAt tenant { id } } } ${pageInfo}`
      return (await node.data(`{ r: webhookEvents(${args}) { ${fields} } }`, {}, own)).r
    }
    const shown = await list('first: 2')
    assert.deepEqual(ids(shown.edges), [e4, e2])
    assert.deepEqual(shown.pageInfo, {
      startCursor: e4,
      endCursor: e2,
      hasNextPage: true,
      hasPreviousPage: false,
    })
    assert.deepEqual(shown.edges[0].node, {
      id: e4,
      type: 'incoming_payment.created',
      data: { index: 4 },
      createdAt: '1970-01-01T00:00:04.000Z',
      tenant: { id: own.id },
    })
    const both = `filter: { type: { in: ["${types[0]}", "${types[1]}"] } }`
    assert.deepEqual(ids((await list(both)).edges), [e4, e3, e2, e1, e0])
    assert.deepEqual(ids((await list(`${both}, last: 2, before: "${e1}"`)).edges), [e3, e2])
    const older = await list(`${both}, first: 2, after: "${e3}", sortOrder: ASC`)
    assert.deepEqual([ids(older.edges), older.pageInfo.hasNextPage], [[e4], false])
    const none = 'filter: { type: { notIn: ["incoming_payment.created"] } }'
    assert.deepEqual(ids((await list(none)).edges), [])
  })

  test('of payments are filtered', async () => {
    const own = await node.makeTenant()
    const asset = await makeAsset(node, {}, own)
    const from = await makeWallet(node, asset.id, own)
    const to = await makeWallet(node, asset.id, own)
    const money = { value: '5', assetCode: asset.code, assetScale: 2 }
    const receiver = await createReceiver(node, to, money)
    const quote = await createQuote(node, from, { receiver: receiver.id })
    const payment = await payQuote(node, from, quote.id)
    const incomingId = receiver.id.split('/').at(-1)
    const list = async (field: string) => {
      const { edges } = (await node.data(`{ r: ${field} { edges { node { id } } } }`, {}, own)).r
      return ids(edges)
    }
    assert.deepEqual(await list('payments'), [payment.id, incomingId])
    assert.deepEqual(await list('payments(filter: { type: { in: ["INCOMING"] } })'), [incomingId])
    const ofTo = `filter: { walletAddressId: { in: ["${to.id}"] } }`
    assert.deepEqual(await list(`payments(${ofTo})`), [incomingId])
    assert.deepEqual(await list(`outgoingPayments(${ofTo})`), [])
    const funding = 'filter: { state: { in: ["FUNDING"] } }'
    assert.deepEqual(await list(`outgoingPayments(${funding})`), [payment.id])
    const others = 'filter: { state: { notIn: ["FUNDING"] } }'
    assert.deepEqual(await list(`outgoingPayments(${others})`), [])
    const paidTo = `filter: { receiver: { in: ["${receiver.id}"] } }`
    assert.deepEqual(await list(`outgoingPayments(${paidTo})`), [payment.id])
    const byAse = 'filter: { initiatedBy: { in: ["ADMIN"] } }'
    assert.deepEqual(await list(`incomingPayments(${byAse})`), [incomingId])
    const ofWallet = (id: string, field: string) => `{ walletAddress(id: "${id}") {
      ${field} { edges { node { id } } } } }`
    for (const [wallet, field, id] of [
      [from, 'outgoingPayments', payment.id],
      [from, 'quotes', quote.id],
      [to, 'incomingPayments', incomingId],
    ] as const) {
      const { walletAddress } = await node.data(ofWallet(wallet.id, field), {}, own)
      assert.deepEqual(ids(walletAddress[field].edges), [id])
    }
  })

  test('read all balances with one query, and none that nobody asked for', async () => {
    const own = await node.makeTenant()
    for (const amount of [1, 2, 3]) {
      const asset = await makeAsset(node, {}, own)
      const peer = await makePeer(node, asset.id)
      await deposit(node, { assetId: asset.id }, amount)
      await deposit(node, { peerId: peer.id }, amount * 10)
    }
    await node.data('{ whoami { id } }', {}, own)
    const queriesOf = async (query: string) => {
      node.statements.length = 0
      const data = await node.data(query, {}, own)
      return { data, queries: node.statements.length }
    }
    // One statement is for the signature, one for the list.
    const bare = await queriesOf('{ peers { edges { node { id asset { id code } } } } }')
    assert.equal(bare.queries, 2)
    const full = await queriesOf(`{ peers(sortOrder: ASC) { edges { node {
      liquidity tenant { id } asset { liquidity tenant { id } } } } } }`)
    assert.equal(full.queries, 3)
    const amounts = full.data.peers.edges.map(({ node: peer }: Edge) => [
      peer['liquidity'],
      (peer['asset'] as { liquidity: string }).liquidity,
    ])
    assert.deepEqual(amounts, [
      ['10', '1'],
      ['20', '2'],
      ['30', '3'],
    ])
  })

  test('a refused page asks the database for nothing', async () => {
    node.statements.length = 0
    const { errors } = await node.ask('{ peers(first: 1000) { edges { cursor } } }')
    assert.equal(errors?.[0]?.extensions.code, 'BAD_USER_INPUT')
    assert.equal(node.statements.length, 1)
  })
})
