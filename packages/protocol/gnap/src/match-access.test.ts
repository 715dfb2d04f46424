import assert from 'node:assert/strict'
import { test } from 'node:test'

import type { AccessItem } from './access.ts'
import { matchAccess } from './match-access.ts'

const alice = 'https://wallet.example/alice'
const limits = { debitAmount: { value: '5', assetCode: 'USD', assetScale: 2 } }
const incoming: AccessItem = {
  type: 'incoming-payment',
  actions: ['create', 'read-all', 'list-all'],
}
const outgoing: AccessItem = {
  type: 'outgoing-payment',
  actions: ['create', 'read'],
  identifier: alice,
  limits,
}

for (const [what, wanted, matches] of [
  ['nothing', [], []],
  ['an action granted', [{ ...incoming, actions: ['create'] }], [incoming]],
  ['read under read-all', [{ ...incoming, actions: ['read', 'list'] }], [incoming]],
  [
    'any identifier under none',
    [{ ...incoming, actions: ['create'], identifier: alice }],
    [incoming],
  ],
  ['no identifier under one', [{ type: 'outgoing-payment', actions: ['read'] }], [outgoing]],
  ['the same identifier', [{ ...outgoing, limits: undefined }], [outgoing]],
  [
    'the same wallet address',
    [{ ...outgoing, identifier: `${alice.replace('https', 'http')}/` }],
    [outgoing],
  ],
  ['the same limits', [{ ...outgoing, limits: structuredClone(limits) }], [outgoing]],
  ['two items', [outgoing, { ...incoming, actions: ['list'] }], [outgoing, incoming]],
  ['another type', [{ type: 'quote', actions: ['create'] }], undefined],
  ['an action not granted', [{ ...outgoing, actions: ['read', 'list'] }], undefined],
  ['read-all under read', [{ ...outgoing, actions: ['read-all'] }], undefined],
  ['another identifier', [{ ...outgoing, identifier: 'https://wallet.example/bob' }], undefined],
  ['other limits', [{ ...outgoing, limits: {} }], undefined],
  ['limits where none are', [{ ...incoming, limits }], undefined],
  ['one item of two', [outgoing, { type: 'quote', actions: ['create'] }], undefined],
] as const satisfies readonly (readonly [
  string,
  readonly AccessItem[],
  readonly AccessItem[] | undefined,
])[]) {
  test(`who wants ${what} is ${matches ? 'let in' : 'turned away'}`, () => {
    assert.deepEqual(matchAccess([incoming, outgoing], wanted), matches)
  })
}
