import assert from 'node:assert/strict'
import { test } from 'node:test'

import { continueRequestSchema, grantRequestSchema } from './grant-request.ts'

const outgoing = {
  type: 'outgoing-payment',
  actions: ['create', 'read'],
  identifier: 'https://wallet.example/alice',
  limits: {
    receiver: 'https://op.example/incoming-payments/45a0d0ee-26dc-4c66-89e0-01fbf93156f7',
    interval: 'R12/2019-08-24T14:15:22Z/P1M',
    debitAmount: { value: '500', assetCode: 'USD', assetScale: 2 },
  },
}
const request = {
  client: 'https://client.example/pay',
  access_token: { access: [outgoing] },
  interact: {
    start: ['redirect'],
    finish: { method: 'redirect', uri: 'https://client.example/return', nonce: 'n1' },
  },
}
const jwk = {
  kid: 'key-1',
  alg: 'EdDSA',
  use: 'sig',
  kty: 'OKP',
  crv: 'Ed25519',
  x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo',
}

function read(value: unknown): unknown {
  const parsed = grantRequestSchema.safeParse(value)
  return parsed.success ? parsed.data : 'refused'
}

function readAccess(...access: unknown[]): unknown {
  return read({ ...request, access_token: { access } })
}

test('the client of a request is read in all its forms', () => {
  for (const [client, form] of [
    ['https://client.example/pay', { walletAddress: 'https://client.example/pay' }],
    [{ walletAddress: 'http://c.example/pay' }, { walletAddress: 'http://c.example/pay' }],
    [{ jwk }, { jwk }],
  ]) {
    assert.deepEqual(read({ ...request, client }), { ...request, client: form })
  }
})

for (const client of [
  undefined,
  'client.example',
  'ftp://client.example/pay',
  {},
  { walletAddress: 'https://c.example', jwk },
  { jwk: { ...jwk, crv: 'X25519' } },
  { jwk: { ...jwk, x: 'short' } },
]) {
  test(`${JSON.stringify(client)?.slice(0, 60)} is no client`, () => {
    assert.equal(read({ ...request, client }), 'refused')
  })
}

test('access of every type is read', () => {
  const access = [
    { type: 'incoming-payment', actions: ['create', 'complete', 'read-all', 'list-all'] },
    { type: 'quote', actions: ['create', 'read'] },
    { type: 'incoming-payment', actions: [], identifier: 'https://wallet.example/bob' },
  ]
  assert.notEqual(readAccess(...access), 'refused')
})

for (const [what, ...access] of [
  ['no item'],
  ['four items', outgoing, { ...outgoing, actions: [] }, { type: 'quote', actions: [] }, outgoing],
  ['two items alike', outgoing, outgoing],
  ['an unknown type', { ...outgoing, type: 'account' }],
  ['an unknown action', { ...outgoing, actions: ['delete'] }],
  ['an action twice', { ...outgoing, actions: ['read', 'read'] }],
  ['an action of another type', { type: 'quote', actions: ['list'] }],
  ['an outgoing payment of nobody', { ...outgoing, identifier: undefined }],
  ['an identifier that is no URL', { ...outgoing, identifier: 'alice' }],
  ['a member that is not known', { ...outgoing, locations: [] }],
  ['limits for incoming payments', { type: 'incoming-payment', actions: [], limits: {} }],
  ['a limit that is not known', { ...outgoing, limits: { sendAmount: 1 } }],
  ['an interval that is none', { ...outgoing, limits: { interval: 'R/monthly' } }],
  ['an interval without length', { ...outgoing, limits: { interval: 'R/1970-01-01/PT0S' } }],
  [
    'a receiver that is no incoming payment',
    { ...outgoing, limits: { receiver: 'https://a.b/c' } },
  ],
  [
    'limits in both amounts',
    {
      ...outgoing,
      limits: {
        debitAmount: outgoing.limits.debitAmount,
        receiveAmount: outgoing.limits.debitAmount,
      },
    },
  ],
  [
    'an amount that is none',
    { ...outgoing, limits: { debitAmount: { ...outgoing.limits.debitAmount, value: '-5' } } },
  ],
] as const) {
  test(`a request for access with ${what} is refused`, () => {
    assert.equal(readAccess(...access), 'refused')
  })
}

test('access or a subject is needed', () => {
  const { access_token: _, ...without } = request
  const subject = { sub_ids: [{ id: 'https://wallet.example/alice', format: 'uri' }] }
  assert.equal(read(without), 'refused')
  assert.notEqual(read({ ...without, subject }), 'refused')
  assert.equal(read({ ...without, subject: { sub_ids: [] } }), 'refused')
})

for (const [what, interact] of [
  ['no start', {}],
  ['another start', { start: ['app'] }],
  [
    'a finish without a nonce',
    { start: ['redirect'], finish: { method: 'redirect', uri: 'https://a.b' } },
  ],
  [
    'a finish that is pushed',
    { start: ['redirect'], finish: { ...request.interact.finish, method: 'push' } },
  ],
] as const) {
  test(`an interaction with ${what} is refused`, () => {
    assert.equal(read({ ...request, interact }), 'refused')
  })
}

test('a continuation without a body, or an empty one, is a poll', () => {
  for (const body of [undefined, null, {}]) {
    assert.deepEqual(continueRequestSchema.parse(body), {})
  }
  assert.deepEqual(continueRequestSchema.parse({ interact_ref: 'r' }), { interact_ref: 'r' })
  assert.equal(continueRequestSchema.safeParse({ interact_ref: 7 }).success, false)
})
