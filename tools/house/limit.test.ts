import assert from 'node:assert/strict'
import { test } from 'node:test'
import { findLimits } from './limit.ts'
import { sampleTree } from './test-tree.ts'

const path = 'packages/domain/money/src/a.ts'

test('limits are read with value, place and comment', () => {
  const source = [
    '/**',
    ' * The largest amount:',
    ' * 64 bits.',
    ' */',
    'export const amountMax = 2n ** 64n - 1n',
    'const limits = {',
    '  // Two megabytes: ',
    '  // enough for a page.',
    '  bodyBytesMax: 2 * 1024 * 1024,',
    '} as const',
  ].join('\n')
  assert.deepEqual(findLimits(sampleTree({ [path]: source })), [
    {
      name: 'amountMax',
      value: '18,446,744,073,709,551,615',
      path,
      line: 5,
      why: 'The largest amount: 64 bits.',
    },
    {
      name: 'limits.bodyBytesMax',
      value: '2,097,152',
      path,
      line: 9,
      why: 'Two megabytes: enough for a page.',
    },
  ])
})

test('a property takes the comment of the interface that it fills', () => {
  const tree = sampleTree({
    'packages/domain/money/src/limits.ts':
      'interface Limits {\n  /** A page. */\n  rowsMax: number\n}\n',
    [path]: 'const limits: Limits = { rowsMax: 5 }\n',
  })
  assert.equal(findLimits(tree)[0]?.why, 'A page.')
})

test('a value that names something stands as it is written', () => {
  const [limit] = findLimits(sampleTree({ [path]: 'const pageMax = rowsMax * 2\n' }))
  assert.equal(limit?.value, 'rowsMax * 2')
})

test('other constants, functions and what is no part of the product are no limits', () => {
  const tree = sampleTree({
    [path]: 'const rows = 2\nconst findMax = () => 3\nfunction f() { const xMax = 1 }\n',
    'packages/domain/money/src/a.test.ts': 'const tryMax = 3\n',
    'tools/b.ts': 'const tryMax = 3\n',
  })
  assert.deepEqual(findLimits(tree), [])
})
