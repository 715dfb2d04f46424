import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { testAssertion } from './test-assertion.ts'

const file = 'packages/domain/money/src/a.test.ts'

test('a test that asserts, itself or through functions of its file, is fine', () => {
  const source = [
    "test('a', () => { assert.equal(1, 1) })",
    "it('b', () => { expectReject(reply) })",
    "test('c', () => { runs(1) })",
    'function runs(n) { return steps(n) }',
    'const steps = (n) => assert.ok(n)',
    "test.todo('d')",
  ].join('\n')
  assert.deepEqual(breachesIn(testAssertion, { [file]: source }), [])
})

test('a test that only runs something is found', () => {
  const source = "test('a', async () => { await send(1) })\nfunction send(n) { return n }\n"
  assert.deepEqual(breachesIn(testAssertion, { [file]: source }), [
    `${file}:1 this test asserts nothing`,
  ])
})

test('a function that asserts may stand in a file that serves the tests', () => {
  const source = [
    "import { run, look } from './test-run.ts'",
    "test('a', () => run())",
    "test('b', () => look())",
  ].join('\n')
  const breaches = breachesIn(testAssertion, {
    [file]: source,
    'packages/domain/money/src/test-run.ts':
      'export function run() { assert.ok(1) }\nexport function look() { return 1 }\n',
  })
  assert.deepEqual(breaches, [`${file}:3 this test asserts nothing`])
})
