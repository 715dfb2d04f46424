import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { startTestAdminNode, type TestAdminNode } from '../test-admin-node.ts'
import { deposit, makeAsset, makePeer } from './test-directory.ts'

describe('liquidity through the admin API', () => {
  let node: TestAdminNode
  before(async () => {
    node = await startTestAdminNode()
  })
  after(() => node[Symbol.asyncDispose]())

  const liquidityOf = async (kind: 'asset' | 'peer', id: string): Promise<string> =>
    (await node.data(`{ ${kind}(id: "${id}") { liquidity } }`))[kind].liquidity

  const move = (mutation: string, inputType: string) => (input: object) => {
    const whole = { idempotencyKey: randomUUID(), ...input }
    const text = `mutation ($input: ${inputType}!) { done: ${mutation}(input: $input) { success } }`
    return [text, { input: whole }] as const
  }
  const depositAsset = move('depositAssetLiquidity', 'DepositAssetLiquidityInput')
  const withdrawAsset = move(
    'createAssetLiquidityWithdrawal',
    'CreateAssetLiquidityWithdrawalInput',
  )
  const withdrawPeer = move('createPeerLiquidityWithdrawal', 'CreatePeerLiquidityWithdrawalInput')
  const post = move('postLiquidityWithdrawal', 'PostLiquidityWithdrawalInput')
  const cancel = move('voidLiquidityWithdrawal', 'VoidLiquidityWithdrawalInput')
  const success = { done: { success: true } }

  test('a deposit is there at once, and once for its id', async () => {
    const asset = await makeAsset(node)
    const id = randomUUID()
    const input = { assetId: asset.id, amount: '1000', id }
    assert.deepEqual(await node.data(...depositAsset(input)), success)
    assert.equal(await liquidityOf('asset', asset.id), '1000')
    assert.equal(await node.code(...depositAsset(input)), 'DUPLICATE')
    assert.equal(await liquidityOf('asset', asset.id), '1000')
  })

  test('the same deposit under the same key is done once and answered alike', async () => {
    const asset = await makeAsset(node)
    const input = { assetId: asset.id, amount: 5, id: randomUUID(), idempotencyKey: randomUUID() }
    assert.deepEqual(await node.data(...depositAsset(input)), success)
    // The same amount, as text.
    assert.deepEqual(await node.data(...depositAsset({ ...input, amount: '5' })), success)
    assert.equal(await liquidityOf('asset', asset.id), '5')
  })

  test('a withdrawal of one phase leaves at once', async () => {
    const peer = await makePeer(node, (await makeAsset(node)).id)
    await deposit(node, { peerId: peer.id }, 100)
    const input = { peerId: peer.id, amount: 40, id: randomUUID(), timeoutSeconds: 0 }
    assert.deepEqual(await node.data(...withdrawPeer(input)), success)
    assert.equal(await liquidityOf('peer', peer.id), '60')
    assert.equal(await node.code(...post({ withdrawalId: input.id })), 'CONFLICT')
  })

  test('a withdrawal of two phases is posted or voided, once', async () => {
    const asset = await makeAsset(node)
    await deposit(node, { assetId: asset.id }, 100)
    const [posted, voided] = [randomUUID(), randomUUID()]
    const input = { assetId: asset.id, amount: 30, timeoutSeconds: '60' }
    assert.deepEqual(await node.data(...withdrawAsset({ ...input, id: posted })), success)
    assert.deepEqual(await node.data(...withdrawAsset({ ...input, id: voided })), success)
    assert.equal(await liquidityOf('asset', asset.id), '40')
    assert.deepEqual(await node.data(...post({ withdrawalId: posted })), success)
    assert.deepEqual(await node.data(...cancel({ withdrawalId: voided })), success)
    assert.equal(await liquidityOf('asset', asset.id), '70')
    assert.equal(await node.code(...post({ withdrawalId: posted })), 'CONFLICT')
    assert.equal(await node.code(...cancel({ withdrawalId: posted })), 'CONFLICT')
    assert.equal(await node.code(...post({ withdrawalId: voided })), 'CONFLICT')
  })

  test('what cannot be moved is refused with the code of what is wrong', async () => {
    const asset = await makeAsset(node)
    await deposit(node, { assetId: asset.id }, 10)
    const input = { assetId: asset.id, amount: 5, id: randomUUID(), timeoutSeconds: 0 }
    const cases: readonly [object, string][] = [
      [{ amount: 11 }, 'FORBIDDEN'],
      [{ amount: 0 }, 'FORBIDDEN'],
      [{ id: 'no-uuid' }, 'BAD_USER_INPUT'],
      [{ assetId: randomUUID() }, 'NOT_FOUND'],
      [{ assetId: 'no-uuid' }, 'NOT_FOUND'],
    ]
    for (const [part, code] of cases) {
      assert.equal(await node.code(...withdrawAsset({ ...input, ...part })), code)
    }
    assert.equal(await node.code(...post({ withdrawalId: randomUUID() })), 'NOT_FOUND')
    assert.equal(await node.code(...cancel({ withdrawalId: 'no-uuid' })), 'BAD_USER_INPUT')
    assert.equal(await liquidityOf('asset', asset.id), '10')
  })

  test('the transfers of an account are listed, newest first', async () => {
    const asset = await makeAsset(node)
    for (const amount of [1, 2, 3]) await deposit(node, { assetId: asset.id }, amount)
    const id = randomUUID()
    const input = { assetId: asset.id, amount: 4, id, timeoutSeconds: 60 }
    await node.data(...withdrawAsset(input))
    const { accountingTransfers } = await node.data(
      `{ accountingTransfers(id: "${asset.id}", limit: 2) {
        debits { id debitAccountId amount transferType ledger state expiresAt createdAt }
        credits { creditAccountId amount transferType state expiresAt } } }`,
    )
    const [{ ledger, expiresAt, createdAt, ...debit }] = accountingTransfers.debits
    assert.deepEqual(debit, {
      id,
      debitAccountId: asset.id,
      amount: '4',
      transferType: 'WITHDRAWAL',
      state: 'PENDING',
    })
    assert.equal(typeof ledger, 'number')
    assert.equal(Date.parse(expiresAt) > Date.parse(createdAt), true)
    const credit = { creditAccountId: asset.id, transferType: 'DEPOSIT', state: 'POSTED' }
    assert.deepEqual(accountingTransfers.credits, [
      { ...credit, amount: '3', expiresAt: null },
      { ...credit, amount: '2', expiresAt: null },
    ])
    const none = `{ accountingTransfers(id: "nothing") { debits { id } credits { id } } }`
    assert.deepEqual((await node.data(none)).accountingTransfers, { debits: [], credits: [] })
    const tooMany = `{ accountingTransfers(id: "${asset.id}", limit: 101) { debits { id } } }`
    assert.equal(await node.code(tooMany), 'BAD_USER_INPUT')
  })
})
