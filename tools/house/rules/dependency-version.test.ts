import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { dependencyVersion } from './dependency-version.ts'

test('exact versions that agree, and a star for our own, are fine', () => {
  const breaches = breachesIn(dependencyVersion, {
    'packages/domain/money/package.json': { name: 'a', dependencies: { zod: '4.6.7' } },
    'packages/domain/rates/package.json': {
      name: 'b',
      dependencies: { zod: '4.6.7', '@kivuko/money': '*' },
      devDependencies: { 'ilp-packet': '3.1.4-alpha.2' },
    },
  })
  assert.deepEqual(breaches, [])
})

test('ranges, versions that differ and pinned packages of ours are found', () => {
  const breaches = breachesIn(dependencyVersion, {
    'packages/domain/money/package.json': { name: 'a', dependencies: { zod: '4.6.7' } },
    'packages/domain/rates/package.json': {
      name: 'b',
      dependencies: { zod: '4.6.8', ajv: '^8.0.0', '@kivuko/money': '0.1.0' },
    },
  })
  assert.deepEqual(breaches, [
    'packages/domain/rates/package.json:4 zod 4.6.8 is 4.6.7 elsewhere',
    'packages/domain/rates/package.json:5 ajv ^8.0.0 is not an exact version',
    'packages/domain/rates/package.json:6 @kivuko/money is ours: write "*"',
  ])
})
