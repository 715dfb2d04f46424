import assert from 'node:assert/strict'
import { test } from 'node:test'
import { startTestWallet } from '../test-wallet.ts'
import { parseRateTable } from './rate-table.ts'

test('tells rates digit by digit, past what a JavaScript number holds', async () => {
  await using wallet = await startTestWallet()
  const answer = await wallet.get('/rates?base=EUR')
  assert.equal(await answer.text(), '{"base":"EUR","rates":{"USD":1.0800000000000001}}')
})

test('has no rates for other bases, or for none', async () => {
  await using wallet = await startTestWallet()
  for (const path of ['/rates?base=KES', '/rates', '/rates?base=USD&base=EUR']) {
    assert.equal((await wallet.get(path)).status, 404)
  }
})

test('reads pairs, and nothing that is not exactly one', () => {
  const table = parseRateTable('USD/EUR=0.92, USD/KES=129,EUR/USD=1.08')
  assert.deepEqual(
    table?.get('USD'),
    new Map([
      ['EUR', '0.92'],
      ['KES', '129'],
    ]),
  )
  assert.deepEqual(table?.get('EUR'), new Map([['USD', '1.08']]))
  for (const wrong of ['USD=1', 'USD/EUR=-1', 'USD/EUR=0.0', 'USD/EUR=.5', 'A/B=1,A/B=2']) {
    assert.equal(parseRateTable(wrong), undefined, wrong)
  }
})
