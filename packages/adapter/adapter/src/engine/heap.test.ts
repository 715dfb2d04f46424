import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createHeap } from './heap.ts'
import fc from 'fast-check'

test('a heap gives its items in order', () => {
  fc.assert(
    fc.property(fc.array(fc.integer()), (numbers) => {
      const heap = createHeap<number>((a, b) => a < b)
      for (const each of numbers) heap.push(each)
      const given = numbers.map(() => heap.pop())
      assert.deepEqual(
        given,
        numbers.toSorted((a, b) => a - b),
      )
      assert.equal(heap.pop(), undefined)
    }),
  )
})
