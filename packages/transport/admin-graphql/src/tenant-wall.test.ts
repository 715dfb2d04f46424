import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { buildSchema } from 'graphql'
import { startTestAdminNode, type TestAdminNode, type TestTenant } from './test-admin-node.ts'
import { makeOwned, type Owned } from './test-owned.ts'

const schema = buildSchema(readFileSync(new URL('schema/admin.graphql', import.meta.url), 'utf8'))

/** What anyone may do with what anyone has: it is done with a URL that was given to them. */
const open = ['whoami', 'receiver', 'createReceiver', 'completeReceiver']

describe('the wall between tenants', () => {
  let node: TestAdminNode
  let other: TestTenant
  let owned: Owned
  before(async () => {
    node = await startTestAdminNode()
    other = await node.makeTenant()
    owned = await makeOwned(node)
  })
  after(() => node[Symbol.asyncDispose]())

  test('every query and every mutation stands in a table below', () => {
    const names = [schema.getQueryType(), schema.getMutationType()].flatMap((type) =>
      Object.keys(type?.getFields() ?? {}),
    )
    const tables = [...open, ...Object.keys(reads(owned)), ...Object.keys(writes(owned))]
    assert.deepEqual(tables.toSorted(), names.toSorted())
  })

  test('a tenant reads nothing of another; the owner and the operator do', async () => {
    for (const [name, read] of Object.entries(reads(owned))) {
      const ask = async (tenant: TestTenant) => {
        const { data, errors } = await node.ask(`{ r: ${read.query} }`, {}, { tenant })
        return errors?.[0]?.extensions.code ?? JSON.stringify(data.r)
      }
      assert.equal(await ask(other), read.hidden, `${name} by another tenant`)
      for (const tenant of [owned.tenant, ...(read.isOwnOnly ? [] : [node.operator])]) {
        const seen = await ask(tenant)
        assert.ok(seen.includes(read.shown), `${name} by ${tenant.id}: ${seen}`)
      }
    }
  })

  test('a list of a named tenant is for that tenant and the operator', async () => {
    const lists = ['assets', 'peers', 'walletAddresses', 'outgoingPayments', 'incomingPayments']
    for (const name of [...lists, 'webhookEvents', 'payments']) {
      const query = `{ r: ${name}(tenantId: "${owned.tenant.id}") { edges { node { id
        tenant { id } } } } }`
      assert.equal(await node.code(query, {}, other), 'FORBIDDEN')
      for (const tenant of [owned.tenant, node.operator]) {
        const { edges } = (await node.data(query, {}, tenant)).r
        assert.ok(edges.length > 0, name)
        for (const edge of edges) assert.equal(edge.node.tenant.id, owned.tenant.id)
      }
      assert.equal(await node.code(query.replace(owned.tenant.id, 'x')), 'BAD_USER_INPUT')
    }
  })

  test('a tenant writes nothing of another; the operator may', async () => {
    const untouched = await digestOf(node)
    for (const [name, input] of Object.entries(writes(owned))) {
      const code = await node.code(mutation(name), { input }, other)
      assert.equal(code, otherCodes[name] ?? 'NOT_FOUND', name)
    }
    assert.deepEqual(await digestOf(node), untouched)
    for (const [name, input] of Object.entries(writes(owned))) {
      const { errors } = await node.ask(mutation(name), { input })
      // No packet waits for a decision here; that the payment was found is what counts.
      const expected = name.includes('Partial') ? 'FORBIDDEN' : undefined
      assert.equal(errors?.[0]?.extensions.code, expected, `${name}: ${errors?.[0]?.message}`)
    }
  })

  test('a key of one tenant is not a key of another', async () => {
    const idempotencyKey = randomUUID()
    const create = (code: string) =>
      `mutation { createAsset(input: { code: "${code}", scale: 2,
        idempotencyKey: "${idempotencyKey}" }) { asset { tenant { id } } } }`
    for (const tenant of [owned.tenant, other]) {
      const { createAsset } = await node.data(create('KEY'), {}, tenant)
      assert.equal(createAsset.asset.tenant.id, tenant.id)
    }
  })
})

/** Everything that is stored, in short. */
async function digestOf({ postgres }: TestAdminNode): Promise<object> {
  const tables = await postgres.query({
    text: `select format('%I.%I', table_schema, table_name) as name
      from information_schema.tables
      where table_schema in ('directory', 'ledger', 'payments', 'webhooks') order by name`,
  })
  const digests: Record<string, unknown> = {}
  for (const { name } of tables) {
    const text = `select count(*), md5(string_agg(t::text, ' ' order by t::text)) as digest
      from ${String(name)} t`
    digests[String(name)] = (await postgres.query({ text }))[0]
  }
  return digests
}

const otherCodes: Readonly<Record<string, string>> = {
  createAsset: 'FORBIDDEN',
  createWalletAddress: 'FORBIDDEN',
  depositEventLiquidity: 'BAD_USER_INPUT',
  withdrawEventLiquidity: 'BAD_USER_INPUT',
}

function mutation(name: string): string {
  const type = schema.getMutationType()?.getFields()[name]?.args[0]?.type.toString()
  return `mutation ($input: ${type}) { r: ${name}(input: $input) { __typename } }`
}

interface Read {
  readonly query: string
  /** What another tenant gets: a code, or the JSON of nothing. */
  readonly hidden: string
  /** What the owner's answer has in it. */
  readonly shown: string
  /** Where nobody names a tenant, it is the caller's. */
  readonly isOwnOnly?: boolean
}

function reads(owned: Owned): Readonly<Record<string, Read>> {
  const { asset, peer, wallet, tenant } = owned
  const byId = (name: string, id: string): Read => {
    return { query: `${name}(id: "${id}") { id }`, hidden: 'NOT_FOUND', shown: id }
  }
  const list = (name: string, shown: string): Read => {
    const query = `${name}(first: 100) { edges { node { id } } }`
    return { query, hidden: '{"edges":[]}', shown }
  }
  return {
    asset: byId('asset', asset.id),
    peer: byId('peer', peer.id),
    walletAddress: byId('walletAddress', wallet.id),
    quote: byId('quote', owned.quoteId),
    outgoingPayment: byId('outgoingPayment', owned.fundableId),
    incomingPayment: byId('incomingPayment', owned.incomingId),
    tenant: byId('tenant', tenant.id),
    assetByCodeAndScale: {
      query: `assetByCodeAndScale(code: "${asset.code}", scale: 2) { id }`,
      hidden: 'null',
      shown: asset.id,
      isOwnOnly: true,
    },
    peerByAddressAndAsset: {
      query: `peerByAddressAndAsset(staticIlpAddress: "${peer.staticIlpAddress}",
        assetId: "${asset.id}") { id }`,
      hidden: 'null',
      shown: peer.id,
    },
    walletAddressByUrl: {
      query: `walletAddressByUrl(url: "${wallet.address}") { id }`,
      hidden: 'null',
      shown: wallet.id,
    },
    accountingTransfers: {
      query: `accountingTransfers(id: "${asset.id}") { credits { creditAccountId } }`,
      hidden: '{"credits":[]}',
      shown: asset.id,
    },
    assets: list('assets', asset.id),
    peers: list('peers', peer.id),
    walletAddresses: list('walletAddresses', wallet.id),
    outgoingPayments: list('outgoingPayments', owned.fundableId),
    incomingPayments: list('incomingPayments', owned.incomingId),
    payments: list('payments', owned.fundableId),
    webhookEvents: list('webhookEvents', owned.fundableByEvent.eventId),
  }
}

function writes(owned: Owned): Readonly<Record<string, object>> {
  const { asset, unused, peer, unusedPeer, wallet, tenant, incomingId } = owned
  const outgoing = { endpoint: 'https://peer.test', authToken: 'out' }
  const movement = () => ({ id: randomUUID(), idempotencyKey: randomUUID(), amount: 1 })
  const ended = (timeoutSeconds: number) => ({ timeoutSeconds, idempotencyKey: randomUUID() })
  const jwk = {
    alg: 'EdDSA',
    kty: 'OKP',
    crv: 'Ed25519',
    x: Buffer.alloc(32).toString('base64url'),
  }
  const partial = { incomingPaymentId: incomingId, partialIncomingPaymentId: randomUUID() }
  return {
    createAsset: { code: 'NEW', scale: 2, tenantId: tenant.id },
    updateAsset: { id: asset.id, liquidityThreshold: 1 },
    deleteAsset: { id: unused.id },
    setFee: { assetId: asset.id, type: 'RECEIVING', fee: { fixed: 1, basisPoints: 1 } },
    depositAssetLiquidity: { ...movement(), assetId: asset.id },
    createAssetLiquidityWithdrawal: { ...movement(), assetId: asset.id, timeoutSeconds: 0 },
    createPeer: { assetId: asset.id, staticIlpAddress: 'test.new', http: { outgoing } },
    updatePeer: { id: peer.id, name: 'changed' },
    deletePeer: { id: unusedPeer.id },
    depositPeerLiquidity: { ...movement(), peerId: peer.id },
    createPeerLiquidityWithdrawal: { ...movement(), peerId: peer.id, timeoutSeconds: 0 },
    postLiquidityWithdrawal: { withdrawalId: owned.postableId, idempotencyKey: randomUUID() },
    voidLiquidityWithdrawal: { withdrawalId: owned.voidableId, idempotencyKey: randomUUID() },
    createWalletAddress: { tenantId: tenant.id, assetId: asset.id, address: '/new' },
    updateWalletAddress: { id: wallet.id, publicName: 'changed' },
    createWalletAddressKey: { walletAddressId: wallet.id, jwk: { ...jwk, kid: 'new' } },
    revokeWalletAddressKey: { id: owned.keyId },
    createWalletAddressWithdrawal: {
      ...ended(0),
      id: randomUUID(),
      walletAddressId: owned.creditedWallet.id,
    },
    createIncomingPayment: { walletAddressId: wallet.id },
    updateIncomingPayment: { id: incomingId, metadata: { changed: true } },
    approveIncomingPayment: { id: owned.decidedId },
    cancelIncomingPayment: { id: owned.cancelledId },
    confirmPartialIncomingPayment: partial,
    rejectPartialIncomingPayment: partial,
    createQuote: { walletAddressId: wallet.id, receiver: owned.receiver },
    createOutgoingPayment: { walletAddressId: wallet.id, quoteId: owned.quoteId },
    createOutgoingPaymentFromIncomingPayment: {
      walletAddressId: wallet.id,
      incomingPayment: owned.receiver,
    },
    cancelOutgoingPayment: { id: owned.cancellableId },
    depositOutgoingPaymentLiquidity: {
      outgoingPaymentId: owned.fundableId,
      idempotencyKey: randomUUID(),
    },
    depositEventLiquidity: {
      eventId: owned.fundableByEvent.eventId,
      idempotencyKey: randomUUID(),
    },
    createIncomingPaymentWithdrawal: { ...ended(0), incomingPaymentId: owned.receivedOther.id },
    createOutgoingPaymentWithdrawal: { ...ended(0), outgoingPaymentId: owned.leftId },
    withdrawEventLiquidity: { eventId: owned.received.eventId, idempotencyKey: randomUUID() },
  }
}
