import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { systemClock as clock } from '@kivuko/clock'
import { createPostgresLedger, ledgerMigrations, type PostgresLedger } from '@kivuko/ledger'
import { Secret, silentLog as log } from '@kivuko/log'
import { createMetrics } from '@kivuko/metrics'
import { systemRandom as random } from '@kivuko/random'
import { createTestDatabase, type TestDatabase, waitFor } from '@kivuko/testing'
import { createPostgresWebhookStore, webhookMigrations } from '@kivuko/webhooks'
import { createPostgresAssets } from './assets-postgres.ts'
import { directoryMigrations } from './directory-migrations.ts'
import { createPostgresFees } from './fees-postgres.ts'
import { createPostgresKeys } from './keys-postgres.ts'
import { createLiquidity } from './liquidity.ts'
import { startLiquidityAlerts } from './low-liquidity-postgres.ts'
import { openDirectory } from './open-directory.ts'
import { createPostgresPeers } from './peers-postgres.ts'
import type { Asset, Peer, TenantId, WalletAddress } from './records.ts'
import type { Refused } from './refused.ts'
import { ensureOperator } from './tenants-postgres.ts'
import { createPostgresWalletAddresses } from './wallet-addresses-postgres.ts'

const operatorId = randomUUID() as TenantId
const jwk = {
  kid: 'k1',
  x: Buffer.alloc(32, 1).toString('base64url'),
  alg: 'EdDSA',
  kty: 'OKP',
  crv: 'Ed25519',
} as const

function taken<T extends object>(result: T | Refused<string>): T {
  if ('refusal' in result) assert.fail(`${result.refusal}: ${result.description}`)
  return result
}

function refusalOf(result: object | undefined): string | undefined {
  return result && 'refusal' in result ? String(result.refusal) : undefined
}

describe('the directory', () => {
  let database: TestDatabase
  let ledger: PostgresLedger
  let codes = 0

  before(async () => {
    const sets = [ledgerMigrations, webhookMigrations, directoryMigrations]
    database = await createTestDatabase({ sets })
    ledger = createPostgresLedger({ postgres: database.postgres, clock })
    const operator = { id: operatorId, apiSecret: new Secret('s') }
    await ensureOperator({ postgres: database.postgres, clock, operator })
  })
  after(async () => {
    await ledger[Symbol.asyncDispose]()
    await database[Symbol.asyncDispose]()
  })

  const parts = () => {
    const base = { postgres: database.postgres, ledger, clock, random }
    return {
      assets: createPostgresAssets(base),
      peers: createPostgresPeers(base),
      wallets: createPostgresWalletAddresses({
        ...base,
        prefixFor: async () => 'https://wallet.example',
      }),
      keys: createPostgresKeys(base),
      fees: createPostgresFees(base),
      liquidity: createLiquidity({ ledger, clock }),
    }
  }
  const newAsset = async (asset: Partial<Asset> = {}): Promise<Asset> => {
    codes += 1
    return taken(
      await parts().assets.create({ tenantId: operatorId, code: `A${codes}`, scale: 2, ...asset }),
    )
  }
  const newPeer = async (asset: Asset, peer: object = {}): Promise<Peer> =>
    taken(
      await parts().peers.create({
        assetId: asset.id,
        staticIlpAddress: `test.${randomUUID()}`,
        outgoing: { endpoint: 'http://peer.example/ilp', authToken: 'out' },
        ...peer,
      }),
    )
  const newWallet = async (asset: Asset): Promise<WalletAddress> =>
    taken(
      await parts().wallets.create({
        tenantId: operatorId,
        assetId: asset.id,
        address: randomUUID(),
        additionalProperties: [
          { key: 'b', value: '1', visibleInOpenPayments: true },
          { key: 'a', value: '2', visibleInOpenPayments: false },
        ],
      }),
    )

  test('an asset is there once for its code and scale, and comes back after deletion', async () => {
    const { assets } = parts()
    const asset = await newAsset({ code: 'ONE' })
    const again = { tenantId: operatorId, code: 'ONE', scale: 2 }
    assert.equal(refusalOf(await assets.create(again)), 'DuplicateAsset')
    assert.equal(taken(await assets.create({ ...again, scale: 3 })).scale, 3)
    assert.equal(taken(await assets.delete(asset.id)).id, asset.id)
    assert.equal(await assets.get(asset.id), undefined)
    assert.equal(refusalOf(await assets.delete(asset.id)), 'UnknownAsset')
    assert.equal(taken(await assets.create(again)).id, asset.id)
  })

  test('an asset in use is not deleted, and none of another tenant is seen', async () => {
    const { assets } = parts()
    const asset = await newAsset()
    await newWallet(asset)
    assert.equal(refusalOf(await assets.delete(asset.id)), 'CannotDeleteInUseAsset')
    assert.equal(await assets.get(asset.id, randomUUID() as TenantId), undefined)
    assert.equal(refusalOf(await assets.create({ ...asset, scale: 256 })), 'InvalidAsset')
  })

  test('a peer starts with its liquidity; its tokens are its own', async () => {
    const { peers, liquidity } = parts()
    const asset = await newAsset()
    const peer = await newPeer(asset, { initialLiquidity: 500n, incomingTokens: ['t-one'] })
    const balance = (await ledger.balances([peer.accountId])).get(peer.accountId)
    assert.equal(balance?.creditsPosted, 500n)
    const other = { assetId: asset.id, outgoing: { endpoint: 'http://x', authToken: 'o' } }
    const duplicateToken = { ...other, staticIlpAddress: 'test.z', incomingTokens: ['t-one'] }
    assert.equal(refusalOf(await peers.create(duplicateToken)), 'DuplicateIncomingToken')
    const duplicatePeer = { ...other, staticIlpAddress: peer.staticIlpAddress }
    assert.equal(refusalOf(await peers.create(duplicatePeer)), 'DuplicatePeer')
    const badAddress = { ...other, staticIlpAddress: 'nowhere' }
    assert.equal(refusalOf(await peers.create(badAddress)), 'InvalidStaticIlpAddress')
    const badEndpoint = {
      ...other,
      staticIlpAddress: 'test.y',
      outgoing: { endpoint: 'ftp://x', authToken: 'o' },
    }
    assert.equal(refusalOf(await peers.create(badEndpoint)), 'InvalidHTTPEndpoint')
    const accounts = { accountId: peer.accountId, settlementId: asset.settlementId }
    const withdrawal = { ...accounts, id: randomUUID(), timeoutSeconds: 0n }
    assert.equal(await liquidity.withdraw({ ...withdrawal, amount: 500n }), undefined)
    const more = { ...withdrawal, id: randomUUID(), amount: 1n }
    assert.equal(refusalOf(await liquidity.withdraw(more)), 'InsufficientBalance')
  })

  test('a change is seen by another process at once', async () => {
    await using directory = await openDirectory({ postgres: database.postgres, operatorId, log })
    const { peers, wallets, fees, keys } = parts()
    const asset = await newAsset()
    const peer = await newPeer(asset, { incomingTokens: ['t-two'] })
    await waitFor(() => directory.peer(peer.id) !== undefined, { timeoutMs: 1_000 })
    assert.equal(directory.peerByIncomingToken('t-two'), peer.id)
    assert.equal(directory.peerByIncomingToken('t-2'), undefined)
    await peers.update({ id: peer.id, incomingTokens: ['t-three'], maxPacketAmount: 7n })
    await waitFor(() => directory.peerByIncomingToken('t-two') === undefined, { timeoutMs: 1_000 })
    assert.equal(directory.peer(peer.id)?.maxPacketAmount, 7n)
    const wallet = await newWallet(asset)
    assert.equal((await directory.walletAddressByUrl(wallet.url.toUpperCase()))?.id, wallet.id)
    assert.equal(await directory.fee(asset.id, 'SENDING'), undefined)
    taken(await fees.set({ assetId: asset.id, type: 'SENDING', fixed: 3n, basisPoints: 100 }))
    taken(await wallets.update({ id: wallet.id, status: 'INACTIVE', publicName: 'W' }))
    const key = taken(await keys.create({ walletAddressId: wallet.id, jwk }))
    const changed = async () =>
      (await directory.fee(asset.id, 'SENDING'))?.fixed === 3n &&
      (await directory.walletAddress(wallet.id))?.deactivatedAtMs !== undefined &&
      (await directory.walletAddressKeys(wallet.id)).length === 1
    await waitFor(changed, { timeoutMs: 1_000 })
    await keys.revoke(key.id)
    const revoked = async () => (await directory.walletAddressKeys(wallet.id)).length === 0
    await waitFor(revoked, { timeoutMs: 1_000 })
    await peers.delete(peer.id)
    await waitFor(() => directory.peer(peer.id) === undefined, { timeoutMs: 1_000 })
  })

  test('codes of assets are there once, of every tenant, and their changes are told', async () => {
    const { postgres } = database
    await using directory = await openDirectory({ postgres, operatorId, log })
    let changes = 0
    const listening = directory.onAssetsChanged(() => {
      changes += 1
    })
    const first = await newAsset()
    await newAsset({ code: first.code, scale: 9 })
    await waitFor(() => changes > 0, { what: 'an asset to be told' })
    const has = async () => (await directory.assetCodes()).filter((code) => code === first.code)
    assert.deepEqual(await has(), [first.code])
    await parts().assets.delete(first.id)
    assert.deepEqual(await has(), [first.code])
    const other = taken(
      await parts().assets.create({ tenantId: operatorId, code: 'gone', scale: 0 }),
    )
    assert.ok((await directory.assetCodes()).includes('gone'))
    await parts().assets.delete(other.id)
    assert.ok(!(await directory.assetCodes()).includes('gone'))
    listening[Symbol.dispose]()
    const told = changes
    const last = await new Promise((resolve) => {
      directory.onAssetsChanged(() => resolve('told'))
      void newAsset()
    })
    assert.deepEqual([last, changes], ['told', told])
  })

  test('a wallet address keeps its properties in order and is unique', async () => {
    const { wallets } = parts()
    const wallet = await newWallet(await newAsset())
    assert.deepEqual(
      wallet.additionalProperties.map(({ key }) => key),
      ['b', 'a'],
    )
    const same = { tenantId: operatorId, assetId: wallet.asset.id, address: wallet.url }
    assert.equal(refusalOf(await wallets.create(same)), 'DuplicateWalletAddress')
    const unknown = { ...same, assetId: randomUUID() as Asset['id'], address: 'q' }
    assert.equal(refusalOf(await wallets.create(unknown)), 'UnknownAsset')
  })

  test('keys are unique while in force, and may come back', async () => {
    const { keys } = parts()
    const { id: walletAddressId } = await newWallet(await newAsset())
    const key = taken(await keys.create({ walletAddressId, jwk }))
    assert.equal(refusalOf(await keys.create({ walletAddressId, jwk })), 'DuplicateKey')
    assert.equal(taken(await keys.revoke(key.id)).revoked, true)
    assert.equal(taken(await keys.create({ walletAddressId, jwk })).revoked, false)
    const short = { walletAddressId, jwk: { ...jwk, x: 'AAAA' } }
    assert.equal(refusalOf(await keys.create(short)), 'InvalidKey')
  })

  test('a two-phase withdrawal is posted or voided once', async () => {
    const { liquidity } = parts()
    const { accountId, settlementId } = await newAsset()
    const accounts = { accountId, settlementId }
    await liquidity.deposit({ ...accounts, id: randomUUID(), amount: 10n })
    const id = randomUUID()
    const withdrawal = { ...accounts, id, amount: 4n, timeoutSeconds: 60n }
    assert.equal(await liquidity.withdraw(withdrawal), undefined)
    assert.equal(refusalOf(await liquidity.withdraw(withdrawal)), 'TransferExists')
    assert.equal(await liquidity.post(id), undefined)
    assert.equal(refusalOf(await liquidity.void(id)), 'AlreadyPosted')
    assert.equal(refusalOf(await liquidity.post(randomUUID())), 'UnknownTransfer')
    assert.equal(refusalOf(await liquidity.post('x')), 'InvalidId')
    const nothing = { ...accounts, id: randomUUID(), amount: 0n }
    assert.equal(refusalOf(await liquidity.deposit(nothing)), 'AmountZero')
  })

  test('low liquidity is told once for each time that it falls', async () => {
    const outbox = createPostgresWebhookStore({ postgres: database.postgres, clock })
    const { liquidity } = parts()
    const asset = await newAsset({ liquidityThreshold: 50n })
    const accounts = { accountId: asset.accountId, settlementId: asset.settlementId }
    const withdraw = (amount: bigint) =>
      liquidity.withdraw({ ...accounts, id: randomUUID(), amount, timeoutSeconds: 0n })
    await liquidity.deposit({ ...accounts, id: randomUUID(), amount: 100n })
    await using running = await startLiquidityAlerts({
      postgres: database.postgres,
      ledger,
      outbox,
      clock,
      random,
      log,
      metrics: createMetrics(),
    })
    await withdraw(60n)
    await withdraw(1n)
    const told = () => outbox.events({ limit: 10, types: ['asset.liquidity_low'] })
    await waitFor(async () => (await told()).length > 0, { timeoutMs: 2_000 })
    const [event, ...more] = await told()
    assert.deepEqual(more, [])
    assert.deepEqual(event?.data['asset'], { id: asset.id, code: asset.code, scale: 2 })
    assert.equal(event?.data['liquidityThreshold'], '50')
    await running[Symbol.asyncDispose]()
  })
})
