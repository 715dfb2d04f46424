import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { dependencyLine } from './dependency-line.ts'

const row = (name: string): string => `| \`${name}\` | saves work | MIT | someone |\n`

test('a library with a row is fine; packages of ours need none', () => {
  const breaches = breachesIn(dependencyLine, {
    'packages/domain/money/package.json': {
      name: 'a',
      dependencies: { zod: '4.6.7', '@kivuko/clock': '*' },
    },
    'docs/dependencies.md': row('zod'),
  })
  assert.deepEqual(breaches, [])
})

test('a library without a row and a row without a library are found', () => {
  const breaches = breachesIn(dependencyLine, {
    'packages/domain/money/package.json': { name: 'a', dependencies: { zod: '4.6.7' } },
    'docs/dependencies.md': row('knex'),
  })
  assert.deepEqual(breaches, [
    'packages/domain/money/package.json:4 zod has no row in docs/dependencies.md',
    'docs/dependencies.md:1 knex is no dependency (any more)',
  ])
})
