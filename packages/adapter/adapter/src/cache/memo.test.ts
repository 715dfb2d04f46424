import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createMemo } from './memo.ts'

test('makes each once while it is in use, and forgets what is not', () => {
  const made: string[] = []
  const memo = createMemo(2, (text) => {
    made.push(text)
    return text.toUpperCase()
  })
  for (const text of ['a', 'b', 'a', 'c', 'a', 'd', 'a']) {
    assert.equal(memo.get(text), text.toUpperCase())
  }
  assert.deepEqual(made, ['a', 'b', 'c', 'd'])
  for (const text of ['e', 'f', 'g', 'h', 'a']) memo.get(text)
  assert.equal(made.at(-1), 'a')
})
