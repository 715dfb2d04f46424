import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Asset } from '@kivuko/directory'
import type { AccountId } from '@kivuko/ledger'
import { localTransfers } from './local-transfers.ts'

const asset = (accountId: string) => ({ accountId: accountId as AccountId }) as Asset
const [usd, eur] = [asset('usd'), asset('eur')]

function transfers(from: { asset: Asset; amount: bigint }, to: { asset: Asset; amount: bigint }) {
  let ids = 0
  const source = { ...from, accountId: 'payer' as AccountId }
  const destination = { ...to, accountId: 'payee' as AccountId }
  const made = localTransfers({ source, destination }, () => String((ids += 1)))
  return made.map((each) => {
    assert.ok(each.kind === 'transfer')
    return [each.debitId, each.creditId, each.amount]
  })
}

describe('a payment within the node', () => {
  it('goes straight from payer to payee within an asset', () => {
    const moved = transfers({ asset: usd, amount: 10n }, { asset: usd, amount: 10n })
    assert.deepEqual(moved, [['payer', 'payee', 10n]])
  })

  it('gives what is over to the asset, or takes from it what is missing', () => {
    assert.deepEqual(transfers({ asset: usd, amount: 12n }, { asset: usd, amount: 10n }), [
      ['payer', 'payee', 10n],
      ['payer', 'usd', 2n],
    ])
    assert.deepEqual(transfers({ asset: usd, amount: 10n }, { asset: usd, amount: 12n }), [
      ['payer', 'payee', 10n],
      ['usd', 'payee', 2n],
    ])
  })

  it('goes through the accounts of both assets across them', () => {
    assert.deepEqual(transfers({ asset: usd, amount: 10n }, { asset: eur, amount: 9n }), [
      ['payer', 'usd', 10n],
      ['eur', 'payee', 9n],
    ])
  })
})
