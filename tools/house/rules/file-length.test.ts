import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { fileLength } from './file-length.ts'

const lines = (count: number): string => '//\n'.repeat(count)

test('400 lines, and 1,000 of a test, are fine; generated files are not measured', () => {
  const breaches = breachesIn(fileLength, {
    'packages/domain/money/src/a.ts': lines(400),
    'packages/domain/money/src/a.test.ts': lines(1_000),
    'packages/domain/money/src/a.generated.ts': lines(5_000),
  })
  assert.deepEqual(breaches, [])
})

test('one line more is too many', () => {
  const breaches = breachesIn(fileLength, {
    'packages/domain/money/src/a.ts': lines(401),
    'packages/domain/money/src/a.test.ts': lines(1_001),
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/a.ts:401 401 lines, at most 400',
    'packages/domain/money/src/a.test.ts:1001 1001 lines, at most 1000',
  ])
})
