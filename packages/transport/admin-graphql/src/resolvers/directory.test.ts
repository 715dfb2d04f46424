import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { startTestAdminNode, type TestAdminNode } from '../test-admin-node.ts'
import { makeAsset, makePeer, makeWallet } from './test-directory.ts'

const unknownId = '11111111-2222-4333-8444-555555555555'

describe('the directory through the admin API', () => {
  let node: TestAdminNode
  before(async () => {
    node = await startTestAdminNode()
  })
  after(() => node[Symbol.asyncDispose]())

  test('an asset is created, changed, found and deleted', async () => {
    const { createAsset } = await node.data(
      `mutation ($input: CreateAssetInput!) { createAsset(input: $input) { asset {
        id code scale liquidity withdrawalThreshold liquidityThreshold createdAt
        receivingFee { id } sendingFee { id } tenant { id } fees { edges { cursor } }
      } } }`,
      { input: { code: 'USD', scale: 2, withdrawalThreshold: '18446744073709551615' } },
    )
    const { id, createdAt, ...asset } = createAsset.asset
    assert.match(createdAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/)
    assert.deepEqual(asset, {
      code: 'USD',
      scale: 2,
      liquidity: '0',
      withdrawalThreshold: '18446744073709551615',
      liquidityThreshold: null,
      receivingFee: null,
      sendingFee: null,
      tenant: { id: node.operator.id },
      fees: { edges: [] },
    })
    const { updateAsset } = await node.data(
      `mutation ($id: String!) { updateAsset(input: { id: $id, liquidityThreshold: 7 }) {
        asset { withdrawalThreshold liquidityThreshold } } }`,
      { id },
    )
    assert.deepEqual(updateAsset.asset, { withdrawalThreshold: null, liquidityThreshold: '7' })
    const find = '{ found: assetByCodeAndScale(code: "USD", scale: 2) { id } }'
    assert.deepEqual((await node.data(find)).found, { id })
    const drop = `mutation { deleteAsset(input: { id: "${id}" }) { asset { id code } } }`
    assert.deepEqual((await node.data(drop)).deleteAsset.asset, { id, code: 'USD' })
    assert.equal((await node.data(find)).found, null)
    assert.equal(await node.code(drop), 'NOT_FOUND')
  })

  test('an asset is there once, and not deleted while it is used', async () => {
    const asset = await makeAsset(node, { code: 'DUP' })
    const again = 'mutation { createAsset(input: { code: "DUP", scale: 2 }) { asset { id } } }'
    assert.equal(await node.code(again), 'DUPLICATE')
    await makeWallet(node, asset.id)
    const drop = `mutation { deleteAsset(input: { id: "${asset.id}" }) { asset { id } } }`
    assert.equal(await node.code(drop), 'FORBIDDEN')
  })

  test('a fee is set, and the newest is in force', async () => {
    const asset = await makeAsset(node)
    const set = (type: string, fixed: string, basisPoints: number) =>
      `mutation { setFee(input: { assetId: "${asset.id}", type: ${type},
        fee: { fixed: ${fixed}, basisPoints: ${basisPoints} } }) {
        fee { id assetId type fixed basisPoints createdAt } } }`
    await node.data(set('SENDING', '1', 1))
    const { setFee } = await node.data(set('SENDING', '"300"', 25))
    const { id: _id, createdAt: _createdAt, ...fee } = setFee.fee
    assert.deepEqual(fee, { assetId: asset.id, type: 'SENDING', fixed: '300', basisPoints: 25 })
    const { asset: found } = await node.data(
      `{ asset(id: "${asset.id}") { sendingFee { id } receivingFee { id }
        fees(first: 1, sortOrder: ASC) { edges { node { fixed } } pageInfo { hasNextPage } } } }`,
    )
    assert.deepEqual(found, {
      sendingFee: { id: setFee.fee.id },
      receivingFee: null,
      fees: { edges: [{ node: { fixed: '1' } }], pageInfo: { hasNextPage: true } },
    })
    assert.equal(await node.code(set('SENDING', '1', 10_001)), 'BAD_USER_INPUT')
  })

  test('a peer is created with its liquidity, changed, found and deleted', async () => {
    const asset = await makeAsset(node)
    const input = {
      assetId: asset.id,
      staticIlpAddress: 'test.peer',
      http: {
        incoming: { authTokens: ['in'] },
        outgoing: { endpoint: 'https://peer.test', authToken: 'out' },
      },
      initialLiquidity: 500,
      maxPacketAmount: '1000',
      name: 'Peer',
      routes: ['test.beyond'],
    }
    const { createPeer } = await node.data(
      `mutation ($input: CreatePeerInput!) { createPeer(input: $input) { peer {
        id maxPacketAmount http { outgoing { authToken endpoint } } asset { id code liquidity }
        staticIlpAddress name liquidityThreshold liquidity routes tenant { id }
      } } }`,
      { input },
    )
    const { id, ...peer } = createPeer.peer
    assert.deepEqual(peer, {
      maxPacketAmount: '1000',
      http: { outgoing: input.http.outgoing },
      asset: { id: asset.id, code: asset.code, liquidity: '0' },
      staticIlpAddress: 'test.peer',
      name: 'Peer',
      liquidityThreshold: null,
      liquidity: '500',
      routes: ['test.beyond'],
      tenant: { id: node.operator.id },
    })
    const change = `mutation ($input: UpdatePeerInput!) {
      updatePeer(input: $input) { peer { name maxPacketAmount staticIlpAddress } } }`
    const { updatePeer } = await node.data(change, { input: { id, name: 'Other' } })
    const changed = { name: 'Other', maxPacketAmount: '1000', staticIlpAddress: 'test.peer' }
    assert.deepEqual(updatePeer.peer, changed)
    const find = `{ byId: peer(id: "${id}") { id } byAddress: peerByAddressAndAsset(
      staticIlpAddress: "test.peer", assetId: "${asset.id}") { id } }`
    assert.deepEqual(await node.data(find), { byId: { id }, byAddress: { id } })
    const drop = `mutation { deletePeer(input: { id: "${id}" }) { success } }`
    assert.deepEqual(await node.data(drop), { deletePeer: { success: true } })
    assert.equal(await node.code(drop), 'NOT_FOUND')
    assert.equal(await node.code(change, { input: { id, name: 'x' } }), 'NOT_FOUND')
  })

  test('a peer that cannot be is refused with the code of what is wrong', async () => {
    const asset = await makeAsset(node)
    const taken = await makePeer(node, asset.id, { authTokens: ['taken'] })
    const outgoing = { endpoint: 'https://peer.test', authToken: 'out' }
    const whole = { assetId: asset.id, staticIlpAddress: 'test.new', http: { outgoing } }
    const cases: readonly [object, string][] = [
      [{ staticIlpAddress: taken.staticIlpAddress }, 'DUPLICATE'],
      [{ http: { outgoing, incoming: { authTokens: ['taken'] } } }, 'DUPLICATE'],
      [{ staticIlpAddress: 'not an address' }, 'BAD_USER_INPUT'],
      [{ http: { outgoing: { ...outgoing, endpoint: 'ftp://peer' } } }, 'BAD_USER_INPUT'],
      [{ assetId: unknownId }, 'NOT_FOUND'],
      [{ assetId: 'x' }, 'NOT_FOUND'],
    ]
    const create = `mutation ($input: CreatePeerInput!) {
      createPeer(input: $input) { peer { id } } }`
    for (const [part, code] of cases) {
      assert.equal(await node.code(create, { input: { ...whole, ...part } }), code)
    }
  })

  test('a wallet address is created, changed and found', async () => {
    const asset = await makeAsset(node)
    const additionalProperties = [{ key: 'k', value: 'v', visibleInOpenPayments: true }]
    const input = { assetId: asset.id, address: '/Alice', publicName: 'A', additionalProperties }
    const { createWalletAddress } = await node.data(
      `mutation ($input: CreateWalletAddressInput!) { createWalletAddress(input: $input) {
        walletAddress { id asset { id } liquidity address publicName createdAt status
          additionalProperties { key value visibleInOpenPayments } tenant { id }
          incomingPayments { edges { cursor } } quotes { edges { cursor } }
          outgoingPayments { edges { cursor } } walletAddressKeys { edges { cursor } }
        } } }`,
      { input },
    )
    const { id, createdAt: _createdAt, ...wallet } = createWalletAddress.walletAddress
    const none = { edges: [] }
    assert.deepEqual(wallet, {
      asset: { id: asset.id },
      liquidity: '0',
      address: 'https://alpha.test/alice',
      publicName: 'A',
      status: 'ACTIVE',
      additionalProperties,
      tenant: { id: node.operator.id },
      incomingPayments: none,
      quotes: none,
      outgoingPayments: none,
      walletAddressKeys: none,
    })
    const change = `mutation { updateWalletAddress(input: { id: "${id}", status: INACTIVE,
      additionalProperties: [] }) {
      walletAddress { status publicName additionalProperties { key } } } }`
    const changed = { status: 'INACTIVE', publicName: 'A', additionalProperties: [] }
    assert.deepEqual((await node.data(change)).updateWalletAddress.walletAddress, changed)
    const find = `{ byId: walletAddress(id: "${id}") { id }
      byUrl: walletAddressByUrl(url: "http://Alpha.test/alice/") { id } }`
    assert.deepEqual(await node.data(find), { byId: { id }, byUrl: { id } })
  })

  test('a wallet address that cannot be is refused with the code of what is wrong', async () => {
    const asset = await makeAsset(node)
    const { address } = await makeWallet(node, asset.id)
    const cases: readonly [object, string][] = [
      [{ address }, 'DUPLICATE'],
      [{ address: 'https://elsewhere.test/a' }, 'BAD_USER_INPUT'],
      [{ assetId: unknownId }, 'BAD_USER_INPUT'],
      [{ tenantId: 'x' }, 'BAD_USER_INPUT'],
    ]
    const create = `mutation ($input: CreateWalletAddressInput!) {
      createWalletAddress(input: $input) { walletAddress { id } } }`
    for (const [part, code] of cases) {
      const input = { assetId: asset.id, address: '/bob', ...part }
      assert.equal(await node.code(create, { input }), code)
    }
  })

  test('a key is added, once, and stays when it is revoked', async () => {
    const wallet = await makeWallet(node, (await makeAsset(node)).id)
    const x = Buffer.alloc(32, 7).toString('base64url')
    const jwk = { kid: 'k', x, alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' }
    const create = `mutation ($input: CreateWalletAddressKeyInput!) {
      createWalletAddressKey(input: $input) {
        walletAddressKey { id walletAddressId revoked jwk { kid x alg kty crv } } } }`
    const input = { walletAddressId: wallet.id, jwk }
    const { walletAddressKey: key } = (await node.data(create, { input })).createWalletAddressKey
    const { id, ...rest } = key
    assert.deepEqual(rest, { walletAddressId: wallet.id, revoked: false, jwk })
    assert.equal(await node.code(create, { input }), 'DUPLICATE')
    const revoke = `mutation { revokeWalletAddressKey(input: { id: "${id}" }) {
      walletAddressKey { id revoked } } }`
    const revoked = { id, revoked: true }
    assert.deepEqual((await node.data(revoke)).revokeWalletAddressKey.walletAddressKey, revoked)
    const list = `{ walletAddress(id: "${wallet.id}") {
      walletAddressKeys { edges { node { id revoked } } } } }`
    const { walletAddressKeys } = (await node.data(list)).walletAddress
    assert.deepEqual(walletAddressKeys.edges, [{ node: revoked }])
  })

  test('what is not there is null where a look-up is by name, and an error by id', async () => {
    const byName = `{ a: assetByCodeAndScale(code: "NONE", scale: 1) { id }
      p: peerByAddressAndAsset(staticIlpAddress: "test.none", assetId: "${unknownId}") { id }
      q: peerByAddressAndAsset(staticIlpAddress: "test.none", assetId: "x") { id }
      w: walletAddressByUrl(url: "https://alpha.test/none") { id }
      v: walletAddressByUrl(url: "none") { id } }`
    assert.deepEqual(await node.data(byName), { a: null, p: null, q: null, w: null, v: null })
    const byId = ['asset', 'peer', 'walletAddress', 'quote', 'incomingPayment', 'outgoingPayment']
    for (const name of [...byId, 'tenant']) {
      for (const id of [unknownId, 'no-uuid', '']) {
        assert.equal(await node.code(`{ ${name}(id: "${id}") { id } }`), 'NOT_FOUND', name)
      }
    }
  })

  test('a mutation under a key is done once, and its result can be asked for anew', async () => {
    const key = randomUUID()
    const create = (scale: number, fields: string) =>
      `mutation { createAsset(input: { code: "KEY", scale: ${scale}, idempotencyKey: "${key}" }) {
        asset { ${fields} } } }`
    const first = (await node.data(create(1, 'id'))).createAsset.asset
    const again = (await node.data(create(1, 'id code liquidity tenant { id }'))).createAsset.asset
    assert.deepEqual(again, {
      id: first.id,
      code: 'KEY',
      liquidity: '0',
      tenant: { id: node.operator.id },
    })
    assert.equal(await node.code(create(2, 'id')), 'BAD_USER_INPUT')
    const none = '{ assetByCodeAndScale(code: "KEY", scale: 2) { id } }'
    assert.equal((await node.data(none)).assetByCodeAndScale, null)
  })

  test('input of a wrong type changes nothing', async () => {
    const input = { code: 'BAD', scale: 2 }
    const wrong = [
      { ...input, scale: 256 },
      { ...input, scale: '2' },
      { ...input, liquidityThreshold: -1 },
      { ...input, liquidityThreshold: 1.5 },
      { ...input, liquidityThreshold: '18446744073709551616' },
      { ...input, code: 7 },
      { ...input, nonsense: true },
      { scale: 2 },
    ]
    const create = `mutation ($input: CreateAssetInput!) {
      createAsset(input: $input) { asset { id } } }`
    for (const variables of [...wrong.map((bad) => ({ input: bad })), {}, { input: null }]) {
      const { status, errors, data } = await node.ask(create, variables)
      assert.deepEqual([status, data], [400, undefined])
      assert.equal(errors?.[0]?.extensions.code, 'BAD_USER_INPUT')
    }
    const none = '{ assetByCodeAndScale(code: "BAD", scale: 2) { id } }'
    assert.equal((await node.data(none)).assetByCodeAndScale, null)
  })
})
