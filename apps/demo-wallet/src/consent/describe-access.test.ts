import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeAccess } from './describe-access.ts'
import { describeInterval } from './describe-interval.ts'

const usd = { value: '2500', assetCode: 'USD', assetScale: 2 }
const identifier = 'https://wallet.example/amina'

test('tells money that may leave the account from all else', () => {
  const asked = describeAccess(
    [
      { type: 'quote', actions: ['create', 'read'] },
      { type: 'outgoing-payment', actions: ['read', 'list'], identifier },
    ],
    [],
  )
  assert.equal(asked.spending, undefined)
  assert.deepEqual(asked.permissions, [
    'Ask what a payment would cost',
    'See the offers that it asked for',
    'See the payments that it sends for you',
  ])
})

test('knows whose amount is limited', () => {
  const limitsOf = (limits: object) =>
    describeAccess([{ type: 'outgoing-payment', actions: ['create'], identifier, limits }], [])
      .spending
  const amount = { value: 2_500n, code: 'USD', scale: 2 }
  const rest = { interval: undefined, receiver: undefined }
  assert.deepEqual(limitsOf({ debitAmount: usd }), { amount, counts: 'sent', ...rest })
  assert.deepEqual(limitsOf({ receiveAmount: usd }), { amount, counts: 'received', ...rest })
  assert.deepEqual(limitsOf({}), { amount: undefined, counts: 'sent', ...rest })
})

test('says what the client wants to know the user as', () => {
  assert.deepEqual(describeAccess([], [identifier]).permissions, [
    `Know that you are ${identifier}`,
  ])
})

const intervals = {
  'R/2030-05-01T00:00:00Z/P1M': 'every month, from 1 May 2030',
  'R11/2030-05-01T00:00:00Z/P1M': 'every month, 12 times, from 1 May 2030',
  'R0/2030-05-01T00:00:00Z/P1Y6M': 'every 1 year and 6 months, once, from 1 May 2030',
  'R/P2W/2030-05-01T00:00:00Z': 'every 2 weeks, until 1 May 2030',
  'R/2030-05-01T00:00:00Z/P1DT12H': 'every 1 day and 12 hours, from 1 May 2030',
  'whenever I like': 'whenever I like',
}
for (const [interval, words] of Object.entries(intervals)) {
  test(`${interval} is ${words}`, () => assert.equal(describeInterval(interval), words))
}
