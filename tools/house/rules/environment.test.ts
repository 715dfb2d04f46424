import assert from 'node:assert/strict'
import { test } from 'node:test'
import { breachesIn } from '../test-tree.ts'
import { environment } from './environment.ts'

test('the configuration of an app, and what is no product, read the environment', () => {
  const breaches = breachesIn(environment, {
    'apps/kivuko/src/config.ts': 'read(process.env)\n',
    'e2e/src/a.ts': 'read(process.env.HOME)\n',
    'packages/domain/money/src/a.test.ts': 'read(process.env.HOME)\n',
  })
  assert.deepEqual(breaches, [])
})

test('any other file does not', () => {
  const breaches = breachesIn(environment, {
    'apps/kivuko/src/main.ts': 'read(process.env.HOME)\n',
    'packages/domain/money/src/config.ts': '\nconst { HOME } = process.env\n',
  })
  assert.deepEqual(breaches, [
    'apps/kivuko/src/main.ts:1 process.env outside of apps/*/src/config.ts',
    'packages/domain/money/src/config.ts:2 process.env outside of apps/*/src/config.ts',
  ])
})
