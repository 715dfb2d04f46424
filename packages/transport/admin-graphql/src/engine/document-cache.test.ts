import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'graphql'
import { createDocumentCache } from './document-cache.ts'

const document = parse('{ a }')

test('what was used longest ago goes first', () => {
  const cache = createDocumentCache()
  const sources = Array.from({ length: 500 }, (_, index) => `{ a${index} }`)
  for (const source of sources) cache.set(source, document)
  assert.equal(cache.get('{ a0 }'), document)
  cache.set('{ b }', document)
  assert.equal(cache.get('{ a0 }'), document)
  assert.equal(cache.get('{ a1 }'), undefined)
  assert.equal(cache.get('{ a499 }'), document)
})

test('long documents push out more than one, and one that is too long is not kept', () => {
  const cache = createDocumentCache()
  const long = (name: string) => `{ ${name} }`.padEnd(200_000)
  for (const name of ['a', 'b', 'c']) cache.set(long(name), document)
  assert.deepEqual(
    ['a', 'b', 'c'].map((name) => cache.get(long(name)) !== undefined),
    [false, true, true],
  )
  cache.set('x'.repeat(500_001), document)
  assert.equal(cache.get('x'.repeat(500_001)), undefined)
})
