import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { globalState } from './global-state.ts'

test('constants at the top and variables inside are fine', () => {
  const source = 'const a = 1\nexport function f() {\n  let b = 0\n  return b\n}\n'
  assert.deepEqual(breachesIn(globalState, { 'packages/domain/money/src/a.ts': source }), [])
})

test('variables at the top of a module are found', () => {
  const source = 'let a = 1\nexport var b = 2\n'
  assert.deepEqual(breachesIn(globalState, { 'packages/domain/money/src/a.ts': source }), [
    'packages/domain/money/src/a.ts:1 let at the top of a module',
    'packages/domain/money/src/a.ts:2 var at the top of a module',
  ])
})
