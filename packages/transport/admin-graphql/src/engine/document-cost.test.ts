import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'graphql'
import { documentCost } from './document-cost.ts'

const cases: readonly [string, string, { depth: number; cost: number }][] = [
  ['one field', '{ a }', { depth: 1, cost: 3.5 }],
  ['two fields', '{ a b }', { depth: 1, cost: 5 }],
  ['a field in a field', '{ a { b } }', { depth: 2, cost: 7.25 }],
  [
    'a fragment counts where it is spread',
    '{ ...F ...F } fragment F on Q { a }',
    { depth: 1, cost: 5 },
  ],
  ['an inline fragment is no level', '{ ... on Q { a } }', { depth: 1, cost: 3.5 }],
  ['the dearest operation', 'query A { a } query B { a { b } }', { depth: 2, cost: 7.25 }],
  ['introspection is free', '{ __schema { types { name } } __typename }', { depth: 0, cost: 2 }],
  ['an unknown fragment is left to validation', '{ ...F a }', { depth: 1, cost: 3.5 }],
]

for (const [name, source, expected] of cases) {
  test(`what a document costs: ${name}`, () => {
    assert.deepEqual(documentCost(parse(source)), expected)
  })
}

test('a fragment that contains itself is endless', () => {
  const source = '{ ...F } fragment F on Q { a { ...G } } fragment G on Q { a { ...F } }'
  assert.deepEqual(documentCost(parse(source)), { depth: Infinity, cost: Infinity })
})

test('fragments that double each other are counted without being walked', () => {
  const doubling = Array.from({ length: 60 }, (_, level) => {
    return `fragment F${level} on Q { x: a { ...F${level + 1} } y: a { ...F${level + 1} } }`
  })
  const source = `{ ...F0 } ${doubling.join(' ')} fragment F60 on Q { a }`
  const { cost, depth } = documentCost(parse(source))
  assert.ok(cost > 3 ** 60)
  assert.equal(depth, 61)
})
