import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createFixedRateSource } from './fixed-rate-source.ts'

const source = createFixedRateSource({ base: 'USD', rates: { EUR: '0.8', XRP: '2.5' } })

test('gives any currency of the table as base, as exact quotients', async () => {
  const answer = await source.load('EUR', 'tenant')
  assert.ok('rates' in answer)
  assert.deepEqual(
    [...answer.rates],
    [
      ['USD', { num: 5n, den: 4n }],
      ['XRP', { num: 25n, den: 8n }],
    ],
  )
})

test('refuses a base that the table lacks', async () => {
  const answer = await source.load('JPY', 'tenant')
  assert.equal('refusal' in answer && answer.refusal, 'InvalidBaseAsset')
})

test('throws on a price that is none', () => {
  for (const text of ['0', '-1', 'x']) {
    assert.throws(() => createFixedRateSource({ base: 'USD', rates: { EUR: text } }), RangeError)
  }
})
