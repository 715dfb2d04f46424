import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { openTask } from './open-task.ts'

const mark = ['TO', 'DO'].join('')

test('a bare note of work is found, one with an address is not', () => {
  const source = [
    `// ${mark}: round down`,
    `// ${mark} https://example.org/issues/1: round down`,
    `const ${mark} = 1`,
  ].join('\n')
  assert.deepEqual(breachesIn(openTask, { 'packages/domain/money/src/a.ts': source }), [
    `packages/domain/money/src/a.ts:1 bare ${mark}`,
  ])
})
