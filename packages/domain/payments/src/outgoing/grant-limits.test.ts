import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { SpendingGrant } from '../payments.ts'
import type { QuoteRecord } from '../quotes/quote-store.ts'
import { limitsFor } from './grant-limits.ts'

const receiver = 'https://beta.test/t/incoming-payments/4a5b0f8e-6c1c-4a53-8f0e-0d9f5f9a0001'
const usd = (value: bigint) => ({ value, code: 'USD', scale: 2 })
const eur = (value: bigint) => ({ value, code: 'EUR', scale: 2 })

const quote = { receiver, debitAmount: usd(100n), receiveAmount: eur(90n) } as QuoteRecord
const nowMs = Date.parse('2030-02-15T12:00:00Z')

function read(limits: SpendingGrant['limits']) {
  return limitsFor({ id: 'grant', ...(limits && { limits }) }, { quote, nowMs })
}

function refusal(limits: SpendingGrant['limits']): string | undefined {
  const answer = read(limits)
  return 'refusal' in answer ? answer.refusal : undefined
}

describe('the limits of a grant', () => {
  it('are none where it names none', () => {
    assert.deepEqual(read(undefined), {})
  })

  it('hold for its receiver only, whatever the scheme of its URL', () => {
    assert.equal(refusal({ receiver: receiver.replace('https', 'http') }), undefined)
    assert.equal(refusal({ receiver: `${receiver}0` }), 'InsufficientGrant')
  })

  it('are of the payment’s assets, and of one amount', () => {
    assert.deepEqual(read({ debitAmount: usd(500n) }), { debitLimit: 500n })
    assert.deepEqual(read({ receiveAmount: eur(500n) }), { receiveLimit: 500n })
    assert.equal(refusal({ debitAmount: eur(500n) }), 'InsufficientGrant')
    assert.equal(refusal({ receiveAmount: usd(500n) }), 'InsufficientGrant')
    const both = { debitAmount: usd(1n), receiveAmount: eur(1n) }
    assert.equal(refusal(both), 'OnlyOneGrantAmountAllowed')
  })

  it('are those of the interval that it is now', () => {
    const interval = 'R11/2030-01-01T00:00:00Z/P1M'
    const limits = read({ debitAmount: usd(500n), interval })
    const intervalStartMs = Date.parse('2030-02-01T00:00:00Z')
    assert.deepEqual(limits, { debitLimit: 500n, intervalStartMs })
  })

  it('let nothing be spent before the first interval and after the last', () => {
    const before = 'R/2030-03-01T00:00:00Z/P1M'
    const after = 'R0/2030-01-01T00:00:00Z/P1M'
    assert.equal(refusal({ debitAmount: usd(5n), interval: before }), 'InsufficientGrant')
    assert.equal(refusal({ debitAmount: usd(5n), interval: after }), 'InsufficientGrant')
    assert.equal(refusal({ interval: 'every month' }), 'InvalidInterval')
  })
})
