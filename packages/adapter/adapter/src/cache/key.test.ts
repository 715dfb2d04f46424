import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createKeyScheme, type KeySettings } from './key.ts'

/** Keys of version 1 of the bootstrap framework, as recorded. */
const PAIR = { base: 'LINK', quote: 'USD' }
const VECTORS: readonly (readonly [sha1: string, params: Readonly<Record<string, unknown>>])[] = [
  ['b7583efd4805feed673f54459a3b3389681a229e', PAIR],
  ['188611bae704541dd4ed2f4b37da1506da6e1345', { ...PAIR, endpoint: 'price' }],
  ['d7925ae57a590de89e488c086d76d074162d6f09', { base: 'link', quote: 'usd' }],
  ['2a048820bcf3fab8ba95b938232b9f71aa3ad3ef', { ...PAIR, amount: 1 }],
  ['756e8bc79eb75f5889048663d52ef788efd3bd4e', { ...PAIR, amount: '1' }],
  ['bfc8098763f136e007107e1b12d1059489b5667e', { base: ['A', 'B'] }],
  ['aace3a7c4131a4ca74f448a70674c1a30554b824', { base: ['B', 'A'] }],
  ['f40fbef757d51c49f25200e276e80d16ec5d96f6', { ...PAIR, nested: { id: 5, keep: true } }],
  ['f40fbef757d51c49f25200e276e80d16ec5d96f6', { ...PAIR, nested: { keep: true } }],
  ['4c708d34bf20c5ac62e73978526765924ae4654a', { ...PAIR, flag: null }],
  ['1c4f483e6779b0e8327de4d473950a2f79588583', { ...PAIR, flag: true }],
  ['5ca5359a40866a1458058b49ad4c7286fb7c67b9', { n: 1.5 }],
  ['8497168e634f6dd33e53ddd4c0adccfe587ddf3d', { base: 'ü€' }],
  ['6fd5ecf807136e36fbc5392ff2d04b29539b3be4', {}],
]

const scheme = (settings: Partial<KeySettings> = {}) =>
  createKeyScheme({ group: 'grp1', ...settings })

for (const [sha1, params] of VECTORS) {
  test(`the key of ${JSON.stringify(params)} is the recorded one`, () => {
    assert.equal(scheme().keyOf({ params }), `grp1:${sha1}`)
  })
}

test('a request without data, and a subscription message, have the recorded hashes', () => {
  const { hashOf } = scheme()
  assert.equal(hashOf({}), '535c3001aaae9307daae192e1467b64126937576')
  const message = { action: 'SubAdd', subs: ['5~CCCAGG~BTC~USD'] }
  assert.equal(hashOf(message), '08d28b660dff0eb1bf40a9d6af37ee8988eb7404')
})

test('the endpoint is hashed as if it were a parameter', () => {
  const key = scheme().keyOf({ endpoint: 'price', params: PAIR })
  assert.equal(key, 'grp1:188611bae704541dd4ed2f4b37da1506da6e1345')
})

test('a result path or an override that changes the value has a key of its own', () => {
  const { keyOf } = scheme()
  const plain = keyOf({ params: PAIR })
  assert.notEqual(keyOf({ params: { ...PAIR, resultPath: 'high' } }), plain)
  assert.notEqual(keyOf({ params: { ...PAIR, overrides: { acme: { LINK: 'L' } } } }), plain)
})

test('ignored properties share, others do not', () => {
  const plain = scheme()
  const amounts = [1, 2].map((amount) => ({ params: { ...PAIR, amount } }))
  assert.notEqual(plain.keyOf(amounts[0]!), plain.keyOf(amounts[1]!))
  const ignoring = scheme({ ignoredProps: ['amount'] })
  assert.equal(ignoring.keyOf(amounts[0]!), ignoring.keyOf(amounts[1]!))
  assert.equal(ignoring.keyOf(amounts[0]!), plain.keyOf({ params: PAIR }))
})

test('included properties of the request set keys apart, others do not', () => {
  const { keyOf } = scheme({ includedProps: ['tenant'] })
  const key = (request: Record<string, unknown>): string => keyOf({ params: PAIR, request })
  assert.notEqual(key({ tenant: 'a' }), key({ tenant: 'b' }))
  assert.equal(key({ tenant: 'a', id: 1 }), key({ id: 2, other: 3, tenant: 'a' }))
  assert.equal(key({}), scheme().keyOf({ params: PAIR }))
})

test('groups are kept apart by their prefix alone', () => {
  const other = scheme({ group: 'grp2' }).keyOf({ params: PAIR })
  assert.equal(other, scheme().keyOf({ params: PAIR }).replace('grp1:', 'grp2:'))
})

test('undefined parameters are none', () => {
  const { keyOf } = scheme()
  assert.equal(keyOf({ params: { ...PAIR, amount: undefined } }), keyOf({ params: PAIR }))
})

test('refuses what is no JSON, and what is nested out of measure', () => {
  const { keyOf } = scheme()
  assert.throws(() => keyOf({ params: { call: () => 1 } }), TypeError)
  let deep: unknown = 1
  for (let depth = 0; depth < 100_000; depth += 1) deep = [deep]
  assert.throws(() => keyOf({ params: { deep } }), RangeError)
})

const jsonObject = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }))

test('the order of keys makes no difference, at any depth', () => {
  fc.assert(
    fc.property(jsonObject, (params) => {
      assert.equal(scheme().keyOf({ params: reversed(params) }), scheme().keyOf({ params }))
    }),
  )
})

function reversed<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(reversed) as T
  const members = Object.entries(value).map(([key, member]) => [key, reversed(member)] as const)
  return Object.fromEntries(members.reverse()) as T
}

test('different parameters have different keys', () => {
  // JSON text tells -0 from 0 no more than keys do.
  const text = (params: unknown): string => JSON.stringify(sorted(params))
  fc.assert(
    fc.property(jsonObject, jsonObject, (a, b) => {
      fc.pre([a, b].every((params) => !/"(id|maxAge|meta|debug)"/.test(JSON.stringify(params))))
      const { keyOf } = scheme()
      assert.equal(keyOf({ params: a }) === keyOf({ params: b }), text(a) === text(b))
    }),
  )
})

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(sorted)
  return Object.entries(value)
    .map(([key, member]) => [key, sorted(member)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

test('what is remembered is what would be derived, beyond the memo too', () => {
  const remembering = scheme()
  for (let round = 0; round < 2; round += 1) {
    for (let pair = 0; pair < 25_000; pair += 997) {
      for (let step = 0; step < 997; step += 1) {
        remembering.keyOf({ params: { base: pair + step } })
      }
      const params = { base: pair }
      assert.equal(remembering.keyOf({ params }), scheme().keyOf({ params }))
    }
  }
})
