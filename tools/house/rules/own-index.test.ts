import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { ownIndex } from './own-index.ts'

test('siblings import each other, and other packages by name', () => {
  const breaches = breachesIn(ownIndex, {
    'packages/domain/money/src/index.ts':
      "export type { A } from './a.ts'\nexport { a } from './a.ts'\n",
    'packages/domain/money/src/a.ts': "import './b.ts'\n",
    'packages/domain/ledger/src/a.ts': "import '@kivuko/money'\n",
  })
  assert.deepEqual(breaches, [])
})

test('a package does not import its own index, by path or by name', () => {
  const breaches = breachesIn(ownIndex, {
    'packages/domain/money/src/a.ts': "import './index.ts'\nimport '@kivuko/money'\n",
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/src/a.ts:1 imports its own index: import the file itself',
    'packages/domain/money/src/a.ts:2 imports its own index: import the file itself',
  ])
})

test('nobody reaches into another package by a path', () => {
  const breaches = breachesIn(ownIndex, {
    'packages/domain/money/src/a.ts': 'export {}\n',
    'packages/domain/ledger/src/a.ts': "import '../../money/src/a.ts'\n",
  })
  assert.deepEqual(breaches, ['packages/domain/ledger/src/a.ts:1 reaches into another workspace'])
})

test('an index holds named re-exports of its own files and nothing else', () => {
  const breaches = breachesIn(ownIndex, {
    'packages/domain/money/src/index.ts': [
      "export * from './a.ts'",
      "export { b } from '@kivuko/clock'",
      'export const c = 1',
      "export { d } from './d.ts'",
    ].join('\n'),
  })
  assert.deepEqual(
    breaches.map((breach) => breach.split(' ')[0]),
    [1, 2, 3].map((line) => `packages/domain/money/src/index.ts:${line}`),
  )
})
