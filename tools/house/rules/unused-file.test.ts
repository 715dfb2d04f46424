import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { unusedFile } from './unused-file.ts'

test('imported files, entries of package.json, tests, generators and workers are used', () => {
  const breaches = breachesIn(unusedFile, {
    'apps/kivuko/package.json': {
      name: '@kivuko/kivuko',
      exports: { '.': './src/main.ts' },
      bin: { kivuko: './bin/kivuko.mjs' },
      scripts: { start: 'node src/start.ts' },
    },
    'apps/kivuko/src/main.ts': "import './a.ts'\nnew URL('./b.ts', import.meta.url)\n",
    'apps/kivuko/src/a.ts': '',
    'apps/kivuko/src/b.ts': '',
    'apps/kivuko/src/start.ts': '',
    'apps/kivuko/bin/kivuko.mjs': '',
    'apps/kivuko/src/a.test.ts': '',
    'apps/kivuko/src/schema.generate.ts': '',
  })
  assert.deepEqual(breaches, [])
})

test('a file that nothing leads to is found', () => {
  const breaches = breachesIn(unusedFile, { 'packages/domain/money/src/a.ts': '' })
  assert.deepEqual(breaches, ['packages/domain/money/src/a.ts:1 nothing imports this file'])
})
