import assert from 'node:assert/strict'
import { test } from 'node:test'

import { parsePage, serializePage } from './pagination.ts'

for (const [query, page] of [
  [{}, { direction: 'forward', size: 20 }],
  [{ first: '100' }, { direction: 'forward', size: 100 }],
  [
    { first: '1', cursor: 'c' },
    { direction: 'forward', size: 1, cursor: 'c' },
  ],
  [{ cursor: 'c' }, { direction: 'forward', size: 20, cursor: 'c' }],
  [
    { last: '5', cursor: 'c' },
    { direction: 'backward', size: 5, cursor: 'c' },
  ],
] as const) {
  test(`${JSON.stringify(query)} asks for a page`, () => assert.deepEqual(parsePage(query), page))
}

for (const query of [
  { first: '1', last: '1', cursor: 'c' },
  { last: '1' },
  { first: '0' },
  { first: '101' },
  { first: '-1' },
  { first: '1.5' },
  { first: '' },
  { cursor: '' },
]) {
  test(`${JSON.stringify(query)} is refused`, () => {
    const page = parsePage(query)
    assert.equal('refusal' in page && page.refusal, 'invalidPage')
  })
}

test('a page tells its ends, and an empty one none', () => {
  const flags = { hasNextPage: true, hasPreviousPage: false }
  const items = [{ id: 'a' }, { id: 'b' }]
  assert.deepEqual(
    serializePage({ items, ...flags }, ({ id }) => id.toUpperCase()),
    {
      pagination: { startCursor: 'a', endCursor: 'b', ...flags },
      result: ['A', 'B'],
    },
  )
  assert.deepEqual(
    serializePage({ items: [], ...flags }, (item) => item),
    {
      pagination: flags,
      result: [],
    },
  )
})
