import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { lineLength } from './line-length.ts'

test('a line of 100 characters is fine, one of 101 is not, in SQL as in code', () => {
  const breaches = breachesIn(lineLength, {
    'packages/domain/money/src/a.ts': `//${'x'.repeat(98)}\n//${'x'.repeat(99)}\n`,
    'packages/domain/money/migrations/001-a.sql': `--${'x'.repeat(99)}\n`,
    'packages/domain/money/src/a.generated.ts': `//${'x'.repeat(200)}\n`,
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/a.ts:2 101 characters, at most 100',
    'packages/domain/money/migrations/001-a.sql:1 101 characters, at most 100',
  ])
})
