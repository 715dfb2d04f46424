import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { syntax } from './syntax.ts'

test('a file that does not parse is found at its line, and the others are still read', () => {
  const breaches = breachesIn(syntax, {
    'packages/domain/money/src/a.ts': 'export const a = 1\n',
    'packages/domain/money/src/b.ts': 'export const b = 1\nexport const = 2\n',
  })
  assert.equal(breaches.length, 1)
  assert.match(breaches[0] ?? '', /^packages\/domain\/money\/src\/b\.ts:2 /)
})
