import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { dependencyUse } from './dependency-use.ts'

const manifest = 'packages/domain/money/package.json'
const exports = { '.': './src/index.ts' }

test('what is imported is declared, and what is declared is imported', () => {
  const breaches = breachesIn(dependencyUse, {
    'packages/platform/clock/src/index.ts': 'export {}\n',
    'packages/domain/money/src/a.ts': "import 'zod'\nimport '@kivuko/clock'\nimport 'node:fs'\n",
    'packages/domain/money/src/b.ts': "export const b = import.meta.resolve('specs/a.yaml')\n",
    'packages/domain/money/src/a.test.ts': "import 'fast-check'\nimport 'zod/mini'\n",
    [manifest]: {
      name: '@kivuko/money',
      exports,
      dependencies: { zod: '4.0.0', specs: '1.0.0', '@kivuko/clock': '*' },
      devDependencies: { 'fast-check': '4.0.0', '@types/zod': '4.0.0' },
    },
  })
  assert.deepEqual(breaches, [])
})

test('undeclared and unused libraries, and those in the wrong list, are found', () => {
  const breaches = breachesIn(dependencyUse, {
    'packages/domain/money/src/a.ts': "import 'ajv'\nimport 'fast-check'\n",
    'packages/domain/money/src/a.test.ts': "import 'zod'\n",
    [manifest]: {
      name: '@kivuko/money',
      exports,
      dependencies: { zod: '4.0.0', undici: '8.0.0' },
      devDependencies: { 'fast-check': '4.0.0', pg: '8.0.0' },
    },
  })
  assert.deepEqual(
    breaches.map((breach) => breach.slice(breach.indexOf(' ') + 1)),
    [
      'ajv is not in package.json',
      'fast-check is only in devDependencies',
      'zod belongs to devDependencies',
      'undici is not imported',
      'pg is not imported',
    ],
  )
})
