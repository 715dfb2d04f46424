import assert from 'node:assert/strict'
import { test } from 'node:test'

import { errorBody } from './error-body.ts'
import { incomingPaymentWithMethodsSchema, walletAddressSchema } from './resources.ts'

const PAYMENT = {
  id: 'https://op.example/incoming-payments/45d495ad-b763-4882-88d7-aa14d261686e',
  walletAddress: 'https://wallet.example/bob',
  receivedAmount: { value: '0', assetCode: 'USD', assetScale: 2 },
  createdAt: '2026-03-12T23:20:50.52Z',
  methods: [
    {
      type: 'ilp',
      ilpAddress: 'g.bob.x',
      sharedSecret: '1c7eaXa4rd2fFOBl1iydvCT1tV5TbM3RW1WLCafu_JA',
    },
  ],
}

test('an incoming payment is read, but for ways to pay that are not known', () => {
  const methods = [...PAYMENT.methods, { type: 'card' }, { type: 'ilp' }]
  const read = incomingPaymentWithMethodsSchema.parse({ ...PAYMENT, methods, future: true })
  assert.deepEqual(read, { ...PAYMENT, completed: false })
})

for (const [what, change] of [
  ['an id that is no URL', { id: 'x' }],
  ['an amount out of range', { receivedAmount: { ...PAYMENT.receivedAmount, value: '-1' } }],
  ['a date that is none', { createdAt: 'yesterday' }],
  ['no methods', { methods: undefined }],
] as const) {
  test(`an incoming payment with ${what} is refused`, () => {
    assert.equal(
      incomingPaymentWithMethodsSchema.safeParse({ ...PAYMENT, ...change }).success,
      false,
    )
  })
}

test('a wallet address of another server is read', () => {
  const wallet = {
    id: 'https://wallet.example/bob',
    assetCode: 'USD',
    assetScale: 2,
    authServer: 'https://auth.example/t',
    resourceServer: 'https://op.example/t',
  }
  assert.deepEqual(walletAddressSchema.parse({ ...wallet, keys: [] }), wallet)
  assert.equal(walletAddressSchema.safeParse({ ...wallet, authServer: undefined }).success, false)
})

test('an error carries its status as text', () => {
  assert.deepEqual(errorBody(404, 'none'), { error: { code: '404', description: 'none' } })
  assert.deepEqual(errorBody(400, 'few', { minSendAmount: 1 }).error.details, { minSendAmount: 1 })
})
