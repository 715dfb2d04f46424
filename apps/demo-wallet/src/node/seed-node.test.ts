import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock as clock } from '@kivuko/clock'
import { Secret, silentLog as log } from '@kivuko/log'
import { startTestWallet, type TestWallet } from '../test-wallet.ts'
import { seedNode } from './seed-node.ts'
import type { SeedPlan } from './seed-plan.ts'
import { ensureWalletAddress } from './seed-wallet-address.ts'

const key = { kid: 'k', x: 'A'.repeat(43), alg: 'EdDSA', kty: 'OKP', crv: 'Ed25519' } as const

const plan: SeedPlan = {
  asset: { code: 'USD', scale: 2 },
  assetLiquidity: 100n,
  addresses: [
    { account: 'amina', url: 'https://a/amina', publicName: 'Amina', key },
    { account: 'juma', url: 'https://a/juma', publicName: 'Juma', key: undefined },
  ],
  peer: {
    name: 'Mwezi',
    ilpAddress: 'test.mwezi',
    endpoint: 'http://127.0.0.1:13002',
    incomingToken: new Secret('in'),
    outgoingToken: new Secret('out'),
    asset: { code: 'EUR', scale: 2 },
    liquidity: 50n,
  },
}

const mutations = /^(create|deposit|update)/

async function seed(
  { admin, books, node }: TestWallet,
  seeded: SeedPlan,
): Promise<readonly string[]> {
  const before = node.operations.length
  await seedNode({ admin, books, clock, log }, seeded)
  return node.operations.slice(before).flatMap(({ name }) => (mutations.test(name) ? [name] : []))
}

test('tells a new node of assets, the peer, wallet addresses and keys', async () => {
  await using wallet = await startTestWallet()
  assert.deepEqual(await seed(wallet, plan), [
    'createAsset',
    'depositAssetLiquidity',
    'createAsset',
    'depositAssetLiquidity',
    'createPeer',
    'createWalletAddress',
    'createWalletAddressKey',
    'createWalletAddress',
  ])
  const [peer] = wallet.node.named('createPeer')
  assert.ok(peer)
  const { assetId, ...input } = peer.variables['input'] as Record<string, unknown>
  assert.ok(assetId !== undefined)
  assert.deepEqual(input, {
    staticIlpAddress: 'test.mwezi',
    name: 'Mwezi',
    http: {
      incoming: { authTokens: ['in'] },
      outgoing: { endpoint: 'http://127.0.0.1:13002', authToken: 'out' },
    },
    initialLiquidity: '50',
  })
})

test('changes nothing the next time; a deposit that was made already has the same id', async () => {
  await using wallet = await startTestWallet()
  await seed(wallet, plan)
  wallet.node.failNext('depositAssetLiquidity', { code: 'DUPLICATE' })
  assert.deepEqual(await seed(wallet, plan), ['depositAssetLiquidity', 'depositAssetLiquidity'])
  const ids = wallet.node.named('depositAssetLiquidity').map(({ variables }) => variables['id'])
  assert.match(
    String(ids[0]),
    /^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  )
  assert.deepEqual(ids.slice(2), ids.slice(0, 2))
  assert.notEqual(ids[0], ids[1])
})

test('tells the node where a peer has moved to', async () => {
  await using wallet = await startTestWallet()
  await seed(wallet, plan)
  assert.ok(plan.peer)
  const moved = { ...plan, peer: { ...plan.peer, endpoint: 'http://127.0.0.1:13102' } }
  assert.ok((await seed(wallet, moved)).includes('updatePeer'))
  assert.ok(!(await seed(wallet, moved)).includes('updatePeer'))
})

test("knows whose the wallet addresses are, and throws the node's refusals", async () => {
  await using wallet = await startTestWallet()
  wallet.books.open({ account: 'juma', name: 'Juma', amount: 0n })
  await seed(wallet, plan)
  const [, juma] = plan.addresses
  assert.ok(juma)
  const walletAddressId = await ensureWalletAddress(wallet.admin, { ...juma, assetId: 'usd' })
  assert.equal(wallet.books.accountOf(walletAddressId)?.id, 'juma')
  wallet.node.failNext('assetByCodeAndScale', { code: 'FORBIDDEN', message: 'not yours' })
  await assert.rejects(seed(wallet, plan), /FORBIDDEN, not yours/)
})
