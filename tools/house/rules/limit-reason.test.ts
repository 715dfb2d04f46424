import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { limitReason } from './limit-reason.ts'

test('a limit with a comment says why; other constants need none', () => {
  const source = [
    '// A body larger than this is no payment.',
    'const bodyBytesMax = 1024',
    'const retries = 3',
    'const pickMax = (a: number) => a',
  ].join('\n')
  assert.deepEqual(breachesIn(limitReason, { 'packages/domain/money/src/a.ts': source }), [])
})

test('a limit without one is found, as a constant and as a property', () => {
  const source = 'const bodyBytesMax = 1024\nconst limits = {\n  pageMin: 1,\n}\n'
  assert.deepEqual(breachesIn(limitReason, { 'packages/domain/money/src/a.ts': source }), [
    'packages/domain/money/src/a.ts:1 bodyBytesMax has no comment that says why',
    'packages/domain/money/src/a.ts:3 limits.pageMin has no comment that says why',
  ])
})
