import assert from 'node:assert/strict'
import { test } from 'node:test'

import fc from 'fast-check'

import {
  callableUrl,
  type Collection,
  isSameResource,
  parseResourceUrl,
  resourceUrl,
} from './resource-url.ts'

const ID = '45d495ad-b763-4882-88d7-aa14d261686e'
const TENANT = '438fa74a-fa7d-4317-9ced-dde32ece1787'

test('every URL that is built is read', () => {
  fc.assert(
    fc.property(
      fc.record({
        base: fc.constantFrom(
          'https://op.example',
          'http://localhost:3003/',
          'https://op.example/a/b',
        ),
        tenantId: fc.uuid(),
        collection: fc.constantFrom<Collection>('incoming-payments', 'quotes', 'outgoing-payments'),
        id: fc.uuid(),
      }),
      ({ base, tenantId, collection, id }) => {
        const parsed = parseResourceUrl(resourceUrl({ base, tenantId, collection, id }))
        const trimmed = base.replace(/\/$/, '')
        assert.deepEqual(parsed, { collection, id, tenantId, base: `${trimmed}/${tenantId}` })
      },
    ),
  )
})

test('a URL of the time before tenants is read by its last segments', () => {
  assert.deepEqual(parseResourceUrl(`https://op.example/alice/incoming-payments/${ID}`), {
    collection: 'incoming-payments',
    id: ID,
    base: 'https://op.example/alice',
    tenantId: undefined,
  })
  assert.equal(parseResourceUrl(`https://op.example/quotes/${ID}`)?.base, 'https://op.example')
})

for (const text of [
  'x',
  `https://op.example/${ID}`,
  `https://op.example/quote/${ID}`,
  'https://op.example/quotes/1',
  `https://op.example/quotes/${ID}/`,
  `https://op.example/quotes/${ID}?x=1`,
  `ftp://op.example/quotes/${ID}`,
  `https://op.example/${'a'.repeat(2048)}/quotes/${ID}`,
]) {
  test(`${text.slice(0, 70)} is no resource`, () => assert.equal(parseResourceUrl(text), undefined))
}

test('scheme, case of the host and slashes at the end make no other resource', () => {
  const url = `https://op.example/${TENANT}/incoming-payments/${ID}`
  assert.equal(isSameResource(url, url.replace('https', 'http')), true)
  assert.equal(isSameResource(url, `${url.replace('op.example', 'OP.example')}/`), true)
  assert.equal(isSameResource(url, url.replace('op.example', 'op2.example')), false)
  assert.equal(isSameResource(url, url.replace('45d4', '45d5')), false)
  assert.equal(isSameResource('x', 'x'), false)
})

test('in development an https id is called over http', () => {
  assert.equal(callableUrl('https://op.example/a', { useHttp: true }), 'http://op.example/a')
  assert.equal(callableUrl('https://op.example/a', { useHttp: false }), 'https://op.example/a')
})
