import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseRateTable } from './parse-rate-table.ts'

test('keeps every digit that the endpoint sent', () => {
  const answer = parseRateTable(
    '{"base":"USD","rates":{"EUR":0.920000000000000000001,"JPY":1.5e2,"XRP":"2.50"}}',
    'USD',
  )
  assert.ok('rates' in answer)
  assert.equal(answer.base, 'USD')
  assert.deepEqual(
    [...answer.rates],
    [
      ['EUR', { num: 920000000000000000001n, den: 10n ** 21n }],
      ['JPY', { num: 150n, den: 1n }],
      ['XRP', { num: 5n, den: 2n }],
    ],
  )
})

test('leaves out what is no price above 0', () => {
  const answer = parseRateTable(
    '{"base":"USD","rates":{"A":0,"B":-1,"C":null,"D":"NaN","E":[1],"F":true,"G":1,"__proto__":2}}',
    'USD',
  )
  assert.ok('rates' in answer)
  assert.deepEqual([...answer.rates.keys()], ['G', '__proto__'])
})

const refused: readonly (readonly [string, string])[] = [
  ['', 'CouldNotFetchRates'],
  ['<html>', 'CouldNotFetchRates'],
  ['[]', 'CouldNotFetchRates'],
  ['{"base":"USD"}', 'CouldNotFetchRates'],
  ['{"base":"USD","rates":[1]}', 'CouldNotFetchRates'],
  ['{"rates":{"EUR":1}}', 'MissingBaseAsset'],
  ['{"base":"EUR","rates":{"USD":1}}', 'InvalidBaseAsset'],
]
for (const [text, refusal] of refused) {
  test(`refuses ${text || 'nothing'} with ${refusal}`, () => {
    const answer = parseRateTable(text, 'USD')
    assert.equal('refusal' in answer && answer.refusal, refusal)
  })
}
