import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { importCycle } from './import-cycle.ts'

test('a chain of imports is no cycle', () => {
  const breaches = breachesIn(importCycle, {
    'packages/domain/money/src/a.ts': "import './b.ts'\n",
    'packages/domain/money/src/b.ts': "import './c.ts'\n",
    'packages/domain/money/src/c.ts': 'export {}\n',
  })
  assert.deepEqual(breaches, [])
})

test('a cycle through types, dynamic imports and re-exports is found once', () => {
  const breaches = breachesIn(importCycle, {
    'packages/domain/money/src/a.ts': "import type { B } from './b.ts'\n",
    'packages/domain/money/src/b.ts': "export const load = () => import('./c.ts')\n",
    'packages/domain/money/src/c.ts': "export { a } from './a.ts'\n",
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/a.ts:1 import cycle of 3: packages/domain/money/src/a.ts → ' +
      'packages/domain/money/src/b.ts → packages/domain/money/src/c.ts → ' +
      'packages/domain/money/src/a.ts',
  ])
})

test('packages that import each other are a cycle, even through different files', () => {
  const breaches = breachesIn(importCycle, {
    'packages/platform/log/src/index.ts': 'export {}\n',
    'packages/platform/clock/src/index.ts': 'export {}\n',
    'packages/platform/log/src/a.ts': "import '@kivuko/clock'\n",
    'packages/platform/clock/src/a.ts': "import '@kivuko/log'\n",
    'packages/platform/random/src/a.test.ts': "import '@kivuko/clock'\n",
  })
  assert.deepEqual(breaches, [
    'packages/platform/log/package.json:1 import cycle of 2: packages/platform/log → ' +
      'packages/platform/clock → packages/platform/log',
  ])
})
