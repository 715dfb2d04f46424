import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { unusedExport } from './unused-export.ts'

const ledger = 'packages/domain/ledger/src'
const money = 'packages/domain/money/src'

test('what another file, or another workspace through the index, imports is used', () => {
  const breaches = breachesIn(unusedExport, {
    [`${money}/index.ts`]: "export { a as first } from './a.ts'\n",
    [`${money}/a.ts`]: 'export const a = 1\nexport const b = 2\nexport const c = 3\n',
    [`${money}/b.ts`]: "import { b } from './a.ts'\nimport('./c.ts')\n",
    [`${money}/c.ts`]: 'export const d = 4\n',
    'e2e/src/a.ts': "import { first } from '@kivuko/money'\n",
    [`${money}/d.ts`]: "import * as all from './a.ts'\n",
  })
  assert.deepEqual(breaches, [])
})

test('what its own file uses may be exported for its test or by the index', () => {
  const breaches = breachesIn(unusedExport, {
    [`${money}/index.ts`]: "export { b } from './a.ts'\n",
    [`${money}/a.ts`]: [
      'export const a = 1',
      'export const b = a + 1',
      'export type Options = { c: number }',
      'const used = (options: Options) => [b, options]',
    ].join('\n'),
    [`${money}/a.test.ts`]: "import { a } from './a.ts'\n",
  })
  assert.deepEqual(breaches, [])
})

test('a library may offer what nobody uses yet', () => {
  const breaches = breachesIn(unusedExport, {
    [`${money}/index.ts`]: "export { a } from './a.ts'\n",
    [`${money}/a.ts`]: 'export const a = 1\n',
  })
  assert.deepEqual(breaches, [])
})

test('what nothing uses, only its test uses or only its file uses is found', () => {
  const breaches = breachesIn(unusedExport, {
    [`${ledger}/index.ts`]: "export { a } from './a.ts'\n",
    [`${ledger}/a.ts`]: [
      'export const a = 1',
      'export const b = 2',
      'export const c = 3',
      'const d = c',
      'export type E = 5',
    ].join('\n'),
    [`${ledger}/a.test.ts`]: "import { b } from './a.ts'\n",
  })
  assert.deepEqual(breaches, [
    `${ledger}/a.ts:1 nothing uses a`,
    `${ledger}/a.ts:2 only its test uses b`,
    `${ledger}/a.ts:3 only its own file uses c: drop the export`,
    `${ledger}/a.ts:5 nothing uses E`,
  ])
})
