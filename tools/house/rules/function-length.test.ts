import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { functionLength } from './function-length.ts'

const body = (count: number): string => '  f()\n'.repeat(count)
const short = 'const f = () => 1\n'.repeat(20)

test('a function of 70 lines is fine, one of 71 is not, whatever its form', () => {
  const breaches = breachesIn(functionLength, {
    'packages/domain/money/src/a.ts': `${short}function a() {\n${body(68)}}\n`,
    'packages/domain/money/src/b.ts': `${short}const b = () => {\n${body(69)}}\n`,
    'packages/domain/money/src/c.ts': `${short}const c = {\n  d() {\n${body(69)}} }\n`,
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/b.ts:21 function of 71 lines, at most 70',
    'packages/domain/money/src/c.ts:22 function of 71 lines, at most 70',
  ])
})

test('a list of tests is not measured, a test is', () => {
  const tests = `test('a', () => {\n${body(10)}})\n`.repeat(10)
  const breaches = breachesIn(functionLength, {
    'packages/domain/money/src/a.test.ts': `describe('a', () => {\n${tests}})\n`,
    'packages/domain/money/src/b.test.ts': `test('b', () => {\n${body(69)}})\n`,
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/b.test.ts:1 function of 71 lines, at most 70',
  ])
})

test('the median function of the product has under 10 lines', () => {
  const breaches = breachesIn(functionLength, {
    'packages/domain/money/src/a.ts': `function a() {\n${body(8)}}\n`,
  })
  assert.deepEqual(breaches, ['packages:1 the median function has 10 lines'])
})
