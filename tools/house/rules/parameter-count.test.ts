import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { parameterCount } from './parameter-count.ts'

test('three arguments are fine, four are not', () => {
  const breaches = breachesIn(parameterCount, {
    'packages/domain/money/src/a.ts': 'function a(b, c, d) {}\nconst e = (f, g, h, i) => {}\n',
    'packages/domain/money/src/a.test.ts': 'function a(b, c, d, e) {}\n',
  })
  assert.deepEqual(breaches, ['packages/domain/money/src/a.ts:2 4 parameters, at most 3'])
})
